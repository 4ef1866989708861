"""Characters and staff in the library: pages in tens, the viewer's entries, and names that are searched once."""

import asyncio

import pytest

from anilist import NotFound
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.cast import CAT, COMPOSER, VOICE, cast
from library.cast.characters import CharacterQuery
from library.cast.roles import CastViewer, TitleRoles
from library.cast.staff import StaffQuery
from library.errors import NoSuchName, SeveralNames, WrongType
from library.lists import Audience
from library.titles.picking import Choice
from store import Link
from tests.kit.library import REN, Shelves

PUBLIC, ALONE = Audience(is_owner_alone=False, is_adult=False), Audience(is_owner_alone=True, is_adult=False)
ADULT_ROOM = Audience(is_owner_alone=False, is_adult=True)
DEATH_NOTE, TITAN, ADULT = 1535, 16498, 2325
SECONDS = 60


async def at_once(_seconds: float) -> None:
    """A pause of no time."""


@pytest.fixture
def quick(shelves: Shelves) -> Shelves:
    for finder in shelves.parts.name_finders.values():
        finder.pauses.sleep = at_once
    shelves.asked()
    return shelves


def entries(titles: list[TitleRoles]) -> dict[int, str]:
    return {one.media.id: one.entry.status for one in titles if one.entry}


async def test_a_cat_in_sixty_titles_is_three_requests_for_everybody(shelves: Shelves, link: Link) -> None:
    viewer, found = CastViewer(link, PUBLIC), list[int]()
    for number in range(1, 7):
        view = await shelves.parts.characters.page(viewer, CharacterQuery(CAT, number=number))
        found += [one.media.id for one in view.titles]
        assert len(view.titles) == 10 and view.has_next == (number < 6)
    assert shelves.asked() == ["Character"] * 3 and len(set(found)) == 60
    await shelves.restart()
    again = await shelves.parts.characters.page(CastViewer(None, PUBLIC), CharacterQuery(CAT, number=3))
    assert [one.media.id for one in again.titles] == found[20:30] and shelves.asked() == []
    newest = await shelves.parts.characters.page(viewer, CharacterQuery(CAT, "ANIME", "newest"))
    years = [one.media.started for one in newest.titles if one.media.started]
    assert years == sorted(years, reverse=True) and {one.media.media_type for one in newest.titles} == {"ANIME"}
    past = await shelves.parts.characters.page(viewer, CharacterQuery(CAT, number=99))
    assert past.titles == [] and not past.has_next


async def test_each_sees_their_own_entries_and_others_none_that_are_private(shelves: Shelves, link: Link) -> None:
    for media_id, private in ((DEATH_NOTE, False), (TITAN, True)):
        shelves.put(TSUMUGI, media_id, status="CURRENT", private=private)
    await shelves.read(link)
    page = shelves.parts.characters.page
    query = CharacterQuery(CAT)
    alone = entries((await page(CastViewer(link, ALONE), query)).titles)
    assert alone.keys() >= {DEATH_NOTE, TITAN}
    public = entries((await page(CastViewer(link, PUBLIC), query)).titles)
    assert DEATH_NOTE in public and TITAN not in public
    assert entries((await page(CastViewer(None, ALONE), query)).titles) == {}


async def test_adult_titles_are_named_where_they_may_be_and_ones_own_to_oneself(shelves: Shelves, link: Link) -> None:
    somebody = cast().in_title[ADULT][0].character.id
    shelves.take_away(TSUMUGI, ADULT)
    await shelves.read(link)

    async def named(audience: Audience) -> list[int]:
        view = await shelves.parts.characters.page(CastViewer(link, audience), CharacterQuery(somebody))
        return [one.media.id for one in view.titles]

    assert (await named(PUBLIC), await named(ALONE), await named(ADULT_ROOM)) == ([], [], [ADULT])
    shelves.put(TSUMUGI, ADULT, status="PLANNING", private=False)
    await shelves.parts.list_sync.sync_now(link)
    assert (await named(PUBLIC), await named(ALONE)) == ([], [ADULT])


