"""A stand-in's request log, and the wrapper that applies faults. Holds no token and no body."""

from collections import deque
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import hdrs, web

from demo.faults import Faults

_KEPT = 10_000


class LoggedRequest(msgspec.Struct):
    """A request. `user_id` is None without a good token, `status` until there is an answer."""

    operation: str
    at: int
    referer: str | None
    user_agent: str | None
    user_id: int | None = None
    status: int | None = None


class RequestLog(deque[LoggedRequest]):
    """The latest requests, oldest first."""

    def __init__(self, *, now: Callable[[], int]) -> None:
        super().__init__(maxlen=_KEPT)
        self._now = now

    def write(self, request: web.Request, operation: str) -> LoggedRequest:
        """Log a request that has just arrived."""
        headers = request.headers
        seen = LoggedRequest(operation, self._now(), headers.get(hdrs.REFERER), headers.get(hdrs.USER_AGENT))
        self.append(seen)
        return seen


def watched(
    operation: str, handler: Callable[[web.Request], Awaitable[web.Response]], *, log: RequestLog, faults: Faults
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler with its requests logged, and faults applied."""

    async def handle(request: web.Request) -> web.StreamResponse:
        seen = log.write(request, operation)
        response = await faults.apply(request, operation, lambda: handler(request))
        seen.status = response.status
        return response

    return handle
