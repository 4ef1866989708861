"""User locks: the changes of a person go one after another, each while the link holds; in all processes.

Another process waits until the task of a change has ended, and with it the answer: only then it is known whether the
person has seen the result (`library/changes/receipts.py`). Knows nothing of the changes.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

from library.errors import OutcomeUnknown
from library.sync.access import Access
from redaction import Secret
from store import Leases, Link

SECONDS_HELD = 27  # a press is answered within thirty
SECONDS_LEFT = 10  # until others go on where a process was killed


class LockHolder(msgspec.Struct):
    """The person whose change is made now: their link with all that AniList has told by now, and their token.

    Both are read once, after the lock is taken, because a person may unlink while they wait for it.
    """

    link: Link
    token: Secret


class UserLocks:
    """A lock for each person with a change under way."""

    def __init__(self, access: Access, leases: Leases, *, seconds: float = SECONDS_HELD) -> None:
        self._access = access
        self._leases = leases
        self._seconds = seconds

    @asynccontextmanager
    async def of(self, link: Link) -> AsyncGenerator[LockHolder]:
        """Hold the person's lock. Raises TokenRejected when the link is dead, OutcomeUnknown when it takes too long."""
        held = self._leases.held(f"changes:{link.discord_id}", seconds=SECONDS_LEFT, lingers=True)
        try:
            async with asyncio.timeout(self._seconds), held, self._access.open(link) as opened:
                yield LockHolder(opened.link, opened.token)
        except TimeoutError as error:
            raise OutcomeUnknown("it took too long") from error
