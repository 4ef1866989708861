"""One fetch of a list that several callers wait for, as urgent as the most urgent of them. Knows no list."""

import asyncio
from typing import Protocol

from anilist import Caller, ListChanges, Priority, RateLimited, current_person


class Chunk(Protocol):
    """A request for a part of the list."""

    async def __call__(self, *, caller: Caller) -> ListChanges: ...


class ListFetch:
    """A fetch that several callers may wait for, as urgent as the most urgent of them; `task` runs it."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.task: asyncio.Task[None]
        self._may_continue = self._is_background  # false ends the fetch when its callers would wait too long
        self._refusal = asyncio.get_running_loop().create_future()

    async def wait(self) -> None:
        """Return when the fetch is done. Raises its errors, and RateLimited when it takes too long."""
        refusal = self._refusal
        await asyncio.wait({self.task, refusal}, return_when=asyncio.FIRST_COMPLETED)
        if refusal.done():
            raise refusal.result()
        await asyncio.shield(self.task)

    async def fetch_chunk(self, ask: Chunk) -> ListChanges:
        """Fetch the next chunk. After the first chunk, the rest is fetched in the background rather than given up."""
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
        """End the callers' wait with `error`, and go on in the background."""
        self.caller = Caller(Priority.BACKGROUND)
        self._refusal.set_result(error)
        self._refusal = asyncio.get_running_loop().create_future()


def waiting_caller() -> Caller:
    """The current person as a caller, also for work that goes on without them."""
    return Caller(person=current_person())
