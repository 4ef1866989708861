"""Favourites as AniList answers them: a struct for each selection of ``fragments/favourites.graphql``.

Titles come by their ids, as they are known by them; characters, staff and studios with their names.
"""

from collections.abc import Sequence
from typing import Literal

from anilist.shapes import Address, Id, Name, Selection

NamedKind = Literal["CHARACTER", "STAFF", "STUDIO"]
FavouriteKind = Literal["ANIME", "MANGA"] | NamedKind
FAVOURITES_TOLD = 25  # of each kind


class FavouriteTitle(Selection, frozen=True):
    id: Id

    @property
    def called(self) -> None:
        return None


class FavouriteTitles(Selection, frozen=True):
    nodes: list[FavouriteTitle | None] | None


class FavouritePersonName(Selection, frozen=True):
    full: Name | None
    native: Name | None


class FavouritePerson(Selection, frozen=True):
    """A character or a member of staff."""

    id: Id
    name: FavouritePersonName | None

    @property
    def called(self) -> str | None:
        return _name(self.name.full) or _name(self.name.native) if self.name else None


class FavouritePeople(Selection, frozen=True):
    nodes: list[FavouritePerson | None] | None


class FavouriteStudio(Selection, frozen=True):
    id: Id
    name: Name

    @property
    def called(self) -> str | None:
        return _name(self.name)


class FavouriteStudios(Selection, frozen=True):
    nodes: list[FavouriteStudio | None] | None


_Favourite = FavouriteTitle | FavouritePerson | FavouriteStudio


class AniListFavourites(Selection, frozen=True):
    """``fragments/favourites.graphql``: the first 25 of each kind, in the person's own order."""

    anime: FavouriteTitles | None
    manga: FavouriteTitles | None
    characters: FavouritePeople | None
    staff: FavouritePeople | None
    studios: FavouriteStudios | None

    @property
    def media_ids(self) -> list[int] | None:
        """Anime, then manga; None when the answer has gaps."""
        nodes = [*self._nodes("ANIME"), *self._nodes("MANGA")]
        known = [node.id for node in nodes if node]
        return known if len(known) == len(nodes) else None

    def names(self, kind: NamedKind) -> dict[int, str] | None:
        """The names of those of the kind that have one, by their ids; None when the answer has gaps."""
        nodes = self._nodes(kind)
        return None if None in nodes else {node.id: node.called for node in nodes if node and node.called}

    def has(self, favourite_id: int, kind: FavouriteKind) -> bool | None:
        """Whether it is a favourite. None when it may come after the favourites that AniList tells."""
        nodes = self._nodes(kind)
        is_told = None not in nodes and len(nodes) < FAVOURITES_TOLD
        return any(node and node.id == favourite_id for node in nodes) or (False if is_told else None)

    def _nodes(self, kind: FavouriteKind) -> Sequence[_Favourite | None]:
        """The favourites of the kind; None stands for a gap."""
        match kind:
            case "ANIME":
                found = self.anime
            case "MANGA":
                found = self.manga
            case "CHARACTER":
                found = self.characters
            case "STAFF":
                found = self.staff
            case "STUDIO":
                found = self.studios
        return [None] if found is None or found.nodes is None else found.nodes


class PersonState(FavouritePerson, frozen=True):
    """A character or a member of staff, and whether the viewer has it as a favourite (``favourite.graphql``)."""

    site_url: Address | None
    is_favourite: bool


class StudioState(FavouriteStudio, frozen=True):
    """A studio, and whether the viewer has it as a favourite."""

    site_url: Address | None
    is_favourite: bool


FavouriteState = PersonState | StudioState


def _name(text: str | None) -> str | None:
    return text.strip() or None if text else None
