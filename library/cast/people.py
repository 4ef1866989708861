"""Characters and staff as Musubi caches them, made of AniList's answers. Titles are named by their ids alone. Pure."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import msgspec

import anilist.cast as told
from anilist import AniListMedia
from anilist.library import AniListDate
from anilist.shapes import PageInfo
from library.sync.answers import value_of
from store import FuzzyDate


class Named(msgspec.Struct, frozen=True):
    """Somebody by name; one of both is missing at times."""

    id: int
    name: str | None
    native: str | None


class _PersonFacts(Named, frozen=True, kw_only=True):
    """What AniList tells of somebody; `other_names` may be many."""

    other_names: tuple[str, ...]
    picture_url: str | None
    description: str | None
    gender: str | None
    born: FuzzyDate
    blood_type: str | None
    favourites: int
    site_url: str | None


class CharacterFacts(_PersonFacts, frozen=True, kw_only=True):
    """A character; `spoiler_names` tell who they are."""

    spoiler_names: tuple[str, ...]
    age: str | None


class StaffFacts(_PersonFacts, frozen=True, kw_only=True):
    """Somebody who speaks characters or makes titles. `language` and `occupations` are AniList's English words."""

    language: str | None
    occupations: tuple[str, ...]
    age: int | None
    died: FuzzyDate
    years_active: tuple[int, ...]
    home_town: str | None


class Speaker(msgspec.Struct, frozen=True):
    """Who speaks a character in a language; `notes` may say when: ``as a child``."""

    actor: Named
    language: str
    notes: str | None


class CharacterInTitle(msgspec.Struct, frozen=True):
    """A title with the character: ``MAIN``, ``SUPPORTING``, ``BACKGROUND``."""

    media_id: int
    role: str | None
    voices: tuple[Speaker, ...]


class VoiceRole(msgspec.Struct, frozen=True):
    """A title in which somebody speaks characters."""

    media_id: int
    role: str | None
    characters: tuple[Named, ...]


class StaffRole(msgspec.Struct, frozen=True):
    """What somebody did for a title, in AniList's English words."""

    media_id: int
    role: str


_Role = TypeVar("_Role")


class Roles(msgspec.Struct, Generic[_Role], frozen=True):
    """Up to 25 roles; whether more follow."""

    roles: tuple[_Role, ...]
    has_next: bool


class CharacterPage(msgspec.Struct, frozen=True):
    """``character.graphql``."""

    character: CharacterFacts
    roles: Roles[CharacterInTitle]


class StaffPage(msgspec.Struct, frozen=True):
    """``staff.graphql``."""

    staff: StaffFacts
    voices: Roles[VoiceRole]
    credits: Roles[StaffRole]


def character_page(answer: told.AniListCharacter) -> CharacterPage:
    name = answer.name or told.CharacterName(None, None, None, None)
    character = CharacterFacts(
        id=answer.id,
        name=name.full,
        native=name.native,
        other_names=_known(name.alternative),
        spoiler_names=_known(name.alternative_spoiler),
        picture_url=answer.image and answer.image.large,
        description=answer.description,
        gender=answer.gender,
        born=_date(answer.date_of_birth),
        age=answer.age,
        blood_type=answer.blood_type,
        favourites=answer.favourites or 0,
        site_url=answer.site_url,
    )
    edges = answer.media.edges if answer.media else None
    roles = (_character_role(edge, edge.node) for edge in edges or () if edge and edge.node)
    return CharacterPage(character, _roles(roles, answer.media and answer.media.page_info))


def staff_page(answer: told.AniListStaff) -> StaffPage:
    name, spoken, made = answer.name or told.OtherNames(None, None, None), answer.character_media, answer.staff_media
    staff = StaffFacts(
        id=answer.id,
        name=name.full,
        native=name.native,
        other_names=_known(name.alternative),
        picture_url=answer.image and answer.image.large,
        description=answer.description,
        gender=answer.gender,
        born=_date(answer.date_of_birth),
        died=_date(answer.date_of_death),
        age=answer.age,
        blood_type=answer.blood_type,
        favourites=answer.favourites or 0,
        site_url=answer.site_url,
        language=answer.language_v2,
        occupations=_known(answer.primary_occupations),
        years_active=tuple(year for year in answer.years_active or () if year),
        home_town=answer.home_town,
    )
    voices = (_voice_role(edge, edge.node) for edge in (spoken and spoken.edges) or () if edge and edge.node)
    credited = (_staff_role(edge, edge.node) for edge in (made and made.edges) or () if edge and edge.node)
    return StaffPage(staff, _roles(voices, spoken and spoken.page_info), _roles(credited, made and made.page_info))


def media_in(answer: told.AniListCharacter | told.AniListStaff | told.FoundCharacter) -> list[AniListMedia]:
    """The titles in an answer."""
    match answer:
        case told.AniListCharacter():
            edges: Sequence[told.CharacterMediaEdge | told.VoicedMediaEdge | told.StaffMediaEdge | None]
            edges = (answer.media and answer.media.edges) or ()
        case told.AniListStaff():
            spoken, made = answer.character_media, answer.staff_media
            edges = [*((spoken and spoken.edges) or ()), *((made and made.edges) or ())]
        case told.FoundCharacter():
            return [node for node in (answer.media and answer.media.nodes) or () if node]
    return [edge.node for edge in edges if edge and edge.node]


def named(person_id: int, name: told.CreditName | None) -> Named:
    return Named(person_id, name and name.full, name and name.native)


def _character_role(edge: told.CharacterMediaEdge, media: AniListMedia) -> CharacterInTitle:
    voices = (
        Speaker(named(role.voice_actor.id, role.voice_actor.name), role.voice_actor.language_v2, role.role_notes)
        for role in edge.voice_actor_roles or ()
        if role and role.voice_actor and role.voice_actor.language_v2
    )
    return CharacterInTitle(media.id, value_of(edge.character_role), tuple(voices))


def _voice_role(edge: told.VoicedMediaEdge, media: AniListMedia) -> VoiceRole:
    characters = tuple(named(one.id, one.name) for one in edge.characters or () if one)
    return VoiceRole(media.id, value_of(edge.character_role), characters)


def _staff_role(edge: told.StaffMediaEdge, media: AniListMedia) -> StaffRole:
    return StaffRole(media.id, edge.staff_role or "")


def _roles(roles: Iterable[_Role], info: PageInfo | None) -> Roles[_Role]:
    return Roles(tuple(roles), bool(info and info.has_next_page))


def _date(date: AniListDate | None) -> FuzzyDate:
    return FuzzyDate(date.year, date.month, date.day) if date else FuzzyDate()


def _known(texts: Sequence[str | None] | None) -> tuple[str, ...]:
    return tuple(text for text in texts or () if text)
