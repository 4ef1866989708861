"""Rooms of episodes: who has seen an episode, how long a room is open, and why somebody is not let in. Pure."""

from enum import Enum

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


def has_seen(entry: Entry | None, episode: int) -> bool:
    """Whether the entry says so. Whoever watches it again has seen all of it."""
    return entry is not None and (entry.progress >= episode or entry.status in {"COMPLETED", "REPEATING"})


def is_next(entry: Entry | None, episode: int) -> bool:
    """Whether the episode is the next one of a title on the list."""
    return entry is not None and entry.progress == episode - 1
