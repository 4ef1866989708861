"""Pending input: commands and forms that wait for more from their person. Knows nothing of a command's meaning."""

from collections.abc import Mapping
from typing import Any

import msgspec

from store.database import Clock, Database, as_json
from store.statements import Row

_SECONDS_KEPT = 3600
_MOST = 20  # of one person; the oldest go
_KEEP = """
INSERT INTO questions (id, discord_id, command, at) VALUES (:question_id, :discord_id, :command, :now)
ON CONFLICT (id) DO UPDATE SET discord_id = excluded.discord_id, command = excluded.command, at = excluded.at
"""
_TRIM = """
DELETE FROM questions WHERE discord_id = :discord_id AND id NOT IN (
    SELECT id FROM questions WHERE discord_id = :discord_id ORDER BY at DESC, id DESC LIMIT :most
)
"""
_TAKE = """
DELETE FROM questions WHERE id = :question_id AND discord_id = :discord_id AND at >= :since RETURNING command
"""
_OF = "SELECT command FROM questions WHERE discord_id = :discord_id AND id = :question_id AND at >= :since"


class PendingInput:
    """Keeps the latest twenty commands of each person, linked or not, for an hour each."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    async def put(self, question_id: int, discord_id: int, command: Mapping[str, Any]) -> None:
        """Store the `command`: the data of an interaction, as Discord sent it."""
        await self._database.execute(
            _KEEP, question_id=question_id, discord_id=discord_id, command=as_json(command), now=self._now()
        )
        await self._database.execute(_TRIM, discord_id=discord_id, most=_MOST)

    async def take(self, question_id: int, discord_id: int) -> dict[str, Any] | None:
        """Remove and return the person's command; exactly one of several callers gets it, the others get None."""
        taken = await self._database.returning(
            _TAKE, question_id=question_id, discord_id=discord_id, since=self._now() - _SECONDS_KEPT
        )
        return _command(next(iter(taken), None))

    async def of(self, question_id: int, discord_id: int) -> dict[str, Any] | None:
        """The person's command, which stays stored; None when it is another person's or expired."""
        row = await self._database.one(
            _OF, question_id=question_id, discord_id=discord_id, since=self._now() - _SECONDS_KEPT
        )
        return _command(row)

    async def purge(self) -> int:
        """Delete the commands older than an hour; returns their number."""
        return await self._database.execute(
            "DELETE FROM questions WHERE at < :since", since=self._now() - _SECONDS_KEPT
        )


def _command(row: Row | None) -> dict[str, Any] | None:
    return msgspec.json.decode(row["command"]) if row else None
