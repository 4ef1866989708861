"""Media and people's entries as AniList answers them, one struct per fragment in ``anilist/fragments``.

Knows AniList's schema and its ways of writing things down; not what Musubi remembers.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from anilist.settings import Settings
from anilist.shapes import AniListEnum, Selection

FAVOURITES_TOLD = 25  # of each type


class MediaType(AniListEnum):
    ANIME = "ANIME"
    MANGA = "MANGA"
    UNKNOWN = "UNKNOWN"


class MediaFormat(AniListEnum):
    TV = "TV"
    TV_SHORT = "TV_SHORT"
    MOVIE = "MOVIE"
    SPECIAL = "SPECIAL"
    OVA = "OVA"
    ONA = "ONA"
    MUSIC = "MUSIC"
    MANGA = "MANGA"
    NOVEL = "NOVEL"
    ONE_SHOT = "ONE_SHOT"
    UNKNOWN = "UNKNOWN"


class MediaStatus(AniListEnum):
    FINISHED = "FINISHED"
    RELEASING = "RELEASING"
    NOT_YET_RELEASED = "NOT_YET_RELEASED"
    CANCELLED = "CANCELLED"
    HIATUS = "HIATUS"
    UNKNOWN = "UNKNOWN"


class MediaSeason(AniListEnum):
    WINTER = "WINTER"
    SPRING = "SPRING"
    SUMMER = "SUMMER"
    FALL = "FALL"
    UNKNOWN = "UNKNOWN"


class MediaListStatus(AniListEnum):
    CURRENT = "CURRENT"
    PLANNING = "PLANNING"
    COMPLETED = "COMPLETED"
    DROPPED = "DROPPED"
    PAUSED = "PAUSED"
    REPEATING = "REPEATING"
    UNKNOWN = "UNKNOWN"


class FuzzyDate(Selection, frozen=True):
    """Any part may be unknown; all of them: no date."""

    year: int | None
    month: int | None
    day: int | None


class MediaTitle(Selection, frozen=True):
    romaji: str | None
    english: str | None
    native: str | None


class CoverImage(Selection, frozen=True):
    extra_large: str | None
    color: str | None


class NextAiring(Selection, frozen=True):
    """`airing_at` is in unix seconds."""

    airing_at: int
    episode: int


class Trailer(Selection, frozen=True):
    """`id` is the video's at `site`: youtube or dailymotion."""

    id: str | None
    site: str | None


class Media(Selection, frozen=True):
    """``fragments/facts.graphql``. `duration` is in minutes an episode, scores are 0 to 100."""

    id: int
    type: MediaType | None
    format: MediaFormat | None
    status: MediaStatus | None
    title: MediaTitle | None
    synonyms: list[str | None] | None
    episodes: int | None
    chapters: int | None
    volumes: int | None
    duration: int | None
    season: MediaSeason | None
    season_year: int | None
    country_of_origin: str | None
    cover_image: CoverImage | None
    genres: list[str | None] | None
    average_score: int | None
    mean_score: int | None
    popularity: int | None
    is_adult: bool | None
    is_locked: bool | None
    next_airing_episode: NextAiring | None
    site_url: str | None
    trailer: Trailer | None


class Entry(Selection, frozen=True):
    """``fragments/entry.graphql``: a medium on a person's list. `score` is 0 (none) to 100, times are unix seconds."""

    id: int
    media_id: int
    status: MediaListStatus | None
    score: float | None
    progress: int | None
    progress_volumes: int | None
    repeat: int | None
    private: bool | None
    hidden_from_status_lists: bool | None
    notes: str | None
    custom_lists: Any
    advanced_scores: Any
    started_at: FuzzyDate | None
    completed_at: FuzzyDate | None
    updated_at: int | None
    created_at: int | None

    @property
    def lists(self) -> tuple[str, ...]:
        """The custom lists that it is in."""
        named = msgspec.convert(self.custom_lists or [], list[_CustomList])
        return tuple(one.name for one in named if one.enabled)

    @property
    def is_dated(self) -> bool:
        """Whether anything is known of when it was completed."""
        return bool(self.completed_at and (self.completed_at.year or self.completed_at.month or self.completed_at.day))

    @property
    def scores(self) -> dict[str, float]:
        """Advanced scores by their names, in the person's own order."""
        return msgspec.convert(self.advanced_scores or {}, dict[str, float])


class ListedEntry(Entry, frozen=True):
    """An entry with its medium, which is None when AniList has lost it."""

    media: Media | None


class MediaCard(Media, frozen=True):
    """``fragments/card.graphql``: a medium, and what the person who asks has to do with it."""

    description: str | None
    is_favourite: bool
    media_list_entry: Entry | None


class RecommendedMedia(Selection, frozen=True):
    id: int


class Recommendation(Selection, frozen=True):
    """`rating` is how many more people agree than don't; the medium is None when AniList has deleted it."""

    rating: int | None
    media_recommendation: RecommendedMedia | None


class RecommendationPage(Selection, frozen=True):
    nodes: list[Recommendation | None] | None


class MediaPage(MediaCard, frozen=True):
    """``media.graphql``: a medium's card, and what those like whom it pleases."""

    recommendations: RecommendationPage | None


class FavouriteTitle(Selection, frozen=True):
    id: int


class FavouriteTitles(Selection, frozen=True):
    nodes: list[FavouriteTitle | None] | None


class Favourites(Selection, frozen=True):
    """``fragments/favourites.graphql``: the first 25 of each type, in the person's own order."""

    anime: FavouriteTitles | None
    manga: FavouriteTitles | None

    @property
    def media_ids(self) -> list[int]:
        """Anime, then manga."""
        both = (titles.nodes or [] for titles in (self.anime, self.manga) if titles)
        return [node.id for nodes in both for node in nodes if node]

    def has(self, media_id: int, media_type: str) -> bool | None:
        """Whether that title is one of them. None where it may come after the ones that are told."""
        titles = self.anime if media_type == "ANIME" else self.manga
        nodes = titles.nodes if titles else None
        is_told = nodes is not None and None not in nodes and len(nodes) < FAVOURITES_TOLD
        return media_id in self.media_ids or (False if is_told else None)


class ListChunk(msgspec.Struct, frozen=True):
    """A part of a person's list, each entry once; their favourites and settings, None when AniList does not tell."""

    entries: list[ListedEntry]
    has_next: bool
    favourites: Favourites | None = None
    settings: Settings | None = None


class _CustomList(msgspec.Struct, frozen=True):
    name: str
    enabled: bool = False


def each_once(entries: Iterable[ListedEntry | None]) -> list[ListedEntry]:
    """In the same order; custom lists repeat what is in status lists."""
    return list({entry.id: entry for entry in entries if entry is not None}.values())
