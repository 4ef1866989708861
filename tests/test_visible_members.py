"""The people of a server who may be shown there, as every command about members meets them."""

import asyncio
import re
from pathlib import Path
from typing import Any, cast

import discord
import msgspec
import pytest
from discord.ext import commands

from cards import visible_members as cards
from cards.account import HIDDEN
from cards.buttons import StartLink, SwitchVisibility
from cards.card import UPDATED, Card, Colour, plain, row, text
from cards.ids import Action, Count
from chat.acknowledging import acknowledge_as_set, acknowledge_press
from chat.interactions import Interaction
from chat.registry import button
from chat.visible_members import SECONDS_UNTIL_SCORES
from demo.anilist import JUNO
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from library.visible_members import VisibleMembers
from store import GuildSettings
from tests.kit.cases import each
from tests.kit.home import START, Home, discord_id, fill
from tests.kit.lists import is_alone, told
from tests.kit.town import open_town
from tests.kit.world import World, actions, by, components, says, words

MINUTE = 60
OLD = f"<t:{START - 7200}:R>"


class RollCall(Action, prefix="musubi:roll"):
    """Who is shown, where at least so many are."""

    least: Count
    fresh: bool = False


@pytest.fixture
async def world(world: World) -> World:
    await roll_call(world)
    return world


async def roll_call(world: World) -> None:
    """Teach the bot a command that shows who is shown."""
    bot = world.bot

    async def answer(interaction: Interaction, least: int, *, fresh: bool) -> None:
        circle = await bot.visible_members.of(interaction, least=least)
        renewing = fresh and await bot.visible_members.renew(circle)
        names = text(", ".join(plain(name) for name in circle.names.values()))
        foot = cards.foot(circle, is_refreshing=renewing)
        card = Card(Colour.BLUE, names, foot, row(cards.refresh(RollCall(least, fresh=True))))
        await bot.visible_members.answer(interaction, circle, card)

    async def roll(interaction: Interaction, least: int = 1) -> None:
        await acknowledge_as_set(interaction, bot.store.preferences)
        await answer(interaction, least, fresh=False)

    class RollCog(commands.Cog):
        @button(RollCall, acknowledge_press)
        async def press(self, interaction: Interaction, pressed: RollCall) -> None:
            await answer(interaction, pressed.least, fresh=pressed.fresh)

    bot.tree.command(name="roll", description="Who is shown here")(roll)
    await bot.add_cog(RollCog())
    await bot.tree.sync()


async def roll(world: World, name: str = "aoi", **options: int) -> Any:
    return await world.members[name].slash(world.general, "roll", **options)


def names(result: Any) -> list[str]:
    return words(result.response).splitlines()[0].split(", ")


async def test_who_uses_musubi_here_is_shown_the_asker_at_once(world: World) -> None:
    await world.link("aoi")
    await world.link("ren", JUNO)
    await world.bot.store.database.execute("DELETE FROM members")
    assert names(await roll(world)) == ["aoi"]
    assert names(await roll(world, "ren")) == ["aoi", "ren"]


async def test_the_asker_is_shown_whose_first_use_is_just_being_recorded(world: World) -> None:
    await world.link("aoi")
    database, aoi = world.bot.store.database, world.users["aoi"].id
    guild, viewer = world.bot.get_guild(world.guild.id), cast("discord.User", discord.Object(aoi))
    assert guild
    await database.execute("DELETE FROM members")
    async with database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO members (guild_id, discord_id, seen_at) VALUES (:guild, :aoi, :now)",
            guild=guild.id,
            aoi=aoi,
            now=world.clock(),
        )
        asking = asyncio.create_task(world.bot.visible_members._shown(guild, viewer))
        for _ in range(9):
            await asyncio.sleep(0)  # it reads who is shown, and then waits to be recorded
    assert await asking == [aoi]


async def test_a_stranger_sees_them_and_is_not_one_of_them(world: World) -> None:
    await world.link("aoi")
    assert names(await roll(world, "ren")) == ["aoi"]


