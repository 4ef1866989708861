"""What is counted of a list. Pure."""

from typing import Literal

import msgspec

Source = Literal["anilist", "older", "private", "silent"]
TOLD = 20  # AniList's groups with the most titles
Groups = tuple["StatsGroup", ...] | None  # None: nobody has told


class StatsGroup(msgspec.Struct, frozen=True):
    """The titles that have `name` in common; `mean` is of 100, None without scores."""

    name: str
    count: int
    mean: float | None = None
    id: int | None = None
    is_adult: bool = False


class ListStats(msgspec.Struct, frozen=True, kw_only=True):
    """A person's anime or manga. `mean` and `deviation` are of 100, None without scores; `scores` counts titles."""

    titles: int
    mean: float | None
    deviation: float | None
    minutes: int
    episodes: int
    chapters: int
    volumes: int
    statuses: dict[str, int]
    scores: dict[int, int]
    formats: Groups = None
    lengths: Groups = None
    countries: Groups = None
    released: Groups = None
    started: Groups = None
    genres: Groups = None
    tags: Groups = None
    studios: Groups = None
    voices: Groups = None
    staff: Groups = None

    @property
    def seen(self) -> int:
        """The titles that are in the groups: each has one format, and planned ones are in no group."""
        return sum(group.count for group in self.formats or ()) or self.titles

    def for_all_ages(self) -> "ListStats":
        """Without the genres and tags that name adult content."""
        return msgspec.structs.replace(self, genres=_for_all_ages(self.genres), tags=_for_all_ages(self.tags))


class BothLists(msgspec.Struct, frozen=True):
    """AniList's answer about a person; None is a list of which it does not tell."""

    anime: ListStats | None
    manga: ListStats | None

    def of(self, media_type: str) -> ListStats | None:
        return self.anime if media_type == "ANIME" else self.manga


class Extras(msgspec.Struct, frozen=True):
    """What AniList does not count: times that titles were finished again, and what is planned, in minutes or chapters.

    `above` is how much higher than AniList's means the `compared` titles are scored, of 100.
    """

    repeats: int = 0
    planned: int = 0
    planned_amount: int = 0
    compared: int = 0
    above: float = 0


class StatsView(msgspec.Struct, frozen=True):
    """The numbers, as of a time, and where they are from.

    ``anilist`` tells them, ``older`` ones serve while it does not answer; of a ``private`` profile, and while AniList
    is ``silent``, the store counts what it has.
    """

    stats: ListStats
    as_of: int
    source: Source
    extras: Extras = Extras()

    def for_all_ages(self) -> "StatsView":
        """Without what names adult content."""
        return msgspec.structs.replace(self, stats=self.stats.for_all_ages())


def _for_all_ages(groups: Groups) -> Groups:
    return None if groups is None else tuple(group for group in groups if not group.is_adult)
