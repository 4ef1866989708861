"""AniList's answers as structs: one per selection of a ``.graphql`` file, with exactly its names and nullability.

Knows AniList's schema, and nothing of what Musubi does with an answer.
"""

from enum import Enum

import msgspec


class Selection(msgspec.Struct, frozen=True, rename="camel"):
    """One GraphQL selection; AniList's camelCase names become snake_case attributes."""


class AniListEnum(Enum):
    """An enum of AniList's. A value that is new to us becomes UNKNOWN and does not fail the answer."""

    @classmethod
    def _missing_(cls, value: object) -> "AniListEnum":  # noqa: ARG003  (enum's own signature)
        return cls["UNKNOWN"]


class TitleLanguage(AniListEnum):
    """AniList's ``UserTitleLanguage``."""

    ROMAJI = "ROMAJI"
    ENGLISH = "ENGLISH"
    NATIVE = "NATIVE"
    ROMAJI_STYLISED = "ROMAJI_STYLISED"
    ENGLISH_STYLISED = "ENGLISH_STYLISED"
    NATIVE_STYLISED = "NATIVE_STYLISED"
    UNKNOWN = "UNKNOWN"


class ScoreFormat(AniListEnum):
    """AniList's ``ScoreFormat``: how a person types and reads scores."""

    POINT_100 = "POINT_100"
    POINT_10_DECIMAL = "POINT_10_DECIMAL"
    POINT_10 = "POINT_10"
    POINT_5 = "POINT_5"
    POINT_3 = "POINT_3"
    UNKNOWN = "UNKNOWN"


class Avatar(Selection, frozen=True):
    large: str | None


class Options(Selection, frozen=True):
    title_language: TitleLanguage | None
    display_adult_content: bool | None
    timezone: str | None


class ListTypeOptions(Selection, frozen=True):
    custom_lists: list[str | None] | None
    advanced_scoring: list[str | None] | None
    advanced_scoring_enabled: bool | None


class MediaListOptions(Selection, frozen=True):
    score_format: ScoreFormat | None
    anime_list: ListTypeOptions | None
    manga_list: ListTypeOptions | None


class Statistics(Selection, frozen=True):
    count: int


class StatisticTypes(Selection, frozen=True):
    anime: Statistics | None
    manga: Statistics | None


class Viewer(Selection, frozen=True):
    """The person a token belongs to, with all that a link needs (``viewer.graphql``)."""

    id: int
    name: str
    site_url: str | None
    avatar: Avatar | None
    options: Options | None
    media_list_options: MediaListOptions | None
    statistics: StatisticTypes | None


class ViewerAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``viewer.graphql``."""

    viewer: Viewer


class PingAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``ping.graphql``."""

    genre_collection: list[str | None] | None
