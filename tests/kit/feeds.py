"""Feeds in the club's server: opened by haru, with the posts that everybody sees."""

from typing import Any

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from cards.card import plain
from cards.ids import Action
from cards.list_buttons import OpenTitle
from store import Feed
from tests.kit.lists import Club
from tests.kit.world import actions, words

HOUR, MINUTE = 3600, 60
PING_ROLES = "Mention @everyone, @here, and All Roles"


def grant(club: Club, **permissions: bool) -> simcord.MemberActor:
    """Haru may manage the server, and that."""
    given = discord.Permissions(manage_guild=True, **permissions)
    club.world.guild.remove_member(club.world.members["haru"])
    role = club.world.guild.create_role("Admin", permissions=given)
    haru = club.world.members["haru"] = club.world.guild.add_member(club.world.users["haru"], roles=[role])
    return haru


async def feeds(club: Club) -> list[Feed]:
    return await club.world.bot.store.feeds.of_guild(club.world.guild.id)


async def opened(club: Club, kind: str = "New episodes", **options: Any) -> Any:
    shown = await club.run("haru", "feed", kind=kind, **options)
    assert shown.ephemeral
    return shown.response


def posts(club: Club, button: type[Action] = OpenTitle) -> list[Any]:
    """The posts with that button in the channel, for everybody; without another `button`, those of episodes."""
    stranger = club.world.members["ren"]
    return [one for one in club.world.general.history(viewer=stranger) if button in actions(one)]


def lacks(message: Any, said: str, channel_id: int, permission: str = "Send Messages") -> bool:
    """Whether the card says that Musubi or the admin lacks that permission in the channel."""
    return said.format(channel=f"<#{channel_id}>", permissions=f"**{plain(permission)}**") in words(message)


async def until_told(club: Club) -> None:
    await club.world.env.advance_time(20 * MINUTE)


async def may_post(club: Club, *, allowed: bool) -> None:
    """Take the permission to write from Musubi in the channel, or give it back."""
    bot = club.world.bot.user
    assert bot
    send = 1 << 11
    overwrite = Overwrite(bot.id, OverwriteType.MEMBER, allow=send if allowed else 0, deny=0 if allowed else send)
    club.world.env.backend.set_overwrite(club.world.general.id, overwrite)
    await club.world.env.settle()


def tries(club: Club) -> int:
    """The number of messages that Musubi has tried to write into the channel."""
    return sum(
        one.method == "POST" and one.path == f"/channels/{club.world.general.id}/messages"
        for one in club.world.env.http_requests
    )
