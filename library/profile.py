"""Aggregates over a person's list: counts, time, scores, genres, favourites. Knows no Discord."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Protocol

import msgspec

from library.lists import Audience
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Favourites, Link, Media, NamedFavourite, Shown


class Listed(Protocol):
    """An entry, as its owner or as others may see it."""

    @property
    def media_id(self) -> int: ...
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

    def __init__(self, sources: Sources, reader: ListSync, shown: Shown, favourites: Favourites) -> None:
        self._entries = sources.entries
        self._media = sources.media
        self._reader = reader
        self._shown = shown
        self._favourites = favourites

    async def of(self, link: Link, media_type: str, audience: Audience) -> Profile:
        """The person's anime or manga. Two requests or more while no list is known. Raises AniList's errors."""
        as_of = await self._reader.ensure(link, media_type)
        if audience.is_owner_alone:
            listed: Sequence[Listed] = await self._entries.all(link.discord_id, media_type)
            loved = await self._favourites.of(link.discord_id)
        else:
            listed = await self._shown.of_person(link.discord_id, media_type)
            loved = (await self._favourites.shown([link.discord_id]))[link.discord_id]
        media = await self._media.of({one.media_id for one in listed} | set(loved))
        named = {one.id: one for one in media.values() if one.media_type == media_type and audience.takes(one)}
        favourites = [named[one] for one in loved if one in named]
        return profile_of(listed, named, favourites, as_of, await self._favourites.named(link.discord_id))


def profile_of(
    listed: Iterable[Listed],
    media: Mapping[int, Media],
    favourites: list[Media],
    as_of: int,
    named: Iterable[NamedFavourite] = (),
) -> Profile:
    """The profile of the entries whose titles are in `media`."""
    seen = [(one, media[one.media_id]) for one in listed if one.media_id in media]
    watched = [(_units(one, title), title) for one, title in seen]
    return Profile(
        statuses=dict(Counter(one.status for one, _ in seen)),
        units=sum(units for units, _ in watched),
        volumes=sum(one.volumes + _times(one) * (title.volumes or 0) for one, title in seen),
        minutes=sum(units * (title.duration or 0) for units, title in watched),
        scores=dict(Counter(one.score for one, _ in seen if one.score)),
        genres=_genres((one, title) for one, title in seen if one.status != "PLANNING"),
        favourites=favourites,
        named=list(named),
        as_of=as_of,
    )


def _units(entry: Listed, media: Media) -> int:
    total = media.episodes if media.media_type == "ANIME" else media.chapters
    return entry.progress + _times(entry) * (total or 0)


def _times(entry: Listed) -> int:
    """The number of times that it was finished before."""
    return entry.repeat + (entry.status == "REPEATING")


def _genres(seen: Iterable[tuple[Listed, Media]]) -> list[GenreCount]:
    scores: defaultdict[str, list[int]] = defaultdict(list)
    for entry, media in seen:
        for genre in media.genres:
            scores[genre].append(entry.score)
    return [
        GenreCount(name, len(given), fmean(scored) if (scored := [one for one in given if one]) else None)
        for name, given in scores.items()
    ]
