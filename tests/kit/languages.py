"""Languages for tests: a pseudo-language that shows what is not translated, two that are told apart, Discord's locales.

In the pseudo-language every message of the code is two fifths longer, and has no plain letter of its own: ``Lïst ööö``.
So a plain letter on a card is a name, or English that is not marked.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations
from math import ceil
from typing import Any
from weakref import WeakKeyDictionary

import simcord.interactions
from simcord.backend import Backend

from i18n import LANGUAGES, Language, speaking

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ODD = str.maketrans(_PLAIN, "äƀçďëƒĝĥïĵķĺɱñöþɋŕšţüṽŵẋÿžÄƁÇĎËƑĜĤÏĴĶĹṀÑÖÞɊŔŠŢÜṼŴẊŸŽ")
_PLACEHOLDER = re.compile(r"(\{\w*\})")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_OWN = ("how numbers are written",)  # the contexts of messages that are no words
# What is no word: timestamps, mentions, commands, emojis, addresses, and AniList's and our own names.
_NO_WORDS = re.compile(r"<[^>\s]+>|</[a-z ]+:[0-9]+>|/[a-z]+( [a-z]+)?|https?://[^\s)]+|\b(AniList|Musubi|Discord)\b")


class _Made(NullTranslations):
    """A catalogue whose translations are made of the messages."""

    def make(self, message: str) -> str:
        raise NotImplementedError

    def gettext(self, message: str) -> str:
        return self.make(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.make(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return message if context in _OWN else self.make(message)


class _Pseudo(_Made):
    def make(self, message: str) -> str:
        return _pseudo(message)


@cache
def _pseudo(message: str) -> str:
    texts = _PLACEHOLDER.split(message)  # every second one is a placeholder
    letters = sum(map(len, texts[::2]))
    odd = "".join(one if number % 2 else one.translate(_ODD) for number, one in enumerate(texts))
    return odd + (" " + "ö" * ceil(letters * 0.4 - 1) if letters > 2 else "")


class _Longest(_Pseudo):
    """Each message is as long as in that of the languages which needs most letters for it."""

    def __init__(self) -> None:
        super().__init__()
        self._spoken = [language.messages for language in LANGUAGES.values()]

    def gettext(self, message: str) -> str:
        return self._padded(super().gettext(message), (one.gettext(message) for one in self._spoken))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        said = (one.ngettext(msgid1, msgid2, count) for one in self._spoken for count in (1, 2, 5))
        return self._padded(super().ngettext(msgid1, msgid2, n), said)

    def pgettext(self, context: str, message: str) -> str:
        said = (one.pgettext(context, message) for one in self._spoken if context not in _OWN)
        return self._padded(super().pgettext(context, message), said)

    @staticmethod
    def _padded(text: str, said: Iterable[str]) -> str:
        return text + "ö" * (max(map(len, said), default=0) - len(text))


class _Tagged(_Made):
    """English with the language's code before each message: whose language it is can be read."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def make(self, message: str) -> str:
        return f"{self._code}·{message}"


class _Sample(_Tagged):
    """A few translations, by message or by context and message; the other messages are tagged."""

    def __init__(self, code: str, said: Mapping[str, str]) -> None:
        super().__init__(code)
        self._said = said

    def make(self, message: str) -> str:
        return self._said.get(message) or super().make(message)

    def pgettext(self, context: str, message: str) -> str:
        return self._said.get(f"{context}|{message}") or super().pgettext(context, message)


_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _dated(months: str, of_dates: str, **said: str) -> dict[str, str]:
    """The months alone and beside a day, and the other translations."""
    pairs = (("month without a day", months), ("month beside a day", of_dates or months))
    names = {
        f"{context}|{english}": name
        for context, every in pairs
        for english, name in zip(_ENGLISH_MONTHS, every.split(), strict=True)
    }
    words = {f"typed for a date|{english}": said.pop(english) for english in ("today", "yesterday", "none")}
    words["ep {number}"] = said["episode"]
    return (
        names
        | words
        | {"{day} {month} {year}": said["date"], "{month} {year}": said["month"]}
        | {"how numbers are written|1,234 · 12,345.6": said["numbers"]}
    )


