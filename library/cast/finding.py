"""The finders of characters, of staff and of studios: what AniList's search tells of each."""

from anilist import AniListMedia, Caller
from anilist.cast import CharacterSearchPage, FoundStaff, OtherNames, StaffSearchPage
from anilist.studios import FoundStudio, StudioSearchPage
from library.answer_cache import AnswerCache
from library.cast.people import media_in
from library.finding.kept_search import KeptSearch, Match, Matches
from library.finding.name_finder import NameFinder
from library.sync.answers import media_of
from library.sync.found import store_found
from library.sync.sources import Sources
from redaction import Secret
from store import Link


def character_finder(sources: Sources, answers: AnswerCache) -> NameFinder:
    """Their best known titles come with the characters, and are stored."""

    async def fetch(link: Link | None, text: str, caller: Caller) -> Matches:
        async def ask(token: Secret | None) -> CharacterSearchPage:
            return await sources.anilist.cast.find_characters(text, token, caller=caller)

        page = await sources.access.fetch_public(link, ask)
        titles = [media_of(title, sources.now()) for one in page.characters or () if one for title in media_in(one)]
        await store_found(sources, link, list({one.id: one for one in titles}.values()))
        return characters_found(page)

    search = KeptSearch("character_search", sources.anilist, answers, fetch)
    return NameFinder("CHARACTER", search, sources.media)


def staff_finder(sources: Sources, answers: AnswerCache) -> NameFinder:
    async def fetch(link: Link | None, text: str, caller: Caller) -> Matches:
        async def ask(token: Secret | None) -> StaffSearchPage:
            return await sources.anilist.cast.find_staff(text, token, caller=caller)

        return staff_found(await sources.access.fetch_public(link, ask))

    return NameFinder("STAFF", KeptSearch("staff_search", sources.anilist, answers, fetch), sources.media)


def studio_finder(sources: Sources, answers: AnswerCache) -> NameFinder:
    """Their best known titles come with the studios, and are stored."""

    async def fetch(link: Link | None, text: str, caller: Caller) -> Matches:
        async def ask(token: Secret | None) -> StudioSearchPage:
            return await sources.anilist.cast.find_studios(text, token, caller=caller)

        page = await sources.access.fetch_public(link, ask)
        titles = {best.id: best for one in page.studios or () if (best := _best(one))}
        await store_found(sources, link, [media_of(one, sources.now()) for one in titles.values()])
        return studios_found(page)

    return NameFinder("STUDIO", KeptSearch("studio_search", sources.anilist, answers, fetch), sources.media)


def characters_found(page: CharacterSearchPage) -> Matches:
    found = (
        Match(one.id, _names(one.name), media_id=next((title.id for title in media_in(one)), None))
        for one in page.characters or ()
        if one
    )
    return Matches(tuple(found), is_whole=_is_whole(page))


def staff_found(page: StaffSearchPage) -> Matches:
    found = (Match(one.id, _names(one.name), about=_about(one)) for one in page.staff or () if one)
    return Matches(tuple(found), is_whole=_is_whole(page))


def studios_found(page: StudioSearchPage) -> Matches:
    found = [(one, _best(one)) for one in page.studios or () if one]
    matches = (Match(one.id, (one.name,), media_id=best and best.id) for one, best in found)
    return Matches(tuple(matches), is_whole=_is_whole(page))


def _best(one: FoundStudio | None) -> AniListMedia | None:
    """The best known title."""
    return next((node for node in (one and one.media and one.media.nodes) or () if node), None)


def _names(name: OtherNames | None) -> tuple[str, ...]:
    known = (name.full, name.native, *(name.alternative or ())) if name else ()
    return tuple(one for one in known if one)


def _about(one: FoundStaff) -> tuple[str, ...]:
    """The first occupations, or the language."""
    occupations = [occupation for occupation in one.primary_occupations or () if occupation]
    return tuple(occupations[:2]) or ((one.language_v2,) if one.language_v2 else ())


def _is_whole(page: CharacterSearchPage | StaffSearchPage | StudioSearchPage) -> bool:
    return page.page_info is not None and page.page_info.has_next_page is False
