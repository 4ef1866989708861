"""The client's requests about characters, staff and studios. A token only makes AniList readier to answer them."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Protocol, TypeVar

from anilist import cast_answers
from anilist.cast import AniListCharacter, AniListStaff, CharacterSearchPage, StaffSearchPage
from anilist.errors import NotFound, Unavailable
from anilist.fairness import Caller
from anilist.favourites import FavouriteKind, FavouriteState
from anilist.scheduler import PERSON_WAITS
from anilist.shapes import MOST
from anilist.studios import AniListStudio, StudioSearchPage
from redaction import Secret

_T = TypeVar("_T")


class Execute(Protocol):
    """Sends an operation, and returns its answer."""

    def __call__(
        self,
        name: str,
        shape: type[_T],
        token: Secret | None,
        caller: Caller,
        *,
        variables: Mapping[str, object] | None = None,
    ) -> Awaitable[_T]: ...


class CastQueries:
    """Each method is one request, and raises the errors of :mod:`anilist.errors`; pages begin with 1."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute

    async def character(
        self,
        character_id: int,
        token: Secret | None,
        *,
        media_type: str | None,
        sort: Sequence[str],
        page: int,
        caller: Caller = PERSON_WAITS,
    ) -> AniListCharacter:
        """A character and 25 of their titles; a `media_type` of None is anime and manga. Raises NotFound."""
        variables = {"id": possible(character_id), "type": media_type, "sort": sort, "page": page}
        answer = await self._execute("character", cast_answers.CharacterAnswer, token, caller, variables=variables)
        return answer.character

    async def staff(
        self, staff_id: int, token: Secret | None, *, sort: Sequence[str], page: int, caller: Caller = PERSON_WAITS
    ) -> AniListStaff:
        """A member of a staff, with 25 of their voice roles and of their staff roles. Raises NotFound."""
        variables = {"id": possible(staff_id), "sort": sort, "page": page}
        return (await self._execute("staff", cast_answers.StaffAnswer, token, caller, variables=variables)).staff

    async def studio(
        self,
        studio_id: int,
        token: Secret | None,
        *,
        is_main: bool | None,
        sort: Sequence[str],
        page: int,
        caller: Caller = PERSON_WAITS,
    ) -> AniListStudio:
        """A studio and 25 of its titles; with `is_main` those that it has drawn itself. Raises NotFound."""
        variables = {"id": possible(studio_id), "isMain": is_main, "sort": sort, "page": page}
        return (await self._execute("studio", cast_answers.StudioAnswer, token, caller, variables=variables)).studio

    async def find_characters(
        self, text: str, token: Secret | None, *, caller: Caller = PERSON_WAITS
    ) -> CharacterSearchPage:
        """Up to 25 characters with that name, the best match first; without a text, the most loved."""
        answer = await self._execute(
            "character_search", cast_answers.CharacterSearchAnswer, token, caller, variables=_search(text)
        )
        _require(answer.page.characters)
        return answer.page

    async def find_staff(self, text: str, token: Secret | None, *, caller: Caller = PERSON_WAITS) -> StaffSearchPage:
        """Likewise, members of staff."""
        answer = await self._execute(
            "staff_search", cast_answers.StaffSearchAnswer, token, caller, variables=_search(text)
        )
        _require(answer.page.staff)
        return answer.page

    async def find_studios(self, text: str, token: Secret | None, *, caller: Caller = PERSON_WAITS) -> StudioSearchPage:
        """Likewise, studios."""
        answer = await self._execute(
            "studio_search", cast_answers.StudioSearchAnswer, token, caller, variables=_search(text)
        )
        _require(answer.page.studios)
        return answer.page

    async def favourite(
        self, token: Secret, favourite_id: int, kind: FavouriteKind, *, caller: Caller = PERSON_WAITS
    ) -> FavouriteState:
        """A character, a member of staff or a studio, and whether it is a favourite. Raises NotFound."""
        possible(favourite_id)
        kinds = {f"is{one.title()}": one == kind for one in ("CHARACTER", "STAFF", "STUDIO")}
        answer = await self._execute(
            "favourite", cast_answers.FavouriteAnswer, token, caller, variables={"id": favourite_id, **kinds}
        )
        found = answer.character or answer.staff or answer.studio
        if found is None or found.id != favourite_id:
            raise Unavailable("AniList told of another one than was asked for")
        return found


def _search(text: str) -> Mapping[str, object]:
    return {"search": text, "sort": ["SEARCH_MATCH"]} if text else {"sort": ["FAVOURITES_DESC"]}


def _require(found: object) -> None:
    if found is None:
        raise Unavailable("AniList answered null where it lists what it has found")


def possible(given_id: int) -> int:
    """The id, if AniList can have such a one. Raises NotFound."""
    if not 1 <= given_id <= MOST:
        raise NotFound("AniList can't have such an id, and would refuse the question")
    return given_id
