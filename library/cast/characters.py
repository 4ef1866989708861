"""What a character is in, and who speaks them."""

import msgspec

from anilist.cast import AniListCharacter
from library.answer_cache import AnswerCache, AnswerKind
from library.cast.people import CharacterFacts, CharacterInTitle, CharacterPage, Speaker, character_page, media_in
from library.cast.roles import SORTS, CastViewer, Order, RolePages, TitleRoles, part
from library.sync.sources import Sources
from redaction import Secret
from store import Link

CHARACTER = AnswerKind("character", CharacterPage, seconds=6 * 3600)


class CharacterQuery(msgspec.Struct, frozen=True):
    """A page of a character's titles; a `media_type` of None is anime and manga."""

    id: int
    media_type: str | None = None
    order: Order = "popular"
    number: int = 1


class CharacterView(msgspec.Struct, frozen=True):
    """A character and a page of titles; `voices` are those of a few pages around it, each once.

    `is_for_adults`: their titles are, so their picture may be.
    """

    character: CharacterFacts
    titles: list[TitleRoles[CharacterInTitle]]
    voices: list[Speaker]
    is_for_adults: bool
    has_next: bool
    as_of: int
    is_unanswered: bool


class Characters:
    """Characters, from the cache or from AniList."""

    def __init__(self, sources: Sources, answers: AnswerCache) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._pages = RolePages(sources, answers)

    async def page(self, viewer: CastViewer, wanted: CharacterQuery, *, max_age: float | None = None) -> CharacterView:
        """Raises AniList's errors when nothing is cached."""

        async def fetch(at: int) -> CharacterPage:
            return await self._fetch(viewer.link, wanted, at)

        name = f"{wanted.id}:{wanted.media_type or 'ALL'}:{wanted.order}"
        pages = await self._pages.read(
            CHARACTER, name, wanted.number, fetch, lambda page: page.roles.has_next, max_age=max_age
        )
        roles, has_next = part([page.value.roles for page in pages], wanted.number)
        around = [role for page in pages for role in page.value.roles.roles]
        voices = (voice for role in around for voice in role.voices)
        return CharacterView(
            character=pages[0].value.character,
            titles=await self._pages.titles(viewer, roles),
            voices=list({(voice.actor.id, voice.language): voice for voice in voices}.values()),
            is_for_adults=await self._pages.are_adult(around),
            has_next=has_next,
            as_of=min(page.as_of for page in pages),
            is_unanswered=any(page.is_unanswered for page in pages),
        )

    async def _fetch(self, link: Link | None, wanted: CharacterQuery, at: int) -> CharacterPage:
        async def ask(token: Secret | None) -> AniListCharacter:
            return await self._anilist.cast.character(
                wanted.id, token, media_type=wanted.media_type, sort=SORTS[wanted.order], page=at
            )

        answer = await self._access.fetch_public(link, ask)
        await self._pages.store(link, media_in(answer))
        return character_page(answer)