async def test_each_reason_why_there_is_nobody_is_one_sentence(world: World) -> None:
    reply = (await roll(world)).followups[-1]
    assert says(reply, cards.NOBODY) and actions(reply) == {StartLink} and reply.ephemeral
    await world.link("aoi")
    assert says((await roll(world, least=2)).followups[-1], cards.NOBODY_ELSE)
    await world.bot.store.visibility.hide(world.users["aoi"].id, world.guild.id)
    assert says((await roll(world)).followups[-1], cards.ONLY_YOU)
    await world.bot.store.guilds.put(world.guild.id, GuildSettings(is_social=False))
    assert says((await roll(world)).followups[-1], cards.SWITCHED_OFF)
    assert says(told(await world.users["aoi"].slash("roll")), cards.NOT_IN_SERVER)
    assert len(world.env.errors) == 5


async def test_gone_from_the_next_answer(world: World) -> None:
    store, guild, person = world.bot.store, world.guild.id, world.users["ren"].id
    await world.link("aoi")
    await world.link("ren", JUNO)

    async def shown() -> bool:
        return "ren" in names(await roll(world))

    assert await shown()
    await store.visibility.hide(person, guild)
    assert not await shown()
    await store.visibility.show(person, guild)
    await store.visibility.hide_everywhere(person)
    assert not await shown()
    await store.visibility.show_again(person)
    await store.members.hide(person, guild, is_hidden=True)
    assert not await shown()
    assert names(await roll(world, "ren")) == ["aoi"], "asking does not make an admin's choice undone"
    await store.members.hide(person, guild, is_hidden=False)
    assert await shown()
    await world.bot.linking.unlink(person)
    assert not await shown()


async def test_a_press_by_somebody_else_is_answered_to_them_alone(world: World) -> None:
    await world.link("aoi")
    reply = await roll(world)
    pressed = await world.press("ren", reply, RollCall)
    assert is_alone(pressed)


async def test_where_nothing_was_heard_progress_is_new_and_scores_are_refreshed_each_hour(world: World) -> None:
    await world.link("aoi")
    await world.link("ren", JUNO)
    linked, reply = world.clock(), await roll(world)
    await world.env.advance_time(20 * MINUTE)
    world.stand_in.requests.clear()
    await world.press("aoi", reply, RollCall)
    assert says(reply.response, cards.SCORES) and f"<t:{linked}:R>" in words(reply.response)
    (told,) = re.findall(cards.PROGRESS.format(time=r"<t:(\d+):R>"), words(reply.response))
    assert 0 <= world.clock() - int(told) < 5 * MINUTE
    assert not says(reply.response, cards.REFRESHING) and not world.stand_in.requests
    await world.env.advance_time(SECONDS_UNTIL_SCORES - 20 * MINUTE + 1)
    await world.press("aoi", reply, RollCall)
    assert says(reply.response, cards.REFRESHING)


async def test_refreshing_is_bounded(world: World) -> None:
    await world.link("aoi")
    await world.link("ren", JUNO)
    world.bot.loops.by_task["hear what members do"].cancel()
    await world.bot.store.hearing.forget_all()
    reply = await roll(world)
    world.stand_in.requests.clear()
    await world.press("aoi", reply, RollCall)
    assert not says(reply.response, cards.REFRESHING), "younger than ten minutes"
    await world.env.advance_time(SECONDS_UNTIL_CHANGES + 1)
    await world.press("aoi", reply, RollCall)
    assert says(reply.response, cards.REFRESHING)
    await world.env.advance_time(MINUTE)
    assert [seen.operation for seen in world.stand_in.requests] == ["Changes", "Changes"]
    await world.press("aoi", reply, RollCall)
    assert f"<t:{world.clock() - MINUTE}:R> · 2 members" in words(reply.response)
    await world.env.advance_time(9 * MINUTE)
    await world.press("aoi", reply, RollCall)
    assert not says(reply.response, cards.REFRESHING), "not ten minutes later"
    await world.env.advance_time(MINUTE + 1)
    await world.press("aoi", reply, RollCall)
    assert says(reply.response, cards.REFRESHING)


async def test_people_are_told_once_who_sees_them(world: World) -> None:
    await world.link("aoi")
    assert not (await roll(world)).followups, "the card of the link has said so"
    elsewhere = world.env.create_guild("*Elsewhere*")
    channel, aoi = elsewhere.create_text_channel("talk"), elsewhere.add_member(world.users["aoi"])
    ren = elsewhere.add_member(world.users["ren"])
    told = (await aoi.slash(channel, "roll")).followups[-1]
    assert told.ephemeral and says(told, cards.SEEN) and actions(told) == {SwitchVisibility}
    assert r"**\*Elsewhere\***" in words(told)
    assert not (await aoi.slash(channel, "roll")).followups
    assert not (await ren.slash(channel, "roll")).followups, "who is not linked is not seen"
    hidden = await aoi.click(told, **by(told, SwitchVisibility))
    assert says(hidden.response, HIDDEN)


