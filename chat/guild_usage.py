"""Guild usage: remembers in which servers linked people use Musubi; nothing else makes them visible there.

What an interaction tells besides, the language of the person's Discord, is remembered here, too.
"""

from collections.abc import Callable
from contextlib import suppress

import discord

from chat.interactions import Interaction
from chat.loops import carrying_on
from chat.member_cache import MemberCache
from linking import Ended, Linked
from store import Store, StoreError


class GuildUsage:
    """Hears every interaction, and the end of every attempt."""

    def __init__(self, client: discord.Client, store: Store, member_cache: MemberCache, now: Callable[[], int]) -> None:
        self._client = client
        self._members = store.members
        self._languages = store.languages
        self._member_cache = member_cache
        self._now = now

    async def used(self, interaction: Interaction) -> None:
        member = interaction.user
        if isinstance(member, discord.Member) and self._client.get_guild(member.guild.id):
            self._member_cache.saw(member)
            # The next interaction remembers it; a full disk is reported by the commands that need the store.
            with carrying_on("remember who uses Musubi here"), suppress(StoreError):
                await self._members.record_use(member.id, member.guild.id, self._now())

    async def heard(self, interaction: Interaction) -> None:
        """Remember the language of the person's Discord, for direct messages that answer nothing."""
        with carrying_on("remember a language"), suppress(StoreError):  # the next interaction remembers it
            await self._languages.hear(interaction.user.id, interaction.locale.value)

    async def linked(self, event: Linked | Ended) -> None:
        """Remember a person who began the link in a server as a member of that server."""
        guild_id = event.attempt.guild_id
        if isinstance(event, Linked) and guild_id and event.attempt.is_in_guild:
            await self._members.record_use(event.link.discord_id, guild_id, self._now())
            await self._members.mark_told(event.link.discord_id, guild_id)  # the card of the link says who sees them
