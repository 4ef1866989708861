"""Media and list entries as AniList answers them: a struct for each fragment in ``anilist/fragments``.

Knows AniList's schema and notations, and nothing of the store.
"""

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from anilist.enums import MediaFormat, MediaListStatus, MediaSeason, MediaSource, MediaStatus, MediaType
from anilist.favourites import AniListFavourites
from anilist.scalars import advanced_scores, custom_lists
from anilist.settings import Owner, UserSettings
from anilist.shapes import (
    Address,
    ColourCode,
    Count,
    Country,
    Hundredths,
    Id,
    Moment,
    Name,
    OnOdd,
    Selection,
    Text,
    VideoId,
)


class AniListDate(Selection, frozen=True):
    """A date whose parts may each be unknown; without any part there is no date."""

    year: Annotated[int, Meta(ge=0, le=9999)] | None
    month: Annotated[int, Meta(ge=0, le=12)] | None
    day: Annotated[int, Meta(ge=0, le=31)] | None


class MediaTitle(Selection, frozen=True):
    romaji: Name | None
    english: Name | None
    native: Name | None


class CoverImage(Selection, frozen=True):
    extra_large: Address | None
    color: ColourCode | None


class NextAiring(Selection, frozen=True):
    """An episode that is to air; `airing_at` is in unix seconds."""

    airing_at: Moment
    episode: Count


class Trailer(Selection, frozen=True):
    """A video: `id` is its id at `site`, youtube or dailymotion."""

    id: VideoId | None
    site: Name | None


class AniListMedia(Selection, frozen=True):
    """``fragments/facts.graphql``. `duration` is in minutes an episode, scores are 0 to 100."""

    id: Id
    type: MediaType | None
    format: MediaFormat | None
    status: MediaStatus | None
    title: MediaTitle | None
    synonyms: Annotated[list[Name | None], Meta(max_length=100)] | None
    episodes: Count | None
    chapters: Count | None
    volumes: Count | None
    duration: Count | None
    season: MediaSeason | None
    season_year: Count | None
    start_date: AniListDate | None
    country_of_origin: Country | None
    source: MediaSource | None
    cover_image: CoverImage | None
    genres: Annotated[list[Name | None], Meta(max_length=100)] | None
    average_score: Hundredths | None
    mean_score: Hundredths | None
    popularity: Count | None
    is_adult: Annotated[bool | None, OnOdd.IS_TRUE]
    is_locked: bool | None
    next_airing_episode: NextAiring | None
    site_url: Address | None
    trailer: Trailer | None

    def __post_init__(self) -> None:
        """Raises ValueError when the type is unknown."""
        if self.type is None or self.type is MediaType.UNKNOWN:
            raise ValueError("a medium of no known type")


class MalMedia(AniListMedia, frozen=True):
    """A medium with its id at MyAnimeList."""

    id_mal: Id | None


class MalPart(msgspec.Struct, frozen=True):
    """Media that were asked for by their ids at MyAnimeList. Unless it `is_whole`, others may be known, too."""

    media: list[MalMedia]
    is_whole: bool


class AniListEntry(Selection, frozen=True):
    """``fragments/entry.graphql``: a medium on a person's list. `score` is 0 (none) to 100, times are unix seconds."""

    id: Id
    media_id: Id
    status: MediaListStatus | None
    score: Annotated[float, Meta(ge=0, le=100)] | None
    progress: Annotated[Count | None, OnOdd.COSTS_ALL]
    progress_volumes: Annotated[Count | None, OnOdd.COSTS_ALL]
    repeat: Annotated[Count | None, OnOdd.COSTS_ALL]
    private: Annotated[bool | None, OnOdd.IS_TRUE]
    hidden_from_status_lists: Annotated[bool | None, OnOdd.IS_TRUE]
    notes: Text | None
    custom_lists: Any
    advanced_scores: Any
    started_at: AniListDate | None
    completed_at: AniListDate | None
    updated_at: Moment | None
    created_at: Moment | None

    @property
    def lists(self) -> tuple[str, ...]:
        """The names of the entry's custom lists."""
        return custom_lists(self.custom_lists)

    @property
    def is_dated(self) -> bool:
        """Whether any part of the completion date is known."""
        return bool(self.completed_at and (self.completed_at.year or self.completed_at.month or self.completed_at.day))

    @property
    def scores(self) -> dict[str, float]:
        """Advanced scores by their names, in the person's own order."""
        return advanced_scores(self.advanced_scores)


class SavedEntry(AniListEntry, frozen=True):
    """An entry as a change has left it, with its owner."""

    user: Owner | None


class ListedEntry(AniListEntry, frozen=True):
    """An entry with its medium, which is None when AniList has lost it."""

    media: AniListMedia | None


class MediaCard(AniListMedia, frozen=True):
    """``fragments/card.graphql``: a medium, with the viewer's entry and favourite."""

    description: Text | None
    is_favourite: bool
    media_list_entry: Annotated[AniListEntry | None, OnOdd.COSTS_ALL]


class ListChunk(msgspec.Struct, frozen=True):
    """A part of a person's list, each entry once; their favourites and settings, None when AniList does not tell.

    Unless it `is_whole`, some entries can't be read. `unread` is the number of their unread notifications,
    None when AniList does not tell.
    """

    entries: list[ListedEntry]
    has_next: bool
    favourites: AniListFavourites | None = None
    settings: UserSettings | None = None
    is_whole: bool = True
    unread: int | None = None


def each_once(entries: Iterable[ListedEntry | None]) -> list[ListedEntry]:
    """The entries, each once and in the same order. Custom lists repeat entries of the status lists."""
    return list({entry.id: entry for entry in entries if entry is not None}.values())
