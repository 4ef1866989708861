"""Who is a member of a server at present, and by which name: asked of Discord, which needs no privileged intent for it.

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
_SECONDS_TO_ANSWER = 10  # a person is waiting, and discord.py has more patience than they may have
_MOST_BATCHES = 20  # for one answer; the gateway takes 120 messages a minute in all

_log = logging.getLogger(__name__)


class CachedMember(msgspec.Struct, frozen=True):
    """By which name somebody was a member of a server, and when."""

    name: str
    at: int


class MemberCache:
    """Remembers Discord's answers for half an hour; anybody who has left is forgotten by the store too."""

    def __init__(self, client: discord.Client, members: Members, now: Callable[[], int]) -> None:
        self._client = client
        self._members = members
        self._now = now
        self._seen: dict[int, dict[int, CachedMember]] = {}

    def saw(self, member: discord.Member) -> None:
        """Discord has just spoken of `member` by itself."""
        self._seen.setdefault(member.guild.id, {})[member.id] = CachedMember(member.display_name, self._now())

    def name(self, guild_id: int | None, discord_id: int) -> str | None:
        """By which name somebody goes there, as far as Discord has said it lately."""
        seen = self._seen.get(guild_id or 0, {}).get(discord_id)
        return seen.name if seen else None

    async def present(self, guild: discord.Guild, discord_ids: Collection[int]) -> dict[int, str]:
        """Those of `discord_ids` who are members, with the names they go by there, in the same order.

        While Discord does not answer, those count who were members when it did last; raises DiscordSilent when of
        some of them it never has.
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
        """The bot has left that server."""
        self._seen.pop(guild_id, None)

    def _unsure(self, guild_id: int, discord_ids: Iterable[int]) -> list[int]:
        """Who has to be asked about, those first of whom nothing was heard for longest."""
        seen, since = self._seen.get(guild_id, {}), self._now() - SECONDS_KNOWN
        heard = {discord_id: seen[discord_id].at if discord_id in seen else 0 for discord_id in discord_ids}
        return sorted((one for one, at in heard.items() if at <= since), key=lambda one: heard[one])

    async def _ask(self, guild: discord.Guild, discord_ids: Collection[int]) -> bool:
        """False when Discord does not answer."""
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
