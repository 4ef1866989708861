"""Offers in channels to share list updates, and the channels that a person may choose from. Knows no post."""

import discord

from cards.sharing import SharingPlace, offer
from chat.interactions import Interaction
from chat.languages import of_server
from chat.permissions import sees
from chat.retries import post
from i18n import speaking
from store import Feed, SharingChoice, Store


async def announce(store: Store, feed: Feed, guild: discord.Guild, where: discord.abc.Messageable) -> None:
    """Say in the feed's channel what it tells, and offer to agree, unless that was said there before."""
    if feed.kind != "activity" or not await store.feeds.announce(feed.id):
        return
    try:
        with speaking(of_server(store.guilds, guild)):
            card = offer(feed.id)
        await post(where, card)
    except BaseException:
        await store.feeds.announce(feed.id, is_announced=False)
        raise


async def places_of(interaction: Interaction, discord_id: int, guild_id: int | None) -> list[SharingPlace]:
    """The channels in which the person shares, and those in that server that they see."""
    choices = await interaction.client.store.sharers.choices(discord_id, guild_id)
    return [place for one in choices if (place := _place(interaction, one, guild_id))]


def _place(interaction: Interaction, choice: SharingChoice, guild_id: int | None) -> SharingPlace | None:
    guild: discord.Guild | None = interaction.client.get_guild(choice.guild_id)
    channel = guild.get_channel_or_thread(choice.channel_id) if guild else None
    person = interaction.user
    is_seen = channel is not None and isinstance(person, discord.Member) and sees(channel, person)
    if not choice.is_shared and not is_seen:
        return None
    server = guild.name if guild and guild.id != guild_id else ""
    return SharingPlace(choice=choice, server=server)
