"""A person's settings at AniList: a struct for each selection of ``fragments/settings.graphql``."""

from typing import Annotated

from msgspec import Meta

from anilist.enums import MediaListStatus
from anilist.shapes import Address, AniListEnum, Name, Selection

Names = Annotated[list[Name | None], Meta(max_length=200)]


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


class ListActivityOption(Selection, frozen=True):
    """Whether changes to that status make no activity."""

    disabled: bool | None
    type: MediaListStatus | None


class Options(Selection, frozen=True):
    title_language: TitleLanguage | None
    display_adult_content: bool | None
    timezone: Name | None
    disabled_list_activity: Annotated[list[ListActivityOption | None], Meta(max_length=50)] | None


class ListTypeOptions(Selection, frozen=True):
    custom_lists: Names | None
    advanced_scoring: Names | None
    advanced_scoring_enabled: bool | None


class MediaListOptions(Selection, frozen=True):
    score_format: ScoreFormat | None
    anime_list: ListTypeOptions | None
    manga_list: ListTypeOptions | None


class Owner(Selection, frozen=True):
    """``fragments/owner.graphql``: a list's owner, and the settings that a change of the list depends on.

    None is a setting that AniList does not tell, or that is new to Musubi.
    """

    name: Annotated[str, Meta(min_length=1, max_length=500)]
    site_url: Address | None
    media_list_options: MediaListOptions | None

    @property
    def score_format(self) -> str | None:
        found = self.media_list_options and self.media_list_options.score_format
        return found.value if found and found is not ScoreFormat.UNKNOWN else None

    def custom_lists(self, media_type: str) -> tuple[str, ...] | None:
        """The names of the custom lists."""
        found = self._of_type(media_type)
        return None if found is None or found.custom_lists is None else tuple(filter(None, found.custom_lists))

    def advanced_scoring(self, media_type: str) -> tuple[str, ...] | None:
        """The names of the advanced scores in AniList's order, all or None; none of them when they are switched off."""
        found = self._of_type(media_type)
        if found is None or found.advanced_scoring_enabled is None:
            return None
        names = (found.advanced_scoring or [None]) if found.advanced_scoring_enabled else []
        known = tuple(filter(None, names))
        return known if len(known) == len(names) else None

    def _of_type(self, media_type: str) -> ListTypeOptions | None:
        both = self.media_list_options
        return both and (both.anime_list if media_type == "ANIME" else both.manga_list)


class UserSettings(Owner, frozen=True):
    """``fragments/settings.graphql``."""

    options: Options | None

    @property
    def title_language(self) -> str | None:
        found = self.options and self.options.title_language
        return found.value if found and found is not TitleLanguage.UNKNOWN else None

    @property
    def adult(self) -> bool | None:
        return self.options.display_adult_content if self.options else None

    @property
    def tells_activity(self) -> bool | None:
        """Whether all changes of the lists make activity, except private ones; None when AniList does not tell."""
        told = self.options.disabled_list_activity if self.options else None
        if told is None or any(one is None or one.disabled is None for one in told):
            return None
        return not any(one and one.disabled for one in told)

    @property
    def timezone(self) -> str | None:
        return self.options.timezone if self.options else None
