"""Any AniList account by its name: what strangers see of it, and nothing more, whoever it belongs to."""

from typing import Any

import pytest

from anilist import RateLimited, caused_by
from cards.strangers import FROM_ANILIST, ShowPublicList, ShowPublicStatus, ShowStranger, SortPublicList
from demo import faults
from demo.anilist import JUNO, PEOPLE
from library.errors import NoPublicList, TooFast
from library.lists import Audience
from library.strangers import MOST_ENTRIES, NO_LONGER_PUBLIC, NO_PUBLIC_LIST, account_name
from tests.kit.cases import each
from tests.kit.library import AOI, FERN, SOLSTICE, Shelves
from tests.kit.lists import BEBOP, Club, ids, is_alone, told
from tests.kit.world import actions, components, says, words

BRAMBLE = next(person for person in PEOPLE if person.private_profile)
HOUR = 3600


@each(
    ("typed", "name"),
    [
        (" Solstice ", "Solstice"),
        ("@null", "null"),
        ("https://anilist.co/user/Solstice/animelist", "Solstice"),
        ("anilist.co/user/Q7", "Q7"),
    ],
)
def test_a_name_or_an_address_is_taken(typed: str, name: str) -> None:
    assert account_name(typed) == name


@each("typed", ["", "x", "**bold**", "a b", "https://evil.example/user/Aoi", "n" * 10_000, "../../etc", "名前"])
def test_what_can_be_no_name_is_refused_without_a_request(typed: str) -> None:
    with pytest.raises(NoPublicList):
        account_name(typed)


async def test_what_strangers_see_is_asked_for_without_a_token_and_kept_for_an_hour(shelves: Shelves) -> None:
    strangers, lists = shelves.parts.strangers, shelves.stand_in.world.lists
    private, hidden, *_ = [one.media_id for one in lists.of(SOLSTICE.id, "ANIME") if not one.private]
    shelves.put(SOLSTICE, private, private=True)
    shelves.put(SOLSTICE, hidden, hidden_from_status_lists=True, custom_lists=())
    found = await strangers.of_name("SOLSTICE", "ANIME")
    others = [one for one in lists.of(SOLSTICE.id, "ANIME") if not (one.private or one.hidden_from_status_lists)]
    assert {one.media_id for one in found.value.entries} == {one.media_id for one in others}
    assert (found.value.owner.name, found.value.owner.id, found.value.is_whole) == ("Solstice", SOLSTICE.id, True)
    assert [seen.user_id for seen in shelves.stand_in.requests] == [None]
    shelves.stand_in.world.change_settings(SOLSTICE.id, name="Equinox")
    await shelves.restart()
    assert (await shelves.parts.strangers.of_id(SOLSTICE.id, "ANIME")).value == found.value
    assert (await shelves.parts.strangers.of_name("solstice", "ANIME")).value == found.value
    assert shelves.asked() == ["PublicList"]
    assert (await shelves.parts.strangers.of_id(SOLSTICE.id, "ANIME", max_age=0)).value.owner.name == "Equinox"
    shelves.clock.advance(HOUR)
    await shelves.store.cached_answers.expire(shelves.clock())
    assert await shelves.store.database.all("SELECT name FROM cached_answers WHERE kind = 'public_list'") == []
    with pytest.raises(NoPublicList):
        await shelves.parts.strangers.of_name("Solstice", "ANIME")


