"""Discord's permissions: who manages a server, and what a member may do in a channel, in Discord's own words.

Permissions are checked at every press: roles come and go while a card is open. Through Musubi, admins can do in a
channel only the things that they may do there themselves. Knows no feature.
"""

from typing import TypeGuard

import discord
from discord import app_commands

from chat.retries import Interaction
from i18n import mark, t
from library.visible_members import NotInServer

Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread | discord.ForumChannel
_Voice = discord.VoiceChannel | discord.StageChannel
_MENTION = mark("Mention @everyone, @here, and All Roles")


def server_of(interaction: Interaction) -> discord.Guild:
    """The server, in which Musubi is a member. Raises NotInServer."""
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None:
        raise NotInServer("Musubi is no member here")
    return guild


def managed(interaction: Interaction) -> discord.Guild:
    """The server, which the person may manage. Raises NotInServer, MissingPermissions."""
    guild = server_of(interaction)
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])
    return guild


def may_write(interaction: Interaction) -> bool:
    """Whether the person may write there themselves."""
    if interaction.guild_id is None:
        return True
    theirs = interaction.permissions
    is_thread = isinstance(interaction.channel, discord.Thread)
    return theirs.send_messages_in_threads if is_thread else theirs.send_messages


def sees(place: discord.abc.GuildChannel | discord.Thread, who: discord.Member) -> bool:
    """Whether `who` can read `place`. Private threads don't list their members: the owner and moderators count."""
    theirs = place.permissions_for(who)
    if isinstance(place, discord.Thread) and place.is_private():
        return theirs.view_channel and (theirs.manage_threads or who.id in {place.owner_id, place.guild.me.id})
    return theirs.view_channel


def lacking(
    place: Place, who: discord.Member, role: discord.Role | None = None, *, is_inside: bool = False
) -> list[str]:
    """The permissions that `who` lacks for writing in `place`, and for mentioning `role` there.

    `is_inside`: they are there at this moment, so they see it, be they a guest of a private thread.
    """
    theirs = place.permissions_for(who)
    wanted = {mark("View Channel"): is_inside or sees(place, who), **_to_write(place, theirs)}
    if role and not role.mentionable:
        wanted[_MENTION] = theirs.mention_everyone
    return [t(name) for name, may in wanted.items() if not may]


def can_have_rooms(channel: object) -> TypeGuard[discord.TextChannel]:
    """Whether private threads can be created there."""
    return isinstance(channel, discord.TextChannel) and not channel.is_news()


def lacking_for_rooms(channel: discord.TextChannel, who: discord.Member) -> list[str]:
    """The permissions that `who` lacks for private threads there, into which they add people."""
    theirs = channel.permissions_for(who)
    wanted = {
        mark("View Channel"): theirs.view_channel,
        mark("Create Private Threads"): theirs.create_private_threads,
        mark("Send Messages in Threads"): theirs.send_messages_in_threads,
    }
    return [t(name) for name, may in wanted.items() if not may]


def _to_write(place: Place, theirs: discord.Permissions) -> dict[str, bool]:
    """What writing takes beside seeing the place, by Discord's names for it there, and whether it is allowed."""
    if isinstance(place, discord.ForumChannel):
        return {
            mark("Create Posts"): theirs.send_messages,
            mark("Send Messages in Posts"): theirs.send_messages_in_threads,
        }
    if isinstance(place, discord.Thread):
        may_unlock = theirs.manage_threads or not place.locked
        if isinstance(place.parent, discord.ForumChannel):
            return {
                mark("Send Messages in Posts"): theirs.send_messages_in_threads,
                mark("Manage Posts"): may_unlock,
            }
        return {
            mark("Send Messages in Threads"): theirs.send_messages_in_threads,
            mark("Manage Threads"): may_unlock,
        }
    may_enter = {mark("Connect"): theirs.connect} if isinstance(place, _Voice) else {}
    return {**may_enter, mark("Send Messages"): theirs.send_messages}


async def resolve(
    chosen: app_commands.AppCommandChannel | app_commands.AppCommandThread,
) -> discord.abc.GuildChannel | discord.Thread | None:
    """The channel of an option; None when Musubi may not see it. An archived thread has to be fetched."""
    try:
        return chosen.resolve() or await chosen.fetch()
    except discord.Forbidden:
        return None


async def find(guild: discord.Guild, channel_id: int) -> Place | None:
    """The channel; None when it is gone, or Musubi may not read it."""
    try:
        found = guild.get_channel_or_thread(channel_id) or await guild.fetch_channel(channel_id)
    except (discord.Forbidden, discord.NotFound):
        return None
    return found if isinstance(found, Place) else None
