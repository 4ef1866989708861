"""Finds characters, staff or studios by name: suggests them as a person types, and reads what was typed or picked.

Knows nothing of Discord but its three seconds for an autocomplete.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping

from anilist import Caller, Priority
from i18n import mark, t
from library.errors import NoSuchName, SeveralNames, WrongType
from library.finding.kept_search import KeptSearch, Match, called, is_worth_a_search
from library.finding.pauses import PAUSE, TypingPauses
from library.rules.text import one_line, shortened
from library.titles.names import title
from library.titles.picking import LONGEST_LABEL, Choice, as_picked, bare_number, linked, linked_subject, picked
from library.titles.words import plain
from library.viewer import language_of
from store import Link, Media, MediaFacts, NamedKind

CHOICES = 25
_LONGEST_TYPED = 500  # characters that are read while a person types
_LONGEST_ABOUT = 45
_MOST_NUMBERED = 9999  # a number up to here may be a name
_NO_LINK: dict[NamedKind, str] = {
    "CHARACTER": mark("This isn’t a link to a character on AniList."),
    "STAFF": mark("This isn’t a link to a voice actor or staff member on AniList."),
    "STUDIO": mark("This isn’t a link to a studio on AniList."),
}
_LANGUAGES = ("ROMAJI", "ENGLISH", "NATIVE")


class NameFinder:
    """Finds those of one kind."""

    def __init__(self, kind: NamedKind, search: KeptSearch, media: MediaFacts) -> None:
        self._kind: NamedKind = kind
        self._search = search
        self._media = media
        self.pauses = TypingPauses()
        self.close = search.close

    async def suggest(self, link: Link | None, typed: str, *, seconds: float, takes_adult: bool) -> list[Choice]:
        """Suggestions, best first: known ones, or AniList's when the person pauses, waiting `seconds` at most.

        Few letters are among the best known. An adult title is named only with `takes_adult`.
        """
        typed = typed[:_LONGEST_TYPED]
        if linked_subject(typed) or picked(typed) or bare_number(typed):
            return []
        text = typed if is_worth_a_search(typed) else ""
        found = await self._matches(link, text, seconds)
        if found is None or not text:
            found = called(found or await self._search.known("") or [], typed)
        labels = await self._labels(found[:CHOICES], link, takes_adult=takes_adult)
        return [Choice(said, as_picked(one)) for one, said in labels.items()]

    async def find(self, link: Link | None, text: str, *, takes_adult: bool) -> int:
        """The id of the one that `text` names, by any kind of reference.

        A short number is a name first, and else an id. Raises NoSuchName, SeveralNames, AniList's errors.
        """
        if exact := self._exact(text):
            return exact
        number = bare_number(text)
        if number and number > _MOST_NUMBERED:
            return number
        if number:
            found = [one for one in await self._search.results(link, text) if str(number) in _words(one)]
            return await self._only(link, found, text, takes_adult=takes_adult) if found else number
        found = await self._labelled(link, text) or await self._search.results(link, text)
        return await self._only(link, found, text, takes_adult=takes_adult)

    async def _matches(self, link: Link | None, text: str, seconds: float) -> list[Match] | None:
        """None when AniList is not asked, or does not answer in time."""
        known = await self._search.known(text)
        if known is not None or not await self.pauses.has_paused(link):
            return known
        task = self._search.start(link, text, Caller(Priority.NEXT))
        await asyncio.wait({task}, timeout=seconds - PAUSE)
        is_answered = task.done() and not task.cancelled() and not task.exception()
        return list(task.result().found) if is_answered else None

    def _exact(self, text: str) -> int | None:
        """The id of a picked suggestion, or in a link to AniList. Raises WrongType for a link to something else."""
        subject = linked_subject(text)
        if linked(text) or (subject and subject.kind != self._kind):
            raise WrongType(lambda: t(_NO_LINK[self._kind]))
        return subject.id if subject else picked(text)

    async def _labelled(self, link: Link | None, text: str) -> list[Match]:
        """Those with that label: Discord's clients at times send the label in place of the value."""
        name, dot, _ = one_line(text).rpartition(" · ")
        if not dot:
            return []
        found = await self._search.results(link, name.removesuffix("…"))
        media = await self._media.of(_media_ids(found))
        is_it = [one for one in found if one_line(text) in {label(one, media, language) for language in _LANGUAGES}]
        return is_it or called(found, name.removesuffix("…"))

    async def _only(self, link: Link | None, found: list[Match], text: str, *, takes_adult: bool) -> int:
        """The one that is called so, or the only one that was found."""
        equal = [one for one in found if _sorted_words(text) in map(_sorted_words, one.names)] or found
        if not equal:
            raise NoSuchName(self._kind, text)
        if len(equal) > 1:
            choices = await self._labels(equal[:CHOICES], link, takes_adult=takes_adult)
            raise SeveralNames(self._kind, choices, text)
        return equal[0].id

    async def _labels(self, found: list[Match], link: Link | None, *, takes_adult: bool) -> dict[int, str]:
        """The labels by id; equal ones have their ids."""
        known, language = await self._media.of(_media_ids(found)), language_of(link)
        media = {one.id: one for one in known.values() if takes_adult or not one.is_adult}
        times = Counter(label(one, media, language) for one in found)
        return {
            one.id: label(one, media, language, is_numbered=times[label(one, media, language)] > 1) for one in found
        }


def label(match: Match, media: Mapping[int, Media], language: str, *, is_numbered: bool = False) -> str:
    """The name as plain text, with the best known title or AniList's words, and with the id if it `is_numbered`."""
    best = media.get(match.media_id or 0)
    about = title(best, language) if best else ", ".join(match.about)
    said = shortened(one_line(about), _LONGEST_ABOUT)
    tail = f" · {said}" if said else ""
    tail += f" · {as_picked(match.id)}" if is_numbered else ""
    return shortened(one_line(name_of(match)), LONGEST_LABEL - len(tail)) + tail


def name_of(match: Match) -> str:
    return next(iter(match.names), "") or f"AniList {match.id}"


def _media_ids(found: Iterable[Match]) -> set[int]:
    return {one.media_id for one in found if one.media_id}


def _words(match: Match) -> set[str]:
    return {word for name in match.names for word in plain(name).split()}


def _sorted_words(text: str) -> list[str]:
    """The words in any order: Japanese names begin with the family."""
    return sorted(plain(text).split())
