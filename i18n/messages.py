"""Messages in the current language. :mod:`i18n.make` finds them in the code by the names of these functions."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from i18n.languages import ENGLISH, LANGUAGES, Language

_Said = TypeVar("_Said")
_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def current() -> Language:
    return _current.get()


def speak(language: Language) -> None:
    """Make `language` the current one for the rest of this task."""
    _current.set(language)


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Make `language` the current one inside."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def in_each_language(say: Callable[[], _Said]) -> list[_Said]:
    """What `say` returns in each language that Musubi speaks."""
    said = list[_Said]()
    for language in LANGUAGES.values():
        with speaking(language):
            said.append(say())
    return said


def mark(message: str, /) -> str:
    """The message itself: a constant that :func:`t` translates where it is shown."""
    return message


def t(message: str, /, **values: object) -> str:
    """The message in the current language, with `values` in its ``{placeholders}``."""
    said = _current.get().messages.gettext(message)
    return said.format_map(values) if values else said


def tn(singular: str, plural: str, count: int, /, **values: object) -> str:
    """The message for `count` things; ``{count}`` is the number, its digits grouped."""
    said = _current.get().messages.ngettext(singular, plural, count)
    return said.format_map({"count": number(count), **values})


def tc(context: str, message: str, /, **values: object) -> str:
    """The message in the meaning that `context` tells translators."""
    said = _current.get().messages.pgettext(context, message)
    return said.format_map(values) if values else said


def number(count: int) -> str:
    """A whole number with grouped digits: ``12,345``."""
    least, group, _ = _current.get().numbers
    return f"{count:,}".replace(",", group) if len(str(abs(count))) >= least else str(count)


def decimal(amount: float, digits: int | None = None) -> str:
    """A number with the language's decimal sign: ``8.5``; with as many `digits` behind it, or as few as it needs."""
    point = _current.get().numbers[2]
    return (f"{amount:g}" if digits is None else f"{amount:.{digits}f}").replace(".", point)


def listed(names: Iterable[str], *, more: int = 0) -> str:
    """``A, B and 3 more``: the names, and the number of those that are not named."""
    joined = tc("between the names of a list", ", ").join(names)
    return tn("{names} and {count} more", "{names} and {count} more", more, names=joined) if more else joined