async def test_voice_roles_and_staff_roles_come_together(shelves: Shelves, link: Link) -> None:
    viewer, page = CastViewer(link, PUBLIC), shelves.parts.staff.page
    spoken = await page(viewer, StaffQuery(VOICE))
    assert (spoken.work, spoken.works, spoken.credits) == ("voices", ("voices", "credits"), [])
    assert any(one.id == CAT for shown in spoken.voices for role in shown.roles for one in role.characters)
    made = await page(viewer, StaffQuery(VOICE, "credits"))
    assert {role.role for one in made.credits for role in one.roles} == {"Theme Song Performance (OP)"}
    assert shelves.asked() == ["Staff"]
    composer = await page(viewer, StaffQuery(COMPOSER))
    assert (composer.work, composer.works) == ("credits", ("credits",)) and len(composer.credits) == 10
    last = -(-len(cast().made[COMPOSER]) // 10)
    numbers = [await page(viewer, StaffQuery(COMPOSER, "credits", number=number)) for number in range(2, last + 1)]
    assert last > 8 and [one.has_next for one in numbers] == [True] * (last - 2) + [False]


async def test_what_is_known_serves_while_anilist_is_down_and_nobody_is_no_answer(shelves: Shelves, link: Link) -> None:
    viewer, page = CastViewer(link, PUBLIC), shelves.parts.characters.page
    first = await page(viewer, CharacterQuery(CAT))
    shelves.clock.advance(7 * 3600)
    shelves.stand_in.faults.arm(faults.html(), operation="Character")
    later = await page(viewer, CharacterQuery(CAT))
    assert later.is_unanswered and later.as_of == first.as_of and later.titles == first.titles
    for _ in range(2):
        with pytest.raises(NotFound):
            await page(viewer, CharacterQuery(5))
    with pytest.raises(NotFound):
        await page(viewer, CharacterQuery(10**12))
    assert shelves.asked().count("Character") == 4


async def test_a_beginning_is_searched_once_for_all(quick: Shelves, link: Link) -> None:
    finder = quick.parts.name_finders["CHARACTER"]
    other = await quick.link(REN, JUNO)

    async def offered(text: str, who: Link | None = link) -> list[Choice]:
        return await finder.suggest(who, text, seconds=SECONDS, takes_adult=False)

    assert len(await offered("")) == 25
    mine, theirs = await asyncio.gather(offered("Kura"), offered(" kura", other))
    assert (mine, theirs) == (
        [Choice("Kurage · Shingeki no Kyojin", f"id:{CAT}")],
        [Choice("Kurage · Attack on Titan", f"id:{CAT}")],
    )
    assert quick.asked() == ["CharacterSearch"] * 2
    for text in ("kura", "kurag", "kurage", "Kurage ", "ku", "k"):
        assert f"id:{CAT}" in [one.value for one in await offered(text)]
    assert await offered("kurax") == [] and await offered("id:5") == [] and await offered("123") == []
    await quick.restart()
    finder = quick.parts.name_finders["CHARACTER"]
    assert (await offered("kurage"))[0].value == f"id:{CAT}" and quick.asked() == []


async def test_a_name_a_label_an_id_and_a_link_are_understood(quick: Shelves, link: Link) -> None:
    finders = quick.parts.name_finders

    async def found(text: str) -> int:
        return await finders["CHARACTER"].find(link, text, takes_adult=False)

    for text in (
        f"id:{CAT}",
        "https://anilist.co/character/99/Kurage",
        "kurage",
        "the cat",
        "くらげ",
        "ku\x00\ud800rage",
    ):
        assert await found(text) == CAT
    assert await found("Kurage · Shingeki no Kyojin ") == CAT and await found("99999") == 99_999
    ren = await quick.link(REN, JUNO)
    assert await finders["CHARACTER"].find(ren, "Kurage · Attack on Titan", takes_adult=False) == CAT
    with pytest.raises(SeveralNames) as several:
        await found("shigure")
    assert len(several.value.choices) > 1 and all(" · " in said for said in several.value.choices.values())
    for text in ("nobody of that name", "🔥🔥"):
        with pytest.raises(NoSuchName):
            await found(text)
    for text in ("https://anilist.co/staff/101000", "https://anilist.co/anime/1"):
        with pytest.raises(WrongType):
            await found(text)
    staff = finders["STAFF"]
    assert await staff.find(link, "Kirimori Kotoha", takes_adult=False) == VOICE, "the family name first"
    (offered,) = await staff.suggest(link, "kotoha kirim", seconds=SECONDS, takes_adult=False)
    assert offered == Choice("Kotoha Kirimori · Voice Actor", f"id:{VOICE}")
