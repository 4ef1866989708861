"""Remembers in which servers linked people use Musubi: that, and nothing else, makes them visible there."""

from contextlib import suppress

import discord
from discord.ext import commands

from chat.client import Musubi
from chat.interactions import Interaction
from chat.loops import carrying_on
from chat.member_cache import MemberCache
from linking import Ended, Linked, Linking
from store import Members, StoreError


class GuildUsageCog(commands.Cog):
    """Hears every interaction."""

    def __init__(self, bot: Musubi, members: Members, member_cache: MemberCache, linking: Linking) -> None:
        self._bot = bot
        self._members = members
        self._member_cache = member_cache
        self._linking = linking

    async def cog_load(self) -> None:
        self._unsubscribe = self._linking.subscribe(self.linked)

    async def cog_unload(self) -> None:
        self._unsubscribe()

    @commands.Cog.listener("on_interaction")
    async def used(self, interaction: Interaction) -> None:
        member = interaction.user
        if isinstance(member, discord.Member) and self._bot.get_guild(member.guild.id):
            self._member_cache.saw(member)
            # The next interaction remembers it; a disk that is full is told by what can't be done without it.
            with carrying_on("remember who uses Musubi here"), suppress(StoreError):
                await self._members.saw(member.id, member.guild.id, self._bot.now())

    async def linked(self, event: Linked | Ended) -> None:
        """Who has begun the link in a server is one of its people from now on."""
        guild_id = event.attempt.guild_id
        if isinstance(event, Linked) and guild_id and self._bot.get_guild(guild_id):
            await self._members.saw(event.link.discord_id, guild_id, self._bot.now())
            await self._members.tell(event.link.discord_id, guild_id)  # the card of the link says who sees them


async def setup(bot: Musubi) -> None:
    await bot.add_cog(GuildUsageCog(bot, bot.store.members, bot.member_cache, bot.linking))
