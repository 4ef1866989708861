"""Custom lists by the names that people type and read. Pure."""

import re
from collections.abc import Mapping, Sequence

from i18n import in_each_language, listed, mark, t, tc
from library.errors import InvalidList
from library.rules.notes import decode
from library.rules.text import as_meant
from store import ListOptions

NO_LISTS = mark("You have no custom lists for this kind of title.")
YOUR_LISTS = mark("Put commas between your custom lists: {names}.")
MOST_SHOWN = 25  # custom lists that a form shows,
_LONGEST_SHOWN = 100  # and the characters of a name that it holds
_QUOTES = " \u00a0\u202f\"'“”„«»「」"  # of a name, as the languages write them
_COMMA = re.compile(r"\s*[,、]\s*")
_CUT = re.compile(r"(?:…|\.\.\.)$")


def offered_lists(options: ListOptions) -> list[str]:
    """The custom lists that a form shows; the others stay as they are."""
    names = dict.fromkeys(options.custom_lists[:MOST_SHOWN])
    return [name for name in names if 0 < len(name) <= _LONGEST_SHOWN]


def spelt(names: Sequence[str], options: ListOptions) -> list[str]:
    """Names of custom lists in the spelling of the person's settings."""
    known = {decode(name): name for name in options.custom_lists}
    return [known.get(decode(name), name) for name in names]


def named_lists(typed: str, options: ListOptions, field: str) -> tuple[str, ...]:
    """The custom lists in `typed`, with commas between them; none for ``none`` in any language. Raises InvalidList.

    A list may be called so, and then is meant. A name may have commas itself, so the longest run of parts that is a
    name counts; ``…`` stands for the rest of a name.
    """
    parts = _parts(typed)
    names = _by_key(options.custom_lists)
    if _says_none(typed) and not _named(_key(typed), names):
        return ()
    found: list[str] = []
    while parts:
        count, name = _longest(parts, names)
        if name is None:
            raise InvalidList(lambda: _hint(options), parts[0], field)
        found.append(name)
        parts = parts[count:]
    return tuple(dict.fromkeys(found))


def named_list(typed: str, names: Sequence[str]) -> str | None:
    """The one of the `names`, as people read them, that `typed` is, whatever its case; ``…`` stands for the rest."""
    return _named(_key(typed), _by_key(names))


def _says_none(typed: str) -> bool:
    return as_meant(typed).casefold() in {"none", *(said.casefold() for said in in_each_language(none))}


def none() -> str:
    """The word that is typed for no list, in the current language."""
    return tc("typed for no custom lists", "none")


def _longest(parts: Sequence[str], names: Mapping[str, str]) -> tuple[int, str | None]:
    """The number of leading `parts` that make the longest name, and that list."""
    most = max((key.count(",") + 1 for key in names), default=0)
    for count in range(min(len(parts), most), 0, -1):
        if name := _named(_key(",".join(parts[:count])), names):
            return count, name
    return 0, None


def _named(key: str, names: Mapping[str, str]) -> str | None:
    """The list with that name, in the same case or another, or the only list whose name begins so."""
    exact = names.get(key) or names.get(key.casefold())
    begun = _CUT.sub("", key.casefold())
    if exact or begun in {"", key.casefold()}:
        return exact
    fitting = {name for known, name in names.items() if known.startswith(begun)}
    return fitting.pop() if len(fitting) == 1 else None


def _by_key(names: Sequence[str]) -> dict[str, str]:
    """Names by keys for comparison: the exact spelling, and a form without case if no name is spelt so."""
    keys = {name: _key(decode(name)) for name in names}
    return {key.casefold(): name for name, key in keys.items()} | {key: name for name, key in keys.items()}


def _key(name: str) -> str:
    return ",".join(_parts(as_meant(name).strip(_QUOTES)))


def _parts(text: str) -> list[str]:
    return [part for part in _COMMA.split(as_meant(text)) if part]


def _hint(options: ListOptions) -> str:
    if not options.custom_lists:
        return t(NO_LISTS)
    return t(YOUR_LISTS, names=listed(t("“{name}”", name=decode(name)) for name in options.custom_lists))
