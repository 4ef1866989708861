"""Rooms of episodes: who has seen an episode, how long a room is open, and why somebody is not let in. Pure."""

from enum import Enum
from typing import Self

import msgspec

from store import Entry

SECONDS_OPEN = 7 * 86400  # after the episode


class RoomRefusal(Enum):
    """The reason why somebody is not let into a room."""

    OFF = "the feed has no rooms, or is gone"
    CLOSED = "its time is over"
    ENDED = "an admin has deleted or locked it"
    ADULT = "the title is for adults, and the channel is not"
    NO_PLACE = "the channel can't have private threads"
    LACKING = "Musubi lacks permissions"
    TOO_MANY = "the server has as many threads as Discord allows"
    FULL = "the thread has as many members as Discord allows"
    REFUSED = "Discord does not let Musubi add that person"
    BUSY = "Discord fails"


class Entrance(msgspec.Struct, frozen=True, kw_only=True):
    """What became of somebody who wants to enter: the room's thread, or the refusal.

    `lacking` names the permissions that Musubi lacks in the channel.
    """

    thread_id: int | None = None
    refusal: RoomRefusal | None = None
    channel_id: int = 0
    lacking: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """What an entry says of an episode. Whoever watches a title again has seen all of it."""

    has_seen: bool
    is_behind: bool  # neither seen nor the next episode of a title on the list
    is_private: bool  # the entry is private or hidden: a room would show that its owner is in it

    @classmethod
    def of(cls, entry: Entry | None, episode: int) -> Self:
        if entry is None:
            return cls(has_seen=False, is_behind=True, is_private=False)
        has_seen = entry.progress >= episode or entry.status in {"COMPLETED", "REPEATING"}
        return cls(has_seen, not has_seen and entry.progress != episode - 1, entry.private or entry.hidden)
