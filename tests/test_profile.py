"""/profile and the menu “AniList profile”: what lists come to, for oneself and for others."""

import re
from typing import Any

from cards.card import plain
from cards.crowd import listed
from cards.list_errors import NOT_SHOWN, SOMEBODY_NOT_SHOWN
from cards.list_selects import ShowPage
from cards.profile import WITH_PRIVATE, WITHOUT_PRIVATE, ShowProfile
from cards.stats_buttons import ShowStats
from demo.anilist import TSUMUGI
from demo.anilist.cast import CAT, cast
from demo.anilist.studios import studios
from library.profile import GenreCount, profile_of
from tests.kit.home import START
from tests.kit.lists import BEBOP, DEATH_NOTE, HEROES, Club, is_alone, told
from tests.kit.shelf import a_title, an_entry
from tests.kit.world import actions, components, says, words


def pictures(message: Any) -> list[str]:
    """What they say to who can't see them."""
    return [str(item["description"]) for part in components(message) for item in part.get("items", [])]


def counts(result: Any) -> dict[str, int]:
    """The number of titles with each status."""
    lines = [line for line in words(told(result)).splitlines() if line.startswith("`")]
    return {line.split()[-1]: int(line.split("`")[1]) for line in lines}


def test_what_anime_come_to() -> None:
    titles = {number: a_title(number, episodes=12, duration=24, genres=("Drama",)) for number in (1, 3, 5, 7)}
    titles[7] = a_title(7, episodes=None, duration=None, genres=("Comedy", "Drama"))
    entries = [
        an_entry(1, status="COMPLETED", progress=12, repeat=1, score=90),
        an_entry(3, status="REPEATING", progress=2, repeat=0, score=0),
        an_entry(5, status="PLANNING", progress=0, repeat=0, score=0),
        an_entry(7, status="DROPPED", progress=5, repeat=3, score=40),
    ]
    profile = profile_of([(one, titles[one.media_id]) for one in entries], [titles[1]], START)
    assert profile.statuses == {"COMPLETED": 1, "REPEATING": 1, "PLANNING": 1, "DROPPED": 1} and profile.titles == 4
    assert profile.units == 24 + 2 + 0 + 5
    assert profile.minutes == 26 * 24
    assert profile.scores == {90: 1, 40: 1} and profile.mean == 65
    assert sorted(profile.genres, key=lambda one: one.name) == [
        GenreCount("Comedy", 1, 40),
        GenreCount("Drama", 3, 65),
    ]


def test_what_manga_come_to() -> None:
    entries = [an_entry(2, status="COMPLETED", progress=120, volumes=14, repeat=1), an_entry(4, progress=3, volumes=0)]
    profile = profile_of([(one, a_title(one.media_id)) for one in entries], [], START)
    assert (profile.units, profile.volumes) == (240 + 3 + 2 * 120, 28 + 2 * 14)
    nothing = profile_of([], [], START)
    assert (nothing.titles, nothing.mean, nothing.genres) == (0, None, [])


async def test_others_see_what_is_shown_and_the_owner_alone_sees_all(club: Club) -> None:
    club.stand_in.world.favourites[TSUMUGI.id] = [BEBOP, HEROES]
    loved = sorted(studios().all.values(), key=lambda studio: studio.id)[:6]
    club.stand_in.world.named_favourites[TSUMUGI.id] = [("CHARACTER", CAT), *(("STUDIO", one.id) for one in loved)]
    await club.world.env.advance_time(601)
    await club.run("aoi", "list")
    await club.world.env.advance_time(1)
    club.asked()
    public = await club.run("aoi", "profile")
    text = words(public.response)
    assert (
        not is_alone(public)
        and text.startswith("### aoi\n-# [Tsumugi on AniList]")
        and says(public.response, WITHOUT_PRIVATE)
    )
    assert "5 titles" in text and counts(public) == {"Watching": 2, "Completed": 1, "Planning": 2}
    assert "❤️ Boku no Hero Academia" in text and "Bebop" not in text
    named = [plain(cast().characters[CAT].name.full or ""), listed(one.name for one in loved[:3])]
    assert f"\n-# Characters: {named[0]}\n-# Studios: {named[1]}" in text
    seen = await club.run("ren", "profile", user=club.world.members["aoi"])
    assert not is_alone(seen) and "❤️" in words(seen.response) and "Bebop" not in words(seen.response)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "profile")
    assert is_alone(alone) and "Cowboy Bebop" in words(alone.response) and counts(alone)["Watching"] == 4
    assert says(alone.response, WITH_PRIVATE)
    assert club.asked() == []
    assert len(pictures(public.response)) == 2 and re.search("aoi.*: 1 ", pictures(public.response)[0])


async def test_manga_and_back_after_a_restart(club: Club) -> None:
    reply = await club.run("aoi", "profile")
    await club.world.restart()
    await club.press("aoi", reply.response, ShowProfile)
    assert "1 title\n275 chapters · 3 volumes" in words(reply.response)
    assert actions(reply.response) == {ShowPage, ShowProfile, ShowStats}
    club.put(TSUMUGI, DEATH_NOTE, progress=20)
    club.asked()
    await club.press("aoi", reply.response, ShowProfile, kind="MANGA")
    assert club.asked() == ["Changes"]
    pressed = await club.press("ren", reply.response, ShowProfile, kind="MANGA")
    assert is_alone(pressed) and club.asked() == [], "the owner's requests are not ren's to spend"
    await club.press("aoi", reply.response, ShowPage)
    assert "aoi’s manga" in words(reply.response)


async def test_the_menu_answers_alone(club: Club) -> None:
    aoi, ren = club.world.members["aoi"], club.world.members["ren"]
    of_aoi = await ren.context_menu(club.world.general, "AniList profile", aoi)
    assert is_alone(of_aoi) and "Tsumugi" in words(told(of_aoi)) and says(told(of_aoi), WITHOUT_PRIVATE)
    own = await aoi.context_menu(club.world.general, "AniList profile", aoi)
    assert says(told(own), WITH_PRIVATE)


async def test_pictures_are_as_the_reader_likes_them(club: Club) -> None:
    async def drawing() -> bytes:
        reply = await club.run("ren", "profile", user=club.world.members["aoi"])
        return await reply.response.attachments[0].read()

    dark = await drawing()
    preferences = club.world.bot.store.preferences
    await preferences.set_light_pictures(club.world.users["aoi"].id, light=True)
    assert await drawing() == dark, "aoi's liking is not ren's"
    await preferences.set_light_pictures(club.world.users["ren"].id, light=True)
    assert await drawing() != dark


async def test_who_does_not_show_themselves(club: Club) -> None:
    reply = await club.run("ren", "profile", user=club.world.members["aoi"])
    await club.world.bot.store.visibility.hide(club.world.users["aoi"].id, club.world.guild.id)
    for refused in (
        await club.run("ren", "profile", user=club.world.members["aoi"]),
        await club.press("ren", reply.response, ShowProfile),
    ):
        assert is_alone(refused)
        assert says(told(refused), NOT_SHOWN) or says(told(refused), SOMEBODY_NOT_SHOWN)
    assert "Tsumugi" in words((await club.run("aoi", "profile")).response), "oneself one may always see"
    assert club.forgive() == 1
