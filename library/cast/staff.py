"""What a member of a staff speaks and has made."""

from typing import Literal

import msgspec

from anilist.cast import AniListStaff
from library.answer_cache import AnswerCache, AnswerKind
from library.cast.people import StaffFacts, StaffPage, StaffRole, VoiceRole, media_in, staff_page
from library.cast.roles import SORTS, CastViewer, Order, RolePages, TitleRoles, part
from library.sync.sources import Sources
from redaction import Secret
from store import Link

Work = Literal["voices", "credits"]
_WORKS: tuple[Work, ...] = ("voices", "credits")
STAFF = AnswerKind("staff", StaffPage, seconds=6 * 3600)


class StaffQuery(msgspec.Struct, frozen=True):
    """A page of somebody's voice roles or staff roles; a `work` of None is the first kind that they have."""

    id: int
    work: Work | None = None
    order: Order = "popular"
    number: int = 1


class StaffView(msgspec.Struct, frozen=True):
    """A member of a staff and a page of their `work`; `works` are the kinds that they may have."""

    staff: StaffFacts
    work: Work
    works: tuple[Work, ...]
    voices: list[TitleRoles[VoiceRole]]
    credits: list[TitleRoles[StaffRole]]
    has_next: bool
    as_of: int
    is_unanswered: bool


class StaffMembers:
    """Members of staff, from the cache or from AniList."""

    def __init__(self, sources: Sources, answers: AnswerCache) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._pages = RolePages(sources, answers)

    async def page(self, viewer: CastViewer, wanted: StaffQuery, *, max_age: float | None = None) -> StaffView:
        """Raises AniList's errors when nothing is cached."""

        async def fetch(at: int) -> StaffPage:
            return await self._fetch(viewer.link, wanted, at)

        def has_next(page: StaffPage) -> bool:
            return (page.voices if _work(page, wanted) == "voices" else page.credits).has_next

        name = f"{wanted.id}:{wanted.order}"
        pages = await self._pages.read(STAFF, name, wanted.number, fetch, has_next, max_age=max_age)
        first, work = pages[0].value, _work(pages[0].value, wanted)
        voices, voices_go_on = part([page.value.voices for page in pages], wanted.number)
        credited, credits_go_on = part([page.value.credits for page in pages], wanted.number)
        return StaffView(
            staff=first.staff,
            work=work,
            works=_WORKS if wanted.number > 1 else _works(first),
            voices=await self._pages.titles(viewer, voices) if work == "voices" else [],
            credits=await self._pages.titles(viewer, credited) if work == "credits" else [],
            has_next=voices_go_on if work == "voices" else credits_go_on,
            as_of=min(page.as_of for page in pages),
            is_unanswered=any(page.is_unanswered for page in pages),
        )

    async def _fetch(self, link: Link | None, wanted: StaffQuery, at: int) -> StaffPage:
        async def ask(token: Secret | None) -> AniListStaff:
            return await self._anilist.cast.staff(wanted.id, token, sort=SORTS[wanted.order], page=at)

        answer = await self._access.fetch_public(link, ask)
        await self._pages.store(link, media_in(answer))
        return staff_page(answer)


def _works(first: StaffPage) -> tuple[Work, ...]:
    """What somebody has done, by AniList's first page."""
    return tuple(work for work in _WORKS if (first.voices if work == "voices" else first.credits).roles)


def _work(page: StaffPage, wanted: StaffQuery) -> Work:
    works = _works(page)
    return wanted.work or (works[0] if works else "voices")
