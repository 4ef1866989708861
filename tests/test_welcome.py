"""The card with the first steps: which servers get it, where, and that none gets it twice."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cards.buttons import StartLink
from cards.feed_buttons import ShowFeeds, ShowSettings
from cards.host import Host
from cards.welcome import welcome_card
from tests.kit.cards import holds
from tests.kit.languages import speaking_tagged, tags
from tests.kit.lists import Club, is_alone
from tests.kit.servers import APPLICATION_ID, a_server
from tests.kit.services import Discord
from tests.kit.wired import Wired, open_wired, parts, until
from tests.kit.world import World, actions, by

THERE, ADDED = 100 << 22, 200 << 22  # servers
SYSTEM, GENERAL, RULES = ADDED + 1, ADDED + 2, ADDED + 3  # channels of the added one
VIEW, SEND = 1 << 10, 1 << 11


def added(joined_in: timedelta = timedelta(seconds=2), **changes: Any) -> dict[str, Any]:
    """The event of a server that has just added Musubi; its channels are writable for all, but for the rules."""
    server = a_server(ADDED)
    (general,) = server["channels"]
    everyone = server["roles"][0]
    everyone["permissions"] = str(VIEW | SEND)
    (me,) = server["members"]
    me["joined_at"] = (datetime.now(UTC) + joined_in).isoformat()
    channels = [
        general | {"id": str(RULES), "position": 0, "permission_overwrites": [closed()]},
        general | {"id": str(GENERAL), "position": 1},
        general | {"id": str(SYSTEM), "position": 2},
    ]
    return {**server, "channels": channels, "system_channel_id": str(SYSTEM)} | changes


def closed() -> dict[str, Any]:
    """An overwrite by which nobody may write, whatever roles say."""
    return {"id": str(ADDED), "type": 0, "allow": "0", "deny": str(SEND)}


def closing(server: dict[str, Any], *channels: int) -> dict[str, Any]:
    changed = [
        one | {"permission_overwrites": [closed()]} if int(one["id"]) in channels else one for one in server["channels"]
    ]
    return server | {"channels": changed}


@pytest.fixture
def discord() -> Discord:
    discord = Discord()
    discord.takes_messages = True
    discord.gateway.servers = {THERE: a_server(THERE)}
    return discord


@pytest.fixture
async def wired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, discord: Discord) -> AsyncGenerator[Wired]:
    async with open_wired(tmp_path, monkeypatch, discord) as wired:
        yield wired


async def tell(wired: Wired, server: dict[str, Any]) -> None:
    """Tell of the server, and wait until all that follows is done."""
    wired.gateway.servers[ADDED] = server
    await wired.gateway.tell("GUILD_CREATE", server)
    await settle(wired)


async def settle(wired: Wired) -> None:
    """A reply to a command comes after all that was told before it."""
    await wired.watched()
    await wired.bot.let_end(seconds=60)


def welcomed(discord: Discord) -> list[int]:
    """The channels with a card, once for each card."""
    return [int(channel) for channel, posts in discord.posted.items() for _ in posts]


async def test_a_server_that_adds_musubi_is_welcomed_in_its_system_channel(wired: Wired) -> None:
    await tell(wired, added())
    assert welcomed(wired.discord) == [SYSTEM]
    (card,) = wired.discord.posted[str(SYSTEM)]
    wanted = [StartLink(), ShowSettings(beside=True), ShowFeeds(beside=True)]
    assert parts(card["components"], "custom_id") == [one.custom_id for one in wanted]
    assert f"({wired.bot.host.privacy_url})" in "".join(parts(card["components"], "content"))


async def test_the_card_is_in_the_language_of_the_server(wired: Wired) -> None:
    with speaking_tagged("de"):
        await tell(wired, added(preferred_locale="de"))
    (card,) = wired.discord.posted[str(SYSTEM)]
    assert tags("\n".join(parts(card["components"], "content"))) == {"de"}


async def test_a_server_that_was_there_before_is_not(wired: Wired) -> None:
    await settle(wired)
    await tell(wired, added(joined_in=timedelta(days=-400)))
    assert welcomed(wired.discord) == []


async def test_no_server_is_welcomed_twice(wired: Wired) -> None:
    server = added()
    await tell(wired, server)
    await tell(wired, server)
    await wired.gateway.tell("GUILD_DELETE", {"id": str(ADDED), "unavailable": True})
    await tell(wired, server)
    await wired.gateway.ask_to_reconnect(0)
    await until(lambda: wired.gateway.resumed == [0])
    await settle(wired)
    await wired.gateway.invalidate(0)
    await until(lambda: len(wired.gateway.begun) == 2)
    await settle(wired)
    await wired.gateway.remove_server(ADDED)
    await until(lambda: wired.bot.get_guild(ADDED) is None)
    await tell(wired, added())
    assert welcomed(wired.discord) == [SYSTEM], "told again, an outage, op 7, op 9, removed and added again"


async def test_a_restart_welcomes_those_that_came_meanwhile_and_nobody_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, discord: Discord
) -> None:
    for _ in range(3):
        async with open_wired(tmp_path, monkeypatch, discord) as wired:
            await settle(wired)
            discord.gateway.servers.setdefault(ADDED, added())
    assert welcomed(discord) == [SYSTEM]


async def test_where_musubi_may_not_write_the_next_channel_is_taken(wired: Wired) -> None:
    await tell(wired, closing(added(), SYSTEM))
    assert welcomed(wired.discord) == [GENERAL], "not the rules, in which nobody may write"


async def test_rules_are_no_place_even_for_an_administrator(wired: Wired) -> None:
    server = added(system_channel_id=None)
    role = server["roles"][0] | {"id": "77", "permissions": str(1 << 3)}
    (me,) = server["members"]
    assert me["user"]["id"] == APPLICATION_ID
    await tell(wired, server | {"roles": [*server["roles"], role], "members": [me | {"roles": ["77"]}]})
    assert welcomed(wired.discord) == [GENERAL]


async def test_where_musubi_may_write_nowhere_it_waits_for_a_place(wired: Wired) -> None:
    server = added()
    await tell(wired, closing(server, SYSTEM, GENERAL))
    assert welcomed(wired.discord) == []
    await tell(wired, server)
    assert welcomed(wired.discord) == [SYSTEM]


async def test_a_card_that_discord_refuses_is_sent_later(wired: Wired) -> None:
    wired.discord.takes_messages = False
    await tell(wired, added())
    wired.discord.takes_messages = True
    await tell(wired, added())
    assert welcomed(wired.discord) == [SYSTEM]


async def test_an_outage_when_it_is_added_delays_the_card(wired: Wired) -> None:
    await wired.gateway.tell("GUILD_CREATE", {"id": str(ADDED), "unavailable": True})
    await settle(wired)
    assert welcomed(wired.discord) == []
    await tell(wired, added())
    assert welcomed(wired.discord) == [SYSTEM]


async def post(world: World) -> Any:
    channel: Any = world.bot.get_channel(world.general.id)
    return await channel.send(view=welcome_card(Host()))


async def test_the_buttons_for_admins_answer_admins_alone(club: Club) -> None:
    club.add_moderator("mod")
    card = await post(club.world)
    for button in (ShowSettings, ShowFeeds):
        shown = await club.world.members["mod"].click(card, **by(card, button))
        refused = await club.world.members["aoi"].click(card, **by(card, button))
        assert is_alone(shown) and is_alone(refused)
        assert actions(shown.response) and not actions(refused.response)
    (there,) = club.world.general.history(viewer=club.world.members["ren"])
    assert actions(there) == {StartLink, ShowSettings, ShowFeeds}, "the card stays as it is"


async def test_a_server_that_musubi_begins_with_is_not_welcomed(world: World) -> None:
    """It adds Musubi in the second of the first start, as in the demo."""
    await world.restart()
    assert world.general.history(viewer=world.members["ren"]) == []


def test_the_card_holds() -> None:
    holds(welcome_card(Host()).to_components())


async def test_members_begin_with_the_card(world: World) -> None:
    card = await post(world)
    reply = await world.members["ren"].click(card, **by(card, StartLink))
    assert is_alone(reply) and len(world.dms("ren")) == 1
