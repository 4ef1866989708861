"""Lines of lists, the people who may see them, what is awaited, and a pick at random. Pure."""

import random
from collections.abc import Iterable
from typing import Literal

import msgspec

from library.rules.entry_rules import behind, is_awaited
from store import Entry, EntryOutline, Media, MediaOutline, ProfileMedia

Length = Literal["short", "medium", "long"]

LENGTHS: dict[str, Length] = {length: length for length in ("short", "medium", "long")}
SHORT_AND_MEDIUM_MINUTES = 120, 360  # a film; a season of twelve episodes is longer
SHORT_AND_MEDIUM_CHAPTERS = 10, 60

Line = tuple[Entry, Media]
Outline = tuple[EntryOutline, MediaOutline]


class Audience(msgspec.Struct, frozen=True):
    """The people who will see an answer: private entries are for their owner alone, adult titles for adults alone."""

    is_owner_alone: bool
    is_adult: bool

    def sees(self, line: Line | Outline) -> bool:
        entry, media = line
        return self.sees_any(is_kept_private=entry.private or entry.hidden, is_adult=media.is_adult)

    def takes(self, media: Media | ProfileMedia) -> bool:
        """Whether the title may be named."""
        return self.sees_any(is_kept_private=False, is_adult=media.is_adult)

    def sees_any(self, *, is_kept_private: bool, is_adult: bool) -> bool:
        """Whether entries of that kind may be seen."""
        return self.is_owner_alone or not (is_kept_private or (is_adult and not self.is_adult))


def awaited(lines: Iterable[Line | Outline], now: int) -> list[Line | Outline]:
    """Titles being watched that have more to come, or unseen episodes; finished titles come after those that air.

    The title that is farthest behind comes first, then the next to air. Titles with unknown numbers of episodes are
    included.
    """
    watched = [line for line in lines if is_awaited(*line) and not _is_seen(line)]
    return sorted(watched, key=lambda line: _order_of_awaited(line, now))


def _is_seen(line: Line | Outline) -> bool:
    """Whether the person has seen all of a finished title."""
    entry, media = line
    return media.status == "FINISHED" and bool(media.episodes) and entry.progress >= (media.episodes or 0)


def _order_of_awaited(line: Line | Outline, now: int) -> tuple[bool, int, int]:
    _, media = line
    return media.status == "FINISHED", -(behind(*line, now) or 0), media.next_airing_at or 2**62


def pick(lines: Iterable[Line | Outline], *, genre: str | None, length: Length | None) -> Line | Outline | None:
    """A random line that fits and whose title is out already; None when no line fits."""
    fitting = [
        line
        for line in lines
        if line[1].status != "NOT_YET_RELEASED"
        and (genre is None or genre.casefold() in {known.casefold() for known in line[1].genres})
        and (length is None or length_of(line[1]) == length)
    ]
    return random.choice(fitting) if fitting else None  # noqa: S311  (a suggestion, no secret)


def length_of(media: Media | MediaOutline) -> Length | None:
    """The title's length: short is an evening, medium a season of short episodes. None when it is unknown."""
    if media.media_type == "MANGA":
        return None if media.chapters is None else _length(media.chapters, SHORT_AND_MEDIUM_CHAPTERS)
    if media.episodes is None or media.duration is None:
        return None
    return _length(media.episodes * media.duration, SHORT_AND_MEDIUM_MINUTES)


def _length(amount: int, ends: tuple[int, int]) -> Length:
    short, medium = ends
    return "short" if amount <= short else "medium" if amount <= medium else "long"
