"""The rule of secrets where titles are offered: one that is known from a private entry alone is its owner's alone.

Autocomplete of every title option, "Find title", typed names and forms, for a linked member and one who has not linked.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from discord import app_commands

from cards.errors import UNAVAILABLE
from demo import faults
from demo.anilist import TSUMUGI
from demo.anilist.media import all_media
from tests.kit.lists import Club, told
from tests.kit.suggestions import suggested
from tests.kit.world import components, says, words

SECRETS = 19, 30001, 2445  # MONSTER; its manga; an adult anime
NAME = "MONSTER"
OTHERS = "ren", "stranger"
TYPED = "", "m", "mo", "ma"  # too short for a search of AniList's


@pytest.fixture
async def club(club: Club) -> Club:
    world = club.world
    world.users["stranger"] = world.env.create_user("stranger")
    world.members["stranger"] = world.guild.add_member(world.users["stranger"])
    for name in world.members:
        club.let_manage(name)  # who sees every command
    club.restrict(to_adults=True)
    for one in options(club):  # AniList is asked for the best known, whose titles are stored; and never again
        await world.members["ren"].autocomplete(world.general, *one, "")
    for name in ("aoi", "ren"):
        await world.bot.parts.list_sync.sync_now(await link(club, name))
    await world.bot.store.links.refresh(msgspec.structs.replace(await link(club, "ren"), adult=True))
    return club


async def link(club: Club, name: str) -> Any:
    return await club.world.bot.store.links.of(club.world.users[name].id)


async def keep(club: Club, **how: object) -> None:
    """Tsumugi puts the secrets on her list, and Musubi hears of it."""
    for media_id in SECRETS:
        club.put(TSUMUGI, media_id, status="CURRENT", **how)
    await club.world.bot.parts.list_sync.sync_now(await link(club, "aoi"))


def options(club: Club) -> list[tuple[str, str]]:
    """Each option that completes itself, of each command."""
    slash = [one for one in club.world.bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    return [(one.qualified_name, each.display_name) for one in slash for each in one.parameters if each.autocomplete]


async def offered(club: Club, name: str, typed: Sequence[str] = TYPED[::2]) -> list[list[dict[str, Any]]]:
    """All that the options offer, to the byte."""
    return await suggested(club.world, name, [(*one, text) for one in options(club) for text in typed])


async def searched(club: Club, name: str) -> list[list[dict[str, Any]]]:
    """What they offer where AniList is asked too, one after another: nobody waits long for it."""
    return [await club.world.members[name].autocomplete(club.world.general, *one, NAME) for one in options(club)]


def values(choices: list[list[dict[str, Any]]]) -> set[str]:
    return {str(one["value"]) for shown in choices for one in shown}


KEPT = {f"id:{media_id}" for media_id in SECRETS}


@pytest.mark.parametrize("typed", [TYPED[::2], pytest.param(TYPED, marks=pytest.mark.long)])
@pytest.mark.parametrize("how", ["private", "hidden_from_status_lists"])
async def test_no_option_offers_it_to_others(club: Club, how: str, typed: Sequence[str]) -> None:
    assert len(options(club)) >= 10
    before = [await offered(club, name, typed) for name in OTHERS]
    await keep(club, **{how: True})
    assert [await offered(club, name, typed) for name in OTHERS] == before
    assert values(await offered(club, "aoi", typed)) >= KEPT
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    assert [await offered(club, name, typed) for name in OTHERS] == before
    assert not values(await offered(club, "aoi", typed)) & KEPT


async def test_no_name_that_is_typed_or_written_finds_it_for_others(club: Club) -> None:
    await keep(club, private=True)
    club.stand_in.faults.share(faults.html(), 1.0)
    world = club.world
    message = await world.members["ren"].send(world.general, NAME)
    for name in OTHERS:
        answers = [
            await club.run(name, "anime", title=NAME),
            await club.run(name, "who", title=NAME),
            await world.members[name].context_menu(world.general, "Find title", message),
        ]
        assert all(says(told(one), UNAVAILABLE) for one in answers)
        assert not values([await world.members[name].autocomplete(world.general, "anime", "title", NAME)]) & KEPT
    assert club.forgive() == 2 * 3
    assert all_media()[SECRETS[0]]["title"]["romaji"] == NAME
    assert NAME in words(told(await club.run("aoi", "anime", title=NAME)))


async def shown(club: Club, name: str) -> str:
    """What commands about the titles answer, by their ids and by a message with a link."""
    member, general = club.world.members[name], club.world.general
    message = await member.send(general, " ".join(f"https://anilist.co/anime/{one}" for one in SECRETS[::2]))
    anime, manga, adult = SECRETS
    answers = [
        await club.run(name, "anime", title=f"id:{anime}"),
        await club.run(name, "manga", title=f"id:{manga}"),
        await club.run(name, "anime", title=f"id:{adult}"),
        await club.run(name, "who", title=f"id:{anime}"),
        await member.context_menu(general, "Find title", message),
    ]
    said = json.dumps([list(components(told(answer))) for answer in answers], sort_keys=True)
    return re.sub("<t:[0-9]+", "<t:", said)  # as of when


@pytest.mark.parametrize("how", ["private", "hidden_from_status_lists"])
async def test_a_title_itself_looks_the_same_to_others(club: Club, how: str) -> None:
    before = {name: [await shown(club, name) for _ in range(2)][-1] for name in (*OTHERS, "aoi")}
    await keep(club, **{how: True})
    for name in OTHERS:
        assert await shown(club, name) == before[name]
    assert await shown(club, "aoi") != before["aoi"]


async def test_once_all_may_see_it_a_private_entry_moves_nothing(club: Club) -> None:
    world = club.world
    await world.bot.parts.titles.store(
        [await world.bot.parts.library.media(None, one) for one in SECRETS], is_public=True
    )
    before = [[*await offered(club, name), *await searched(club, name)] for name in OTHERS]
    assert all(values(choices) & KEPT for choices in before)
    own = await offered(club, "aoi")
    await keep(club, private=True)
    assert [[*await offered(club, name), *await searched(club, name)] for name in OTHERS] == before
    assert await offered(club, "aoi") != own


async def test_it_may_be_offered_once_it_is_on_a_list_for_all(club: Club) -> None:
    await keep(club)
    club.restrict(to_adults=False)
    assert values(await offered(club, "ren", TYPED)) & KEPT == {"id:19", "id:30001"}
    club.restrict(to_adults=True)
    assert values(await offered(club, "ren", TYPED)) >= KEPT, (
        "who wants adult titles is offered them where they may be shown"
    )
    assert values(await offered(club, "stranger", TYPED)) & KEPT == {"id:19", "id:30001"}
