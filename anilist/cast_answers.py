"""AniList's answers about characters, people and studios, as :mod:`anilist.answers`."""

import msgspec

from anilist.cast import AniListCharacter, AniListStaff, CharacterSearchPage, StaffSearchPage
from anilist.favourites import PersonState, StudioState
from anilist.studios import AniListStudio, StudioSearchPage


class CharacterAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``character.graphql``."""

    character: AniListCharacter


class StaffAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``staff.graphql``."""

    staff: AniListStaff


class CharacterSearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``character_search.graphql``."""

    page: CharacterSearchPage


class StaffSearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``staff_search.graphql``."""

    page: StaffSearchPage


class StudioAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``studio.graphql``."""

    studio: AniListStudio


class StudioSearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``studio_search.graphql``."""

    page: StudioSearchPage


class FavouriteAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``favourite.graphql``: one of them is asked for."""

    character: PersonState | None = None
    staff: PersonState | None = None
    studio: StudioState | None = None
