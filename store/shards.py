"""The part of Discord that a process looks after: the servers of its shards, and direct messages with the first shard.

https://discord.com/developers/docs/events/gateway#sharding. Knows no table.
"""

import msgspec


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
