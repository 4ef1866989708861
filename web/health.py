"""Liveness at ``/healthz`` (the event loop runs), readiness at ``/readyz`` (so does everything behind it).

Neither answer has details.
"""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

_SECONDS_REMEMBERED = 5


class Health:
    """Caches `ready` for some seconds: it writes to the database, and anybody may call."""

    def __init__(self, ready: Callable[[], Awaitable[bool]], now: Callable[[], int]) -> None:
        self._ready = ready
        self._now = now
        self._lock = asyncio.Lock()
        self._asked_at: int | None = None
        self._is_ready = False

    async def healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(self, _: web.Request) -> web.Response:
        async with self._lock:
            if self._asked_at is None or self._now() - self._asked_at >= _SECONDS_REMEMBERED:
                self._is_ready = await self._ready()
                self._asked_at = self._now()
        return web.Response(text="ok\n") if self._is_ready else web.Response(text="not ready\n", status=503)
