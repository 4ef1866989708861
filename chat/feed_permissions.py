"""What an admin may have Musubi do in a feed: no more than they may do in its channel themselves."""

import discord
import msgspec

from cards import feed_trouble as cards
from cards.commands import command
from cards.feed_channel import ChannelView
from cards.rooms_panel import ONLY_TEXT
from chat.interactions import Interaction
from chat.permissions import Place, can_have_rooms, lacking, lacking_for_rooms
from i18n import t
from store import Feed
from store.feeds import Kind

_LESS = (False, "nobody", "highlights")  # values with which nothing more is posted, and nobody else is mentioned


def admin(interaction: Interaction) -> discord.Member:
    assert isinstance(interaction.user, discord.Member)  # `managed` has checked that
    return interaction.user


def role_of(guild: discord.Guild, feed: Feed | None) -> discord.Role | None:
    """The role that the feed mentions."""
    return guild.get_role(feed.role_id) if feed and feed.mentions == "role" and feed.role_id else None


def lacked_in(guild: discord.Guild, feed: Feed) -> list[str] | None:
    """The permissions that Musubi lacks for the feed's posts; None where it does not know the channel."""
    where = guild.get_channel_or_thread(feed.channel_id)
    return lacking(where, guild.me, role_of(guild, feed)) if isinstance(where, Place) else None


def problem_at(interaction: Interaction, where: Place, feed: Feed | None) -> str:
    """The reason why Musubi may not post there, or the person may not have it post; empty if both may."""
    mine = lacking(where, where.guild.me, role_of(where.guild, feed))
    return cards.i_lack(where.id, mine) or you_lack(interaction, where, feed)


def you_lack(interaction: Interaction, where: Place, feed: Feed | None) -> str:
    is_inside = interaction.channel_id == where.id
    lacked = lacking(where, admin(interaction), role_of(where.guild, feed), is_inside=is_inside)
    return cards.you_lack(where.id, lacked)


def channel_view(where: object, who: discord.Member) -> ChannelView:
    """What `who` may have Musubi's posts have there; tags for moderators take the permission of both."""
    if not isinstance(where, discord.ForumChannel):
        return ChannelView({}, is_announcement=isinstance(where, discord.TextChannel) and where.is_news())
    moderate = all(where.permissions_for(one).manage_threads for one in (where.guild.me, who))
    tags = {tag.id: tag.name for tag in where.available_tags if moderate or not tag.moderated}
    return ChannelView(tags, needs_tag=where.flags.require_tag)


def no_place(where: object, kind: Kind) -> str:
    """The reason why that kind of channel can't have that kind of feed; empty if it can."""
    if isinstance(where, discord.ForumChannel) and where.is_media():
        return t(cards.MEDIA)
    if isinstance(where, discord.ForumChannel) and kind == "activity":
        return t(cards.FORUM, feed=command("feed"))
    return "" if isinstance(where, Place) else t(cards.NOWHERE)


def rooms_problem(interaction: Interaction, where: Place) -> str:
    """The reason why Musubi can't open rooms there, or the person may not have it do so; empty if both may."""
    if not can_have_rooms(where):
        return t(ONLY_TEXT)
    mine, theirs = lacking_for_rooms(where, where.guild.me), lacking_for_rooms(where, admin(interaction))
    return cards.i_lack(where.id, mine) or cards.you_lack(where.id, theirs)


def is_more(wanted: Feed, feed: Feed) -> bool:
    """Whether more is posted than before, or something else, or other people are mentioned.

    A choice that this does not know counts as more.
    """
    before, after = msgspec.structs.asdict(feed), msgspec.structs.asdict(wanted)
    return any(before[name] != after[name] and not _is_less(name, before[name], after[name]) for name in before)


def _is_less(name: str, before: object, after: object) -> bool:
    return after in _LESS or (name == "media_type" and before is None)