_SAMPLES = {
    "de": _dated(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "",
        today="heute", yesterday="gestern", none="keins",
        date="{day}. {month} {year}", month="{month} {year}", numbers="1.234 · 12.345,6", episode="F. {number}",
    ),
    "fr": _dated(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "",
        today="aujourd’hui", yesterday="hier", none="aucune",
        date="{day} {month} {year}", month="{month} {year}", numbers="1 234 · 12 345,6", episode="ép. {number}",
    ),
    "es": _dated(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "",
        today="hoy", yesterday="ayer", none="ninguna",
        date="{day} de {month} de {year}", month="{month} de {year}", numbers="1234 · 12.345,6", episode="ep. {number}",
    ),
    "pl": _dated(
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        today="dzisiaj", yesterday="wczoraj", none="brak",
        date="{day} {month} {year}", month="{month} {year}", numbers="1234 · 12 345,6", episode="odc. {number}",
    ),
    "ja": _dated(
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", "",
        today="今日", yesterday="昨日", none="なし",
        date="{year}年{month}{day}日", month="{year}年{month}", numbers="1,234 · 12,345.6", episode="第{number}話",
    ),
}  # fmt: skip


def made(code: str, catalogue: NullTranslations) -> Language:
    language = Language(code)
    language.messages = catalogue
    return language


PSEUDO = made("en", _Pseudo())


def longest() -> Language:
    """The pseudo-language, in which no message is shorter than in any of the languages."""
    return made("en", _Longest())


@contextmanager
def speaking_only(language: Language) -> Generator[None]:
    """Make `language` the one that Musubi speaks inside, whatever Discord says."""
    spoken: Any = LANGUAGES
    before = dict(spoken)
    spoken.update(dict.fromkeys(spoken, language))
    try:
        with speaking(language):
            yield
    finally:
        spoken.update(before)


@contextmanager
def speaking_tagged(*codes: str) -> Generator[None]:
    """Let Musubi speak English and languages of those codes alone inside: ``ja·List`` in Japanese."""
    spoken: Any = LANGUAGES
    before = dict(spoken)
    spoken.clear()
    spoken.update({"en": before["en"]} | {code: made(code, _Tagged(code)) for code in codes})
    try:
        yield
    finally:
        spoken.clear()
        spoken.update(before)


@contextmanager
def speaking_samples() -> Generator[None]:
    """Let Musubi know the dates and numbers of five languages inside; the rest of them is tagged."""
    spoken: Any = LANGUAGES
    before = dict(spoken)
    spoken.update({code: made(code, _Sample(code, said)) for code, said in _SAMPLES.items()})
    try:
        yield
    finally:
        spoken.clear()
        spoken.update(before)


def tags(text: str) -> set[str]:
    """The codes of the languages in a text of :func:`speaking_tagged`; ``en`` has none."""
    return set(re.findall(r"\b(de|fr|es|pl|ja|pt-BR)·", text))


def unmarked(text: str, names: Mapping[str, str] | set[str]) -> Iterator[str]:
    """The plain words in a text of the pseudo-language that are none of `names`."""
    bare = _NO_WORDS.sub(" ", text)
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name, " ")
    yield from _LETTERS.findall(bare)


_locales: WeakKeyDictionary[Backend, dict[int, str]] = WeakKeyDictionary()  # of people, by their ids
_base_payload = simcord.interactions.base_payload


def locales(backend: Backend) -> dict[int, str]:
    """The locales of people's Discord, by their ids, which SimCord does not know: it says en-US of all."""
    return _locales.setdefault(backend, {})


def _with_locales(backend: Backend, *, user_id: int, guild_id: int | None, **given: Any) -> Any:
    record, payload = _base_payload(backend, user_id=user_id, guild_id=guild_id, **given)
    payload["locale"] = locales(backend).get(user_id, "en-US")
    if guild_id is not None:
        payload["guild_locale"] = backend.get_guild(guild_id).preferred_locale
    return record, payload


simcord.interactions.base_payload = _with_locales
