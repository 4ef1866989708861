"""A person's options of a list, whole: to be changed in one place and sent back."""

from typing import Any

from anilist.settings import Names
from anilist.shapes import Selection

_NAMES = {
    "sectionOrder": "section_order",
    "splitCompletedSectionByFormat": "split_completed_section_by_format",
    "customLists": "custom_lists",
    "advancedScoring": "advanced_scoring",
    "advancedScoringEnabled": "advanced_scoring_enabled",
}


class WholeListOptions(Selection, frozen=True):
    """``fragments/listoptions.graphql``. None is an option that AniList does not tell."""

    section_order: Names | None
    split_completed_section_by_format: bool | None
    custom_lists: Names | None
    advanced_scoring: Names | None
    advanced_scoring_enabled: bool | None

    @property
    def lists(self) -> tuple[str, ...] | None:
        """The names of all custom lists; None when some can't be read."""
        names = self.custom_lists
        return None if names is None or None in names else tuple(name for name in names if name)

    def with_lists(self, names: tuple[str, ...]) -> dict[str, Any]:
        """AniList's ``MediaListOptionsInput``: the same options, with those custom lists."""
        kept = {name: getattr(self, attribute) for name, attribute in _NAMES.items()}
        told = {name: value for name, value in kept.items() if value is not None and value != [None]}
        return told | {"customLists": list(names)}


class BothListOptions(Selection, frozen=True):
    anime_list: WholeListOptions | None
    manga_list: WholeListOptions | None


class ListOptionsViewer(Selection, frozen=True):
    """``list_options.graphql``."""

    media_list_options: BothListOptions | None

    def of(self, media_type: str) -> WholeListOptions | None:
        both = self.media_list_options
        return both and (both.anime_list if media_type == "ANIME" else both.manga_list)