async def test_the_oldest_living_links_are_renewed_first(tmp_path: Path) -> None:
    people = [discord_id(number) for number in range(1, 6)]
    async with Home(tmp_path).open() as store:
        await fill(store, 5)
        await store.links.reject(people[1])
        living = await store.links.living([*reversed(people)], limit=3)
        assert [link.discord_id for link in living] == [people[4], people[3], people[2]]
        assert [link.discord_id for link in await store.links.living(people[:3], limit=3)] == [people[0], people[2]]


def a_circle(read_at: dict[int, int]) -> VisibleMembers:
    names = {number: f"member {number}" for number in read_at}
    return VisibleMembers(guild_id=1, guild_name="Club", viewer_id=1, viewer=None, names=names, read_at=read_at)


@each(
    ("read_at", "said"),
    [
        ({1: START}, [UPDATED.format(time=f"<t:{START}:R>"), "1 "]),
        ({1: START, 2: START - 600}, [UPDATED.format(time=f"<t:{START - 600}:R>"), "2 "]),
        ({1: START, 2: START - 601}, [cards.OLDEST.format(time=f"<t:{START - 601}:R>"), "2 "]),
        ({1: START, 2: 0}, [UPDATED.format(time=f"<t:{START}:R>"), "1 ", "2 "]),
        ({1: 0}, ["1 ", "1 "]),
    ],
)
def test_the_small_print_says_how_old_it_is(read_at: dict[int, int], said: list[str]) -> None:
    """The time, the number of lists that are not known yet, and the number of members."""
    parts = cards.foot(a_circle(read_at)).content.replace("\u00a0", " ").removeprefix("-# ").split(" · ")
    assert len(parts) == len(said) and all(part.startswith(one) for part, one in zip(parts, said, strict=True))


@each(
    ("heard_at", "said"),
    [
        (
            {1: START, 2: START - 60},
            [cards.PROGRESS.format(time=f"<t:{START - 60}:R>"), cards.SCORES.format(time=OLD), "2 "],
        ),
        ({1: START}, [cards.OLDEST.format(time=OLD), "2 "]),  # of the other one it is not known
        ({}, [cards.OLDEST.format(time=OLD), "2 "]),
    ],
)
def test_progress_is_newer_where_nothing_was_heard_of_anybody(heard_at: dict[int, int], said: list[str]) -> None:
    circle = msgspec.structs.replace(a_circle({1: START - 700, 2: START - 7200}), heard_at=heard_at)
    parts = cards.foot(circle).content.replace("\u00a0", " ").removeprefix("-# ").split(" · ")
    assert len(parts) == len(said) and all(part.startswith(one) for part, one in zip(parts, said, strict=True))


CARDS: dict[str, dict[str, str]] = {
    "who": {"title": "id:1"},
    "taste": {"user": "ren"},
    "affinity": {},
    "together": {},
    "recommend": {},
    "server top": {},
    "server watching": {},
    "server members": {},
    "list": {"user": "ren", "status": "Completed"},
    "profile": {"user": "ren"},
}
OF_NO_MEMBER = ("musubi:open", "musubi:title", "musubi:add", "musubi:follow")  # titles, and the presser's own AniList


async def test_no_old_button_shows_anybody_once_that_is_switched_off(tmp_path: Path) -> None:
    async with open_town(tmp_path) as town:
        shown = [told(await town.run("aoi", command, **options)) for command, options in CARDS.items()]
        await town.store.guilds.put(town.world.guild.id, GuildSettings(is_social=False))
        for card in shown:
            usable = [part for part in components(card) if "custom_id" in part and not part.get("disabled")]
            leading = [part for part in usable if not part["custom_id"].startswith(OF_NO_MEMBER)]
            assert leading
            for part in leading:
                value = next((option["value"] for option in part.get("options", [])), None)
                use = town.pick if value else town.press
                answer = await use("mio", card, part["custom_id"], *([value] if value else []))
                assert is_alone(answer) and says(told(answer), cards.SWITCHED_OFF), part["custom_id"]