async def test_it_is_part_of_nothing_but_the_titles_that_are_known(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    found = await shelves.parts.strangers.of_name("Solstice", "ANIME")
    for table in ("entries", "lists", "favourites"):
        assert await shelves.store.database.all(f"SELECT * FROM {table}") == []
    assert await shelves.store.database.all("SELECT * FROM followed") == []
    known = await shelves.store.media.of(one.media_id for one in found.value.entries)
    assert len(known) == len(found.value.entries) and link
    profile = await shelves.parts.strangers.profile(found, "ANIME", Audience(is_owner_alone=False, is_adult=False))
    assert profile.titles == sum(not known[one.media_id].is_adult for one in found.value.entries)


async def test_unknown_private_and_silent(shelves: Shelves) -> None:
    strangers = shelves.parts.strangers
    for name in ("Nobody99", BRAMBLE.name):
        with pytest.raises(NoPublicList) as refused:
            await strangers.of_name(name, "ANIME")
        assert str(refused.value) == NO_PUBLIC_LIST.format(name=name)
    found = [await strangers.of_name("Solstice", kind) for kind in ("ANIME", "MANGA")]
    shelves.stand_in.world.change_settings(SOLSTICE.id, private_profile=True)
    assert (await strangers.of_name("Solstice", "MANGA")).value == found[1].value, "within the hour, if nobody asks"
    with pytest.raises(NoPublicList) as refused:
        await strangers.of_id(SOLSTICE.id, "MANGA", max_age=0)
    assert str(refused.value) == NO_LONGER_PUBLIC
    for kind in ("ANIME", "MANGA"):
        with pytest.raises(NoPublicList):
            await strangers.of_name("Solstice", kind)
    shelves.stand_in.world.change_settings(SOLSTICE.id, private_profile=False)
    found = await strangers.of_name("Solstice", "MANGA")
    shelves.stand_in.faults.arm(faults.too_many_requests(retry_after=30), times=9)
    with pytest.raises(RateLimited):
        await strangers.of_name("Q7", "ANIME")
    assert (await strangers.of_id(SOLSTICE.id, "MANGA")).value == found.value


async def test_a_long_list_is_read_in_part_and_says_so(shelves: Shelves) -> None:
    def endless(data: Any) -> None:
        data["MediaListCollection"]["hasNextChunk"] = True

    shelves.stand_in.faults.arm(faults.edited(endless), times=-1)
    found = await shelves.parts.strangers.of_name("Solstice", "ANIME")
    assert not found.value.is_whole and shelves.asked() == ["PublicList"] * (MOST_ENTRIES // 500)


async def test_odd_parts_cost_themselves_alone(shelves: Shelves) -> None:
    def odd(data: Any) -> None:
        data["User"]["favourites"] = None
        groups = data["MediaListCollection"]["lists"]
        groups.append(None)
        groups[0]["entries"][0]["progress"] = -7
        groups[0]["entries"].append(None)

    whole = len((await shelves.parts.strangers.of_name("Solstice", "ANIME")).value.entries)
    shelves.stand_in.faults.arm(faults.edited(odd))
    found = await shelves.parts.strangers.of_id(SOLSTICE.id, "ANIME", max_age=0)
    assert len(found.value.entries) == whole - 1


async def test_nobody_looks_up_one_name_after_another(shelves: Shelves) -> None:
    with caused_by(AOI):
        for name in ("Q7", "Wren", "Fern", "Solstice", "null"):
            await shelves.parts.strangers.of_name(name, "ANIME")
        await shelves.parts.strangers.of_name("Wren", "ANIME")
        with pytest.raises(TooFast):
            await shelves.parts.strangers.of_name("everyone", "ANIME")
        shelves.clock.advance(30)
        await shelves.parts.strangers.of_name("everyone", "ANIME")
    assert shelves.asked() == ["PublicList"] * 6


async def test_a_profile_and_a_list_by_name(club: Club) -> None:
    club.asked()
    profile = await club.run("aoi", "profile", name="solstice")
    assert not is_alone(profile) and says(profile.response, FROM_ANILIST) and "Solstice" in words(profile.response)
    assert club.asked() == ["PublicList"] and words(profile.response).count("/user/Solstice)") == 1
    listed = await club.run("ren", "list", name="https://anilist.co/user/Solstice", sort="score")
    shown = words(listed.response)
    assert "Solstice’s anime" in shown and "by score" in shown and says(listed.response, FROM_ANILIST)
    assert club.asked() == []
    await club.pick("ren", listed.response, "COMPLETED", "musubi:public:status")
    await club.press("ren", listed.response, ShowPublicList, number=2)
    assert "2 / " in " ".join(part.get("label", "") for part in _parts(listed.response))
    await club.pick("ren", listed.response, "title", "musubi:public:sort")
    assert "by title" in words(listed.response)
    beside = await club.press("aoi", listed.response, ShowStranger)
    assert is_alone(beside) and says(told(beside), FROM_ANILIST)
    await club.press("ren", listed.response, ShowPublicList, fresh=True)
    assert club.asked() == [], "it is ten minutes old at most"
    films = await club.run("ren", "list", name="Solstice", format="Movie")
    assert "Movie" in words(films.response) and ids(films.response)
    private = await club.run("aoi", "profile", name=BRAMBLE.name)
    assert is_alone(private) and says(told(private), NO_PUBLIC_LIST) and club.forgive() == 1


async def test_whoever_is_linked_and_hides_looks_like_anybody_else(club: Club) -> None:
    club.put(JUNO, BEBOP, status="CURRENT", private=True, notes="mine")
    visible = await club.run("aoi", "list", name="Juno", status="All")
    await club.world.bot.store.visibility.hide_everywhere(club.world.users["ren"].id)
    hidden = await club.run("aoi", "list", name="Juno", status="All")
    assert words(hidden.response) == words(visible.response) and "Cowboy Bebop" not in words(visible.response)
    assert actions(hidden.response) == actions(visible.response) >= {ShowPublicStatus, SortPublicList, ShowPublicList}
    assert str(club.world.users["ren"].id) not in " ".join(ids(hidden.response))


def _parts(message: Any) -> list[dict[str, Any]]:
    return list(components(message))
