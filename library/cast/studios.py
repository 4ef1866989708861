"""What a studio has made, and what it has helped with."""

from typing import Literal

import msgspec

from anilist.studios import AniListStudio
from library.answer_cache import AnswerCache, AnswerKind
from library.cast.people import Roles
from library.cast.roles import CastViewer, RolePages, TitleRoles, part
from library.sync.sources import Sources
from redaction import Secret
from store import Link

StudioOrder = Literal["popular", "newest", "best"]
_SORTS: dict[StudioOrder, list[str]] = {
    "popular": ["POPULARITY_DESC", "ID"],
    "newest": ["START_DATE_DESC", "POPULARITY_DESC", "ID"],
    "best": ["SCORE_DESC", "POPULARITY_DESC", "ID"],
}


class StudioFacts(msgspec.Struct, frozen=True):
    """What AniList tells of a studio; one that draws nothing itself is a producer, a broadcaster, a publisher."""

    id: int
    name: str
    is_animation_studio: bool
    favourites: int
    site_url: str | None


class StudioWork(msgspec.Struct, frozen=True):
    """A title of a studio; the main studio has drawn it, the others have produced it or helped."""

    media_id: int
    is_main: bool


class StudioPage(msgspec.Struct, frozen=True):
    """``studio.graphql``."""

    studio: StudioFacts
    works: Roles[StudioWork]


class StudioQuery(msgspec.Struct, frozen=True):
    """A page of a studio's titles: all, or with `is_main` those that it has drawn itself."""

    id: int
    is_main: bool = False
    order: StudioOrder = "popular"
    number: int = 1


class StudioView(msgspec.Struct, frozen=True):
    """A studio and a page of its titles."""

    studio: StudioFacts
    works: list[TitleRoles[StudioWork]]
    has_next: bool
    as_of: int
    is_unanswered: bool


STUDIO = AnswerKind("studio", StudioPage, seconds=6 * 3600)


class Studios:
    """Studios, from the cache or from AniList."""

    def __init__(self, sources: Sources, answers: AnswerCache) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._pages = RolePages(sources, answers)

    async def page(self, viewer: CastViewer, wanted: StudioQuery, *, max_age: float | None = None) -> StudioView:
        """Raises AniList's errors when nothing is cached."""

        async def fetch(at: int) -> StudioPage:
            return await self._fetch(viewer.link, wanted, at)

        name = f"{wanted.id}:{'main' if wanted.is_main else 'all'}:{wanted.order}"
        pages = await self._pages.read(
            STUDIO, name, wanted.number, fetch, lambda page: page.works.has_next, max_age=max_age
        )
        works, has_next = part([page.value.works for page in pages], wanted.number)
        return StudioView(
            studio=pages[0].value.studio,
            works=await self._pages.titles(viewer, works),
            has_next=has_next,
            as_of=min(page.as_of for page in pages),
            is_unanswered=any(page.is_unanswered for page in pages),
        )

    async def _fetch(self, link: Link | None, wanted: StudioQuery, at: int) -> StudioPage:
        async def ask(token: Secret | None) -> AniListStudio:
            is_main = True if wanted.is_main else None
            return await self._anilist.cast.studio(
                wanted.id, token, is_main=is_main, sort=_SORTS[wanted.order], page=at
            )

        answer = await self._access.fetch_public(link, ask)
        edges = [edge for edge in (answer.media and answer.media.edges) or () if edge]
        await self._pages.store(link, [edge.node for edge in edges if edge.node])
        return studio_page(answer)


def studio_page(answer: AniListStudio) -> StudioPage:
    edges = (answer.media and answer.media.edges) or ()
    works = tuple(StudioWork(edge.node.id, edge.is_main_studio) for edge in edges if edge and edge.node)
    info = answer.media and answer.media.page_info
    studio = StudioFacts(answer.id, answer.name, answer.is_animation_studio, answer.favourites or 0, answer.site_url)
    return StudioPage(studio, Roles(works, has_next=bool(info and info.has_next_page)))
