"""Aggregates over a person's list: counts, time, scores, genres, favourites. Knows no Discord."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import fmean
from typing import Protocol

import msgspec

from library.lists import Audience
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Link, Media, NamedFavourite, ProfileLines


class Listed(Protocol):
    """An entry, as its owner or as others may see it."""

    @property
    def status(self) -> str: ...
    @property
    def score(self) -> int: ...
    @property
    def progress(self) -> int: ...
    @property
    def volumes(self) -> int: ...
    @property
    def repeat(self) -> int: ...


class Titled(Protocol):
    """The facts of a title that are counted."""

    @property
    def media_type(self) -> str: ...
    @property
    def episodes(self) -> int | None: ...
    @property
    def chapters(self) -> int | None: ...
    @property
    def volumes(self) -> int | None: ...
    @property
    def duration(self) -> int | None: ...
    @property
    def genres(self) -> tuple[str, ...]: ...


Line = tuple[Listed, Titled]


class GenreCount(msgspec.Struct, frozen=True):
    """A genre's number of titles; `mean` is of 100, None when none of the titles has a score."""

    name: str
    count: int
    mean: float | None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A person's totals. `units` are episodes or chapters, counted at each watch; `scores` counts the scored titles.

    `named` are favourite characters, staff and studios.
    """

    statuses: dict[str, int]
    units: int
    volumes: int
    minutes: int
    scores: dict[int, int]
    genres: list[GenreCount]
    favourites: list[Media]
    named: list[NamedFavourite]
    as_of: int

    @property
    def titles(self) -> int:
        return sum(self.statuses.values())

    @property
    def mean(self) -> float | None:
        scored = self.scores.values()
        return sum(score * count for score, count in self.scores.items()) / sum(scored) if scored else None


class Profiles:
    """Builds profiles from the cache, for an audience."""

    def __init__(self, sources: Sources, reader: ListSync, lines: ProfileLines) -> None:
        self._media = sources.media
        self._favourites = sources.favourites
        self._reader = reader
        self._lines = lines

    async def of(self, link: Link, media_type: str, audience: Audience) -> Profile:
        """The person's anime or manga. Two requests or more while no list is known. Raises AniList's errors."""
        as_of = await self._reader.ensure(link, media_type)
        if audience.is_owner_alone:
            listed = await self._lines.all(link.discord_id, media_type)
            loved = await self._favourites.of(link.discord_id)
        else:
            listed = await self._lines.shown(link.discord_id, media_type)
            loved = (await self._favourites.shown([link.discord_id]))[link.discord_id]
        lines = [line for line in listed if audience.takes(line[1])]
        media = await self._media.of(loved)
        named = [media[one] for one in loved if one in media]
        favourites = [one for one in named if one.media_type == media_type and audience.takes(one)]
        return profile_of(lines, favourites, as_of, await self._favourites.named(link.discord_id))


def profile_of(
    lines: Iterable[Line], favourites: list[Media], as_of: int, named: Iterable[NamedFavourite] = ()
) -> Profile:
    """The profile of entries with their titles."""
    seen = list(lines)
    watched = [(_units(entry, title), title.duration or 0) for entry, title in seen]
    return Profile(
        statuses=dict(Counter(entry.status for entry, _ in seen)),
        units=sum(units for units, _ in watched),
        volumes=sum(entry.volumes + entry.repeat * (title.volumes or 0) for entry, title in seen),
        minutes=sum(units * duration for units, duration in watched),
        scores=dict(Counter(entry.score for entry, _ in seen if entry.score)),
        genres=_genres(line for line in seen if line[0].status != "PLANNING"),
        favourites=favourites,
        named=list(named),
        as_of=as_of,
    )


def _units(entry: Listed, title: Titled) -> int:
    """The episodes or chapters, as AniList counts them.

    A running rewatch adds its progress alone. Whether `repeat` has it already can't be told: some apps count it there
    when it begins, others when it ends.
    """
    total = title.episodes if title.media_type == "ANIME" else title.chapters
    return entry.progress + entry.repeat * (total or 0)


def _genres(seen: Iterable[Line]) -> list[GenreCount]:
    scores: defaultdict[str, list[int]] = defaultdict(list)
    for entry, title in seen:
        for genre in title.genres:
            scores[genre].append(entry.score)
    return [
        GenreCount(name, len(given), fmean(scored) if (scored := [one for one in given if one]) else None)
        for name, given in scores.items()
    ]
