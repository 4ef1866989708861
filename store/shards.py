"""The part of Discord that a process looks after: the servers of its shards, and direct messages with the first shard.

https://discord.com/developers/docs/events/gateway#sharding. Knows no table.
"""

import msgspec

from store.database import json_array


def shard_of(guild_id: int, count: int) -> int:
    """The number of the shard, of `count`, that sees the server."""
    return (guild_id >> 22) % count


class Shards(msgspec.Struct, frozen=True):
    """Those `numbers` of `count` shards."""

    count: int = 1
    numbers: tuple[int, ...] = (0,)

    @property
    def has_direct_messages(self) -> bool:
        return 0 in self.numbers

    def owns(self, guild_id: int) -> bool:
        return shard_of(guild_id, self.count) in self.numbers


ALL_SHARDS = Shards()


def of_shards(guild_id: str) -> str:
    """The condition of a statement, with :func:`values_of`: the server in that column is one of the shards'."""
    return f"({guild_id} >> 22) % :shard_count IN (SELECT value FROM json_each(:shard_numbers))"  # noqa: S608  (a column)


def values_of(shards: Shards) -> dict[str, int | str]:
    return {"shard_count": shards.count, "shard_numbers": json_array(shards.numbers)}
