"""The welcome: a server that adds Musubi gets one card with the first steps, once and for good.

Discord tells of a server when it adds the bot, and again at each start, at each new session and after each outage. So
it is the time when the bot joined that counts, and the store remembers who was welcomed. A server in which Musubi may
write nowhere gets no card; it is looked at again for a day, whenever Discord tells of it.
"""

import secrets
from collections.abc import Callable

import discord
from discord.ext import commands

from cards.host import Host
from cards.welcome import welcome_card
from chat.client import Musubi
from chat.languages import of_server
from chat.loops import carrying_on
from chat.permissions import lacking
from chat.sending import outcome
from i18n import speaking
from library.notify.notices import Outcome
from store import Store

_DAY = 86_400
_TRIES = 3  # channels


class WelcomeCog(commands.Cog):
    def __init__(self, store: Store, host: Host, now: Callable[[], int]) -> None:
        self._store = store
        self._host = host
        self._now = now
        self._since = now()

    async def cog_load(self) -> None:
        self._since = await self._store.welcomes.since(self._now())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._welcome(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._welcome(guild)

    async def _welcome(self, guild: discord.Guild) -> None:
        """Send the card, if the server is new. Whatever the end, it is never sent twice."""
        places = places_in(guild) if self._is_new(guild) else []
        with carrying_on("welcome a server"):
            is_ours = bool(places) and await self._store.welcomes.claim(guild.id, self._now())
            if is_ours and not await self._send(guild, places):
                await self._store.welcomes.release(guild.id)

    def _is_new(self, guild: discord.Guild) -> bool:
        joined = guild.me.joined_at if guild.me else None
        return joined is not None and int(joined.timestamp()) > max(self._since, self._now() - _DAY)

    async def _send(self, guild: discord.Guild, places: list[discord.TextChannel]) -> bool:
        """Send the card to the first place that takes it; whether it may have arrived somewhere."""
        with speaking(of_server(self._store.guilds, guild)):
            card = welcome_card(self._host)
        for place in places[:_TRIES]:
            became, _ = await outcome(place.send(view=card, nonce=secrets.token_hex(12)))
            if became is not Outcome.REFUSED:
                return became is not Outcome.LATER
        return False


def places_in(guild: discord.Guild) -> list[discord.TextChannel]:
    """Where Musubi may write, the best place first: the system channel, where Discord itself greets.

    Then the channels in which everyone may write: neither rules nor announcements.
    """
    of_all = [place for place in guild.text_channels if _is_for_all(place)]
    best = [guild.system_channel, *of_all] if guild.system_channel else of_all
    return [place for place in dict.fromkeys(best) if not lacking(place, guild.me)]


def _is_for_all(place: discord.TextChannel) -> bool:
    may = place.permissions_for(place.guild.default_role)
    return may.view_channel and may.send_messages


async def setup(bot: Musubi) -> None:
    await bot.add_cog(WelcomeCog(bot.store, bot.host, bot.now))
