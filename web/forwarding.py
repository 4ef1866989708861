"""A look-out for X-Forwarded-For from a reverse proxy that is not trusted: the limits then count all browsers as one.

Only private addresses are reported: somebody at a public one may send the header too, and is no proxy of the host's.
So may a neighbour in the host's network, who must not hide the proxy: each address is reported, up to some.
Knows nothing of the limits.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from config import Network, with_proxy
from web.limits import address_of

_log = logging.getLogger(__name__)


_MOST: Final = 8


class ProxyWatch:
    """Logs each untrusted proxy once, and tells the addresses of all to `report`."""

    def __init__(self, trusted: Sequence[Network], report: Callable[[Sequence[str]], None]) -> None:
        self._trusted = trusted
        self._report = report
        self._reported: list[str] = []

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if len(self._reported) < _MOST and "X-Forwarded-For" in request.headers:
            self._look(request.remote or "")
        return await handler(request)

    def _look(self, peer: str) -> None:
        proxy = address_of(peer)
        if proxy is None or proxy.is_global or any(proxy in network for network in self._trusted):
            return
        if str(proxy) in self._reported:
            return
        self._reported.append(str(proxy))
        _log.warning(
            "Requests come through %s with X-Forwarded-For, which TRUSTED_PROXIES does not name: the limits count all "
            "browsers as one. If your reverse proxy is there, set TRUSTED_PROXIES=%s",
            proxy,
            with_proxy(self._trusted, str(proxy)),
        )
        self._report(self._reported)
