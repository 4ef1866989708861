"""A look-out for X-Forwarded-For from a reverse proxy that is not trusted: the limits then count all browsers as one.

Only private addresses are reported: somebody at a public one may send the header too, and is no proxy of the host's.
Knows nothing of the limits.
"""

import logging
from collections.abc import Callable, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

from config import Network, with_proxy
from web.limits import address_of

_log = logging.getLogger(__name__)


class ProxyWatch:
    """Logs the first untrusted proxy, and tells its address to `report`."""

    def __init__(self, trusted: Sequence[Network], report: Callable[[str], None]) -> None:
        self._trusted = trusted
        self._report = report
        self._has_reported = False

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._has_reported and "X-Forwarded-For" in request.headers:
            self._look(request.remote or "")
        return await handler(request)

    def _look(self, peer: str) -> None:
        proxy = address_of(peer)
        if proxy is None or proxy.is_global or any(proxy in network for network in self._trusted):
            return
        self._has_reported = True
        _log.warning(
            "Requests come through %s with X-Forwarded-For, which TRUSTED_PROXIES does not name: the limits count all "
            "browsers as one. If your reverse proxy is there, set TRUSTED_PROXIES=%s",
            proxy,
            with_proxy(self._trusted, str(proxy)),
        )
        self._report(str(proxy))
