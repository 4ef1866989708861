"""One fetch of a list that several callers wait for, as urgent as the most urgent of them. Knows no list."""

import asyncio
from typing import Protocol

from anilist import Caller, ListChunk, Priority, RateLimited, current_person


class Chunk(Protocol):
    """A request for a part of the list."""

    async def __call__(self, *, caller: Caller) -> ListChunk: ...


class ListFetch:
    """A reading that several may wait for, as urgent as the most urgent of them; `task` does it."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.task: asyncio.Task[None]
        self._may_continue = self._is_background  # anybody who no longer waits for it
        self._refusal = asyncio.get_running_loop().create_future()

    async def wait(self) -> None:
        """Return when it is done. Raises its errors, and RateLimited when it takes too long."""
        refusal = self._refusal
        await asyncio.wait({self.task, refusal}, return_when=asyncio.FIRST_COMPLETED)
        if refusal.done():
            raise refusal.result()
        await asyncio.shield(self.task)

    async def fetch_chunk(self, ask: Chunk) -> ListChunk:
        """The next part. Once there is one, none was asked for in vain: the rest is read in the background."""
        try:
            chunk = await ask(caller=self.caller)
        except RateLimited as error:
            if self._is_background or not self._may_continue:
                raise
            self._refuse(error)
            return await self.fetch_chunk(ask)
        self._may_continue = True
        return chunk

    @property
    def _is_background(self) -> bool:
        return self.caller.priority is Priority.BACKGROUND

    def _refuse(self, error: RateLimited) -> None:
        """Let those who wait wait no longer."""
        self.caller = Caller(Priority.BACKGROUND)
        self._refusal.set_result(error)
        self._refusal = asyncio.get_running_loop().create_future()


def waiting_caller() -> Caller:
    """For the person who asks, also where it goes on without them."""
    return Caller(person=current_person())
