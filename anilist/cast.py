"""Characters and staff as AniList answers them: where they play, and what they made.

No field depends on who asks. Knows AniList's schema, and nothing of the store.
"""

from typing import Annotated

from msgspec import Meta

from anilist.enums import CharacterRole
from anilist.library import AniListDate, AniListMedia
from anilist.shapes import Address, Count, Id, Name, PageInfo, Selection, Text
from anilist.title import CreditImage, CreditName, VoiceActorRole

_Names = Annotated[list[Name | None], Meta(max_length=100)]


class OtherNames(CreditName, frozen=True):
    alternative: _Names | None


class CharacterName(OtherNames, frozen=True):
    """`alternative_spoiler` has names that tell who somebody is."""

    alternative_spoiler: _Names | None


class CharacterMediaEdge(Selection, frozen=True):
    """A title with the character."""

    character_role: CharacterRole | None
    voice_actor_roles: Annotated[list[VoiceActorRole | None], Meta(max_length=200)] | None
    node: AniListMedia | None


class CharacterMedia(Selection, frozen=True):
    page_info: PageInfo | None
    edges: list[CharacterMediaEdge | None] | None


class AniListCharacter(Selection, frozen=True):
    """``character.graphql``. An `age` is text: ``16-17``."""

    id: Id
    name: CharacterName | None
    image: CreditImage | None
    description: Text | None
    gender: Name | None
    date_of_birth: AniListDate | None
    age: Name | None
    blood_type: Name | None
    favourites: Count | None
    site_url: Address | None
    media: CharacterMedia | None


class VoicedCharacter(Selection, frozen=True):
    id: Id
    name: CreditName | None


class VoicedMediaEdge(Selection, frozen=True):
    """A title in which somebody speaks characters."""

    character_role: CharacterRole | None
    characters: Annotated[list[VoicedCharacter | None], Meta(max_length=200)] | None
    node: AniListMedia | None


class VoicedMedia(Selection, frozen=True):
    page_info: PageInfo | None
    edges: list[VoicedMediaEdge | None] | None


class StaffMediaEdge(Selection, frozen=True):
    """What somebody did for a title, in AniList's English words: ``Script (eps 1, 4)``."""

    staff_role: Name | None
    node: AniListMedia | None


class StaffMedia(Selection, frozen=True):
    page_info: PageInfo | None
    edges: list[StaffMediaEdge | None] | None


class AniListStaff(Selection, frozen=True):
    """``staff.graphql``. `years_active` begins with the first year, and may have the last one."""

    id: Id
    name: OtherNames | None
    language_v2: Name | None
    image: CreditImage | None
    description: Text | None
    primary_occupations: _Names | None
    gender: Name | None
    date_of_birth: AniListDate | None
    date_of_death: AniListDate | None
    age: Count | None
    years_active: Annotated[list[Count | None], Meta(max_length=10)] | None
    home_town: Name | None
    blood_type: Name | None
    favourites: Count | None
    site_url: Address | None
    character_media: VoicedMedia | None
    staff_media: StaffMedia | None


class FoundCharacterMedia(Selection, frozen=True):
    nodes: list[AniListMedia | None] | None


class FoundCharacter(Selection, frozen=True):
    """A character that a search has found, with their best known title."""

    id: Id
    name: OtherNames | None
    media: FoundCharacterMedia | None


class CharacterSearchPage(Selection, frozen=True):
    page_info: PageInfo | None
    characters: list[FoundCharacter | None] | None


class FoundStaff(Selection, frozen=True):
    """A member of a staff that a search has found."""

    id: Id
    name: OtherNames | None
    language_v2: Name | None
    primary_occupations: _Names | None


class StaffSearchPage(Selection, frozen=True):
    page_info: PageInfo | None
    staff: list[FoundStaff | None] | None
