"""/random: a pick, another one, and nothing that others may not see."""

from cards import random as cards
from cards.list_buttons import Plus
from cards.random import PickAnother
from demo.anilist import TSUMUGI
from tests.kit.lists import ADULT, BEBOP, HEROES, NARUTO, Club, ids, is_alone, told
from tests.kit.world import actions, says, words


async def test_a_pick_and_another(club: Club) -> None:
    reply = await club.run("aoi", "random")
    assert "NARUTO" in words(reply.response) and "**Planning**" in words(reply.response), "the one that can be shown"
    assert ids(reply.response)[0] == Plus(NARUTO, 1).custom_id and PickAnother in actions(reply.response)
    await club.press("aoi", reply.response, PickAnother)
    assert "NARUTO" in words(reply.response), "the only one may come again"
    club.put(TSUMUGI, HEROES, status="PLANNING", progress=0)
    await club.world.env.advance_time(601)
    await club.run("aoi", "random")
    reply = await club.run("aoi", "random")
    await club.world.restart()
    for _ in range(3):
        before = words(reply.response)
        await club.press("aoi", reply.response, PickAnother)
        assert words(reply.response) != before, "never the same twice in a row"


async def test_what_fits(club: Club) -> None:
    fits = await club.run("aoi", "random", status="Completed", genre="ACTION:")
    assert "Boku no Hero" in words(fits.response)
    for options, why in (
        ({"genre": "Mecha"}, cards.NOTHING_FITS.replace("{filters}", "Mecha")),
        ({"length": "short"}, cards.NOTHING_FITS.replace("{filters}", "short")),
        ({"type": "Manga"}, cards.NOTHING_SHOWN_THERE["MANGA"]),
        ({"status": "Dropped"}, cards.NOTHING_SHOWN_THERE["ANIME"].replace("{status}", "Dropped")),
    ):
        nothing = await club.run("aoi", "random", **options)
        assert says(nothing.response, why)
    long = await club.run("aoi", "random", length="long")
    assert "NARUTO" in words(long.response)


async def test_private_and_adult_ones_are_picked_alone_only(club: Club) -> None:
    club.put(TSUMUGI, NARUTO, status="DROPPED")
    for media_id in (BEBOP, ADULT):
        await club.world.env.advance_time(601)
        club.put(TSUMUGI, media_id, status="PLANNING")
        await club.run("aoi", "random")
        public = await club.run("aoi", "random")
        assert says(public.response, cards.NOTHING_OUT) and not is_alone(public)
        if media_id == ADULT:
            club.restrict(to_adults=True)
            assert "Angel Blade" in words((await club.run("aoi", "random")).response)
            club.restrict(to_adults=False)
        direct = await club.world.users["aoi"].slash("random")
        assert "**Planning**" in words(direct.response)
        club.put(TSUMUGI, media_id, status="DROPPED")
    assert "Bebop" not in club.public()


async def test_another_one_for_somebody_else_is_from_their_own_list(club: Club) -> None:
    reply = await club.run("aoi", "random")
    before = words(reply.response)
    pressed = await club.press("ren", reply.response, PickAnother)
    assert is_alone(pressed) and says(told(pressed), cards.NOTHING_THERE["ANIME"])
    assert words(reply.response) == before
