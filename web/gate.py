"""The guard of every POST: same origin, a rate limit, and none while Musubi is starting.

A request with a valid state counts for that state, any other request for its address. So garbage locks nobody out of a
link, not even behind an untrusted proxy, where everybody has the same address.

Knows nothing of the endpoints.
"""

from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from config import Network
from redaction import Secret
from web.body import claim_of
from web.errors import Starting
from web.limits import Limiter, limit_keys
from web.troubles import FOREIGN, NOT_JSON, Refused

POSTS_PER_MINUTE: Final = 10
POLLS_PER_MINUTE: Final = 120


class Gate:
    """Refuses requests that a browser would not send from our own page.

    `polled` is the path with the wider limit; `recognise` gives the key of a valid state.
    """

    def __init__(
        self,
        *,
        public_url: str,
        trusted_proxies: Sequence[Network],
        polled: str,
        recognise: Callable[[Secret], str | None],
        is_open: Callable[[], bool],
        now: Callable[[], int],
    ) -> None:
        self._origin = str(URL(public_url).origin())
        self._trusted = trusted_proxies
        self._polled = polled
        self._recognise = recognise
        self._is_open = is_open
        self._posts = Limiter(POSTS_PER_MINUTE, 60, now=now)
        self._polls = Limiter(POLLS_PER_MINUTE, 60, now=now)

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "POST":
            self._refuse_strangers(request)
            if not self._is_open():
                raise Starting
            await self._count(request)
        return await handler(request)

    async def _count(self, request: web.Request) -> None:
        """Count the request. Raises TooManyRequests, and Refused when the body is incomplete."""
        limiter = self._polls if request.path == self._polled else self._posts
        try:
            claim = await claim_of(request)
        except (Refused, web.HTTPException):
            limiter.admit(self._sender(request))
            raise
        known = self._recognise(claim) if claim else None
        limiter.admit({known: 1} if known else self._sender(request))

    def _sender(self, request: web.Request) -> dict[str, int]:
        return limit_keys(request.remote, request.headers.getall("X-Forwarded-For", ()), self._trusted)

    def _refuse_strangers(self, request: web.Request) -> None:
        """Another site's page can send a POST, but not with our Origin (https://fetch.spec.whatwg.org/#origin-header)."""
        if request.headers.getall("Origin", ()) != [self._origin]:
            raise Refused(FOREIGN)
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Refused(FOREIGN)
        if request.content_type != "application/json":
            raise Refused(NOT_JSON)
