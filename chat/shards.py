"""The servers of this process's shards: which of them have removed the bot while their shard was away.

A shard sees the servers whose ``(id >> 22) % count`` is its number
(https://discord.com/developers/docs/events/gateway#sharding). Rows about the servers of other shards are left alone:
another process may see those. Knows nothing of what is stored about a server.
"""

from collections.abc import Iterable

import discord


class ShardServers:
    """Compares a shard's servers before and after the beginning of a session.

    Where a session begins again, discord.py replaces the servers that Discord names, and keeps the others as well.
    A server in an outage is named, so it is not gone.
    """

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client
        self._before: dict[int, list[discord.Guild]] = {}

    def session_begins(self, shard_id: int) -> None:
        """Remember the servers of a shard that is about to identify."""
        self._before[shard_id] = [guild for guild in self._client.guilds if guild.shard_id == shard_id]

    def left_behind(self, shard_id: int) -> list[discord.Guild]:
        """The servers that discord.py has kept, and that Discord did not name in the new session."""
        before = self._before.pop(shard_id, [])
        return [guild for guild in before if self._client.get_guild(guild.id) is guild]

    def gone(self, shard_id: int, guild_ids: Iterable[int]) -> set[int]:
        """Those of `guild_ids` that the shard should see, and does not."""
        count = self._client.shard_count or 1
        here = {guild_id for guild_id in guild_ids if (guild_id >> 22) % count == shard_id}
        return {guild_id for guild_id in here if self._client.get_guild(guild_id) is None}
