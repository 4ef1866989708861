"""The part of Discord that a process looks after: the servers of its shards, and direct messages with the first shard.

https://discord.com/developers/docs/events/gateway#sharding. Knows no table.
"""

import msgspec


class Shards(msgspec.Struct, frozen=True):
    """Those `numbers` of `count` shards. A server's shard is the number that its id gives."""

    count: int = 1
    numbers: tuple[int, ...] = (0,)

    @property
    def has_direct_messages(self) -> bool:
        return 0 in self.numbers

    def owns(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.count in self.numbers


ALL_SHARDS = Shards()
