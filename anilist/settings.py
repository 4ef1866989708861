"""How a person has set AniList, one struct per selection of ``fragments/settings.graphql``.

Where AniList leaves something out, its own default is meant.
"""

from anilist.shapes import AniListEnum, Selection


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


class Settings(Selection, frozen=True):
    """``fragments/settings.graphql``."""

    options: Options | None
    media_list_options: MediaListOptions | None

    @property
    def score_format(self) -> str:
        return ((self.media_list_options and self.media_list_options.score_format) or ScoreFormat.POINT_10).value

    @property
    def title_language(self) -> str:
        return ((self.options and self.options.title_language) or TitleLanguage.ROMAJI).value

    @property
    def adult(self) -> bool:
        return bool(self.options and self.options.display_adult_content)

    @property
    def timezone(self) -> str | None:
        return self.options.timezone if self.options else None

    def names(self, media_type: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Custom lists, and the parts of advanced scores in AniList's order; none when those are switched off."""
        both = self.media_list_options
        found = both and (both.anime_list if media_type == "ANIME" else both.manga_list)
        if not found:
            return (), ()
        return _known(found.custom_lists), _known(found.advanced_scoring) if found.advanced_scoring_enabled else ()


def _known(names: list[str | None] | None) -> tuple[str, ...]:
    return tuple(name for name in names or () if name)
