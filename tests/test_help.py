"""/help: every command is on the page, and each person gets the first step that they need."""

from typing import Any

from discord import app_commands

from cards.buttons import StartLink
from cards.commands import command
from cards.help import FOR_ADMINS, GOALS, Goal, help_card
from cards.host import Host
from cards.news import NEWS
from tests.kit.cards import holds
from tests.kit.lists import Club, is_alone, told
from tests.kit.world import World, actions, says, words
from version import VERSION


def tells(message: Any, goal: Goal) -> bool:
    return says(message, goal.heading) and all(command(name) in words(message) for name in goal.commands)


def test_every_command_is_on_the_page(world: World) -> None:
    every = {one.qualified_name for one in world.bot.tree.walk_commands() if isinstance(one, app_commands.Command)}
    told = [name for goal in (*GOALS, FOR_ADMINS) for name in goal.commands]
    assert sorted(told) == sorted(every - {"help"})


async def test_somebody_who_has_not_linked_can_begin(world: World) -> None:
    page = await world.slash("aoi", "help")
    assert is_alone(page) and actions(page.response) == {StartLink}
    assert all(tells(page.response, goal) for goal in GOALS) and not tells(page.response, FOR_ADMINS)
    await world.press("aoi", page, StartLink)
    assert len(world.dms("aoi")) == 1


async def test_somebody_who_has_linked_needs_no_first_step(club: Club) -> None:
    aoi, links = club.world.users["aoi"].id, club.world.bot.store.links
    assert actions(told(await club.run("aoi", "help"))) == set()
    await links.reject(aoi)
    assert actions(told(await club.run("aoi", "help"))) == {StartLink}, "AniList does not accept the link any more"


async def test_admins_learn_how_to_set_the_server_up(club: Club) -> None:
    club.add_moderator("mod")
    assert tells(told(await club.run("mod", "help")), FOR_ADMINS)
    in_messages = await club.world.users["mod"].slash("help")
    assert not tells(in_messages.response, FOR_ADMINS)


async def test_the_page_says_what_is_new_and_whose_bot_it_is(world: World) -> None:
    page = await world.slash("aoi", "help")
    assert f"{VERSION} · " in words(page.response) and f"({world.settings.public_url}/privacy)" in words(page.response)
    assert all(says(page.response, news) for news in NEWS)


def test_the_page_holds_whatever_a_host_writes() -> None:
    for contact in ("`[*_~|<@1>" * 10, None):
        for is_linked in (True, False):
            card = help_card(is_linked=is_linked, is_admin=True, host=Host(contact=contact), version=VERSION)
            holds(card.to_components())
