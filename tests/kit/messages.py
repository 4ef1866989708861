"""The messages that a fake Discord has taken, each once: it knows a nonce again for some minutes.

https://discord.com/developers/docs/resources/message#create-message, ``enforce_nonce``. Knows no HTTP.
"""

import time
from itertools import count
from typing import Any

import msgspec

from tests.kit.servers import MESSAGE

SECONDS_RECOGNISED = 180


class Post(msgspec.Struct, frozen=True):
    """A message, and the process that sent it first: the host and port by which that knows Discord."""

    at: float
    door: str
    channel: str
    body: dict[str, Any]

    @property
    def nonce(self) -> str | None:
        return self.body.get("nonce")


class Messages:
    """All channels of a Discord."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.repeated = 0  # posts whose nonce was known
        self.by_channel: dict[str, list[dict[str, Any]]] = {}
        self.changed: dict[str, list[dict[str, Any]]] = {}  # by the message's id: what it was edited to
        self._known: dict[tuple[str, str], tuple[str, float]] = {}  # by channel and nonce: the message's id, and until
        self._ids = count(int(MESSAGE["id"]))

    def take(self, channel: str, body: dict[str, Any], door: str) -> dict[str, Any]:
        """Post a message; returns Discord's answer, which is the message that is there where the nonce is known."""
        now, key = time.monotonic(), (channel, str(body.get("nonce")))
        known_id, until = self._known.get(key, ("", 0.0))
        if body.get("enforce_nonce") and now < until:
            self.repeated += 1
            return self._answer(channel, known_id)
        message_id = str(next(self._ids))
        if "nonce" in body:
            self._known[key] = message_id, now + SECONDS_RECOGNISED
        self.posts.append(Post(now, door, channel, body))
        self.by_channel.setdefault(channel, []).append(body)
        return self._answer(channel, message_id)

    def change(self, channel: str, message_id: str, body: dict[str, Any]) -> dict[str, Any]:
        self.changed.setdefault(message_id, []).append(body)
        return self._answer(channel, message_id)

    def _answer(self, channel: str, message_id: str) -> dict[str, Any]:
        return {**MESSAGE, "id": message_id, "channel_id": channel}
