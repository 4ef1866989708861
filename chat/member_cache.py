"""The member cache: Discord's answers about who is in a server, by which name. Needs no privileged intent.

Knows nothing of AniList, nor of who may be shown.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable

import discord
import msgspec

from library.visible_members import DiscordSilent
from store import Members

SECONDS_KNOWN = 1800
_BATCH = 100  # ids that Discord takes at once
_SECONDS_TO_ANSWER = 10  # a person is waiting, and discord.py would wait longer than they do
_MOST_BATCHES = 20  # requests for one answer; a shard takes 120 messages a minute in all

_log = logging.getLogger(__name__)


class CachedMember(msgspec.Struct, frozen=True):
    """A member's name in a server, and when Discord said it."""

    name: str
    at: int


class MemberCache:
    """Remembers Discord's answers for half an hour; members who have left are removed from the store, too."""

    def __init__(self, client: discord.Client, members: Members, now: Callable[[], int]) -> None:
        self._client = client
        self._members = members
        self._now = now
        self._seen: dict[int, dict[int, CachedMember]] = {}

    def saw(self, member: discord.Member) -> None:
        """Remember `member` as Discord has just sent it with an event."""
        self._seen.setdefault(member.guild.id, {})[member.id] = CachedMember(member.display_name, self._now())

    def name(self, guild_id: int | None, discord_id: int) -> str | None:
        """The member's name in that server, if Discord has said it lately."""
        seen = self._seen.get(guild_id or 0, {}).get(discord_id)
        return seen.name if seen else None

    async def present(self, guild: discord.Guild, discord_ids: Collection[int]) -> dict[int, str]:
        """Return the members among `discord_ids`, in the same order, with their names in the server.

        While Discord does not answer, its last answer counts; raises DiscordSilent where some of them were never in an
        answer.
        """
        unsure = self._unsure(guild.id, discord_ids)[: _BATCH * _MOST_BATCHES]
        seen = self._seen.setdefault(guild.id, {})
        for start in range(0, len(unsure), _BATCH):
            if not await self._ask(guild, unsure[start : start + _BATCH]):
                if any(discord_id not in seen for discord_id in unsure[start:]):
                    raise DiscordSilent("nobody knows who is a member")
                break
        return {discord_id: seen[discord_id].name for discord_id in discord_ids if discord_id in seen}

    def forget(self, guild_id: int) -> None:
        """Forget a server that the bot has left."""
        self._seen.pop(guild_id, None)

    def _unsure(self, guild_id: int, discord_ids: Iterable[int]) -> list[int]:
        """Return the ids whose membership is too old or unknown, the oldest first."""
        seen, since = self._seen.get(guild_id, {}), self._now() - SECONDS_KNOWN
        heard = {discord_id: seen[discord_id].at if discord_id in seen else 0 for discord_id in discord_ids}
        return sorted((one for one, at in heard.items() if at <= since), key=lambda one: heard[one])

    async def _ask(self, guild: discord.Guild, discord_ids: Collection[int]) -> bool:
        """Ask Discord, and remember its answer; False when Discord does not answer."""
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                members = await guild.query_members(user_ids=list(discord_ids), limit=_BATCH, cache=False)
        except (OSError, discord.DiscordException) as error:
            _log.info("Discord did not say who is a member of server %s: %s", guild.id, type(error).__name__)
            return False
        for member in members:
            self.saw(member)
        left = set(discord_ids) - {member.id for member in members}
        for discord_id in left:
            self._seen.get(guild.id, {}).pop(discord_id, None)
        if left:
            await self._members.remove(guild.id, left)
        return True
