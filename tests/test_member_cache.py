"""Who uses Musubi in a server, and who is a member of it still: learnt from interactions and from Discord."""

import discord
import pytest

from cards.visible_members import DISCORD_SILENT
from chat import member_cache
from chat.member_cache import SECONDS_KNOWN
from demo.anilist import JUNO
from library.visible_members import DiscordSilent
from tests.kit.world import World, gateway, says, silent


def guild(world: World) -> discord.Guild:
    found = world.bot.get_guild(world.guild.id)
    assert found
    return found


def people(world: World) -> list[int]:
    return [world.users[name].id for name in ("aoi", "ren")]


async def test_linking_in_a_server_makes_one_of_its_people(world: World) -> None:
    await world.link("aoi")
    assert await world.bot.store.members.shown(world.guild.id) == [world.users["aoi"].id]


async def test_using_musubi_in_a_server_does_too(world: World) -> None:
    await world.users["aoi"].slash("link")
    await world.link("aoi")
    other = world.env.create_guild("Elsewhere")
    channel, member = other.create_text_channel("general"), other.add_member(world.users["aoi"])
    await member.slash(channel, "account")
    assert await world.bot.store.members.shown(other.id) == [world.users["aoi"].id]


async def test_who_is_not_linked_leaves_nothing(world: World) -> None:
    await world.slash("aoi", "account")
    assert await world.bot.store.guilds.known() == set()


async def test_members_go_by_their_name_in_the_server(world: World) -> None:
    mio, noa = (world.env.create_user(name, global_name=name.title()) for name in ("mio", "noa"))
    world.guild.add_member(mio)
    world.guild.add_member(noa, nick="Captain")
    found = await world.bot.member_cache.present(guild(world), [noa.id, mio.id, 5])
    assert found == {noa.id: "Captain", mio.id: "Mio"}


async def test_who_leaves_is_forgotten_half_an_hour_later(world: World) -> None:
    await world.link("aoi")
    await world.link("ren", JUNO)
    assert list(await world.bot.member_cache.present(guild(world), people(world))) == people(world)
    world.guild.remove_member(world.members["ren"])
    assert list(await world.bot.member_cache.present(guild(world), people(world))) == people(world), (
        "not asked again yet"
    )
    await world.env.advance_time(SECONDS_KNOWN)
    assert list(await world.bot.member_cache.present(guild(world), people(world))) == people(world)[:1]
    assert await world.bot.store.members.shown(world.guild.id) == people(world)[:1]


async def unheard(*_arguments: object, **_named: object) -> None:
    """Discord is asked, and does not answer."""


async def test_nobody_has_left_because_discord_is_silent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.link("aoi")
    await world.env.advance_time(SECONDS_KNOWN)
    with monkeypatch.context() as patch:
        patch.setattr(gateway(world), "request_chunks", silent)
        assert list(await world.bot.member_cache.present(guild(world), people(world)[:1])) == people(world)[:1]
        with pytest.raises(DiscordSilent):
            await world.bot.member_cache.present(guild(world), people(world))
    assert list(await world.bot.member_cache.present(guild(world), people(world))) == people(world)


async def test_what_discord_does_not_say_after_a_restart_is_no_fact(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.link("aoi")
    await world.restart()
    with monkeypatch.context() as patch:
        patch.setattr(gateway(world), "request_chunks", silent)
        asked = await world.slash("ren", "server top")
        assert says(asked.followups[-1], DISCORD_SILENT)
    world.env.errors.clear()


async def test_discord_is_not_waited_for_longer_than_a_person_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(gateway(world), "request_chunks", unheard)
        patch.setattr(member_cache, "_SECONDS_TO_ANSWER", 0.01)
        with pytest.raises(DiscordSilent):
            await world.bot.member_cache.present(guild(world), people(world))


async def test_more_than_discord_takes_at_once(world: World) -> None:
    many = [world.guild.add_member(world.env.create_user(f"member{number}")).id for number in range(120)]
    assert list(await world.bot.member_cache.present(guild(world), many)) == many


async def test_what_was_held_for_a_server_goes_when_the_bot_was_removed_while_away(world: World) -> None:
    await world.link("aoi")
    person = world.users["aoi"].id
    await world.bot.store.members.record_use(person, 77, world.clock())
    await world.bot.store.visibility.hide(person, 78)
    await world.restart()
    assert await world.bot.store.guilds.known() == {world.guild.id}


async def test_who_uses_musubi_is_remembered_when_it_is_added_again_the_same_day(world: World) -> None:
    await world.link("aoi")
    await world.slash("aoi", "account")
    world.bot.dispatch("guild_remove", guild(world))
    await world.bot.let_end(seconds=60)
    assert await world.bot.store.guilds.known() == set()
    await world.slash("aoi", "account")
    assert await world.bot.store.members.shown(world.guild.id) == people(world)[:1]


async def test_who_has_linked_anew_elsewhere_is_one_of_its_people_the_same_day(world: World) -> None:
    await world.link("aoi")
    await world.slash("aoi", "account")
    await world.bot.linking.unlink(world.users["aoi"].id)
    await world.users["aoi"].slash("link")
    await world.finish_link("aoi")
    assert await world.bot.store.members.shown(world.guild.id) == []
    await world.slash("aoi", "account")
    assert await world.bot.store.members.shown(world.guild.id) == people(world)[:1]


async def test_who_is_back_the_same_day_is_one_of_its_people_again(world: World) -> None:
    await world.link("aoi")
    await world.slash("aoi", "account")
    await world.bot.store.members.remove(world.guild.id, people(world)[:1])
    await world.slash("aoi", "account")
    assert await world.bot.store.members.shown(world.guild.id) == people(world)[:1]


async def test_who_an_admin_has_hidden_stays_hidden_when_they_link_anew(world: World) -> None:
    await world.bot.store.members.hide(world.users["aoi"].id, world.guild.id, is_hidden=True)
    for _ in range(2):
        await world.link("aoi")
        await world.slash("aoi", "account")
        assert await world.bot.store.members.shown(world.guild.id) == []
        await world.bot.linking.unlink(world.users["aoi"].id)
