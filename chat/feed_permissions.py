"""What an admin may have Musubi do in a feed: no more than they may do in its channel themselves."""

import discord

from cards import feed_trouble as cards
from cards.rooms_panel import ONLY_TEXT
from chat.interactions import Interaction
from chat.permissions import Place, can_have_rooms, lacking, lacking_for_rooms
from i18n import t
from store import Feed


def admin(interaction: Interaction) -> discord.Member:
    assert isinstance(interaction.user, discord.Member)  # `managed` has checked that
    return interaction.user


def role_of(guild: discord.Guild, feed: Feed | None) -> discord.Role | None:
    """The role that the feed mentions."""
    return guild.get_role(feed.role_id) if feed and feed.mentions == "role" and feed.role_id else None


def lacked_in(guild: discord.Guild, feed: Feed) -> list[str]:
    """The permissions that Musubi lacks for the feed's posts; empty, too, where it does not know the channel."""
    where = guild.get_channel_or_thread(feed.channel_id)
    return lacking(where, guild.me, role_of(guild, feed)) if isinstance(where, Place) else []


def problem_at(interaction: Interaction, where: Place, feed: Feed | None) -> str:
    """The reason why Musubi may not post there, or the person may not have it post; empty if both may."""
    mine = lacking(where, where.guild.me, role_of(where.guild, feed))
    return cards.i_lack(where.id, mine) or you_lack(interaction, where, feed)


def you_lack(interaction: Interaction, where: Place, feed: Feed | None) -> str:
    return cards.you_lack(where.id, lacking(where, admin(interaction), role_of(where.guild, feed)))


def rooms_problem(interaction: Interaction, where: Place) -> str:
    """The reason why Musubi can't open rooms there, or the person may not have it do so; empty if both may."""
    if not can_have_rooms(where):
        return t(ONLY_TEXT)
    mine, theirs = lacking_for_rooms(where, where.guild.me), lacking_for_rooms(where, admin(interaction))
    return cards.i_lack(where.id, mine) or cards.you_lack(where.id, theirs)


def is_more(wanted: Feed, feed: Feed) -> bool:
    """Whether more is posted, or other people are mentioned."""
    mentions = wanted.mentions != "nobody" and (wanted.mentions, wanted.role_id) != (feed.mentions, feed.role_id)
    steps = wanted.steps != feed.steps == "highlights" or wanted.media_type != feed.media_type is not None
    return mentions or steps or (wanted.is_all and not feed.is_all)
