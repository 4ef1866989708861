"""Cancellation of a task at a chosen event: a statement begun or run, a request sent, arrived, done or answered.

Or at a chosen wait of the task. Turns of the event loop are never counted: their number during a wait depends on the
machine's speed.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Generator
from contextvars import ContextVar
from functools import partial
from types import coroutine
from typing import Any

import aiohttp
import aiosqlite
import pytest

from demo.faults import Faults
from store.postgresql_driver import PostgreSQLStatements

_is_watched: ContextVar[bool] = ContextVar("_is_watched", default=False)


async def cut_off_waiting(work: Awaitable[Any], at: int, times: int) -> Any:
    """Do `work`; cancel its task at its wait number `at`, counted from 0, and at the next ones, `times` in all."""
    return await _cut_off_waiting(work, at, times)


@coroutine
def _cut_off_waiting(work: Awaitable[Any], at: int, times: int) -> Generator[Any, Any, Any]:
    running, waits = work.__await__(), 0
    resume: Callable[[], Any] = partial(next, running)
    while True:
        try:
            awaited = resume()
        except StopIteration as ended:
            return ended.value
        if at <= waits < at + times:
            task = asyncio.current_task()
            assert task
            task.cancel()
        waits += 1
        try:
            yield awaited
            resume = partial(next, running)
        except BaseException as error:  # noqa: BLE001  (the cancellation, which is for the work)
            resume = partial(running.throw, error)


class Steps:
    """Counts the events in the tasks made by :meth:`watch`, and at AniList; cancels a task at an event."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.taken: list[str] = []
        self._under_way = Counter[str]()
        self._at = 0
        self._times = 0
        self._victim: asyncio.Task[Any] | None = None
        self._stand_between(patch, aiosqlite.Connection, "_execute", "database", is_ours=_is_watched.get)
        self._stand_between(patch, PostgreSQLStatements, "_run", "database", is_ours=_is_watched.get)
        self._stand_between(patch, aiohttp.ClientSession, "_request", "request", is_ours=_is_watched.get)
        self._stand_between(patch, Faults, "apply", "AniList", is_ours=lambda: True)

    def watch(self, work: Awaitable[Any]) -> asyncio.Task[Any]:
        async def watched() -> Any:
            _is_watched.set(True)
            return await work

        return asyncio.ensure_future(watched())

    def cut_off(self, task: asyncio.Task[Any], at: int, *, times: int = 1) -> None:
        """Cancel `task` at event number `at` from now, counted from 0, and at the next ones, `times` in all."""
        self.taken.clear()
        self._victim, self._at, self._times = task, at, times

    def leave_alone(self) -> None:
        self._victim = None

    def is_quiet(self) -> bool:
        """Whether AniList has finished every request that has arrived."""
        return not self._under_way["AniList"]

    def _happens(self, step: str) -> None:
        number = len(self.taken)
        self.taken.append(step)
        if self._victim and self._at <= number < self._at + self._times:
            self._victim.cancel()

    def _stand_between(
        self, patch: pytest.MonkeyPatch, owner: type, name: str, what: str, *, is_ours: Callable[[], bool]
    ) -> None:
        """Wrap the coroutine function `name` of `owner`: its begin and its end are events if `is_ours`."""
        original = getattr(owner, name)

        async def stepped(*given: Any, **named: Any) -> Any:
            if not is_ours():
                return await original(*given, **named)
            self._happens(f"{what} begins")
            self._under_way[what] += 1
            try:
                result = await original(*given, **named)
            finally:
                self._under_way[what] -= 1
            self._happens(f"{what} is through")
            return result

        patch.setattr(owner, name, stepped)
