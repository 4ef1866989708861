"""The HTTP transport to AniList: a request out, status, headers and body back. Knows no operation and no schedule."""

import asyncio
from collections.abc import Callable, Mapping

import aiohttp
import msgspec

from anilist.errors import Stopping, Unavailable

_MEGABYTE = 1024 * 1024

_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

Answer = tuple[int, Mapping[str, str], bytes]


class AnswerLimits(msgspec.Struct, frozen=True):
    """The limits of an answer's time and size."""

    seconds: float
    megabytes: int


USUAL = AnswerLimits(seconds=9, megabytes=2)  # with the longest wait for a turn, an answer within thirty


class Transport:
    """Sends requests over one session. `on_headers` gets the headers of each answer as soon as they arrive."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        headers: Mapping[str, str],
        *,
        on_headers: Callable[[Mapping[str, str]], None],
    ) -> None:
        self._session = session
        self._headers = headers
        self._on_headers = on_headers
        self._is_stopped = False
        self._timeouts = set[asyncio.Timeout]()

    def stop(self) -> None:
        """End all waits for an answer, and send no more requests."""
        self._is_stopped = True
        for limit in self._timeouts:
            limit.reschedule(0)

    async def send(
        self,
        method: str,
        url: str,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        limits: AnswerLimits = USUAL,
    ) -> Answer:
        """Send a request. Raises Unavailable when there is no answer, or too large a one, and Stopping."""
        if self._is_stopped:
            raise Stopping(may_have_happened=False)
        request = self._session.request(
            method,
            url,
            json=body,
            headers={**self._headers, **(headers or {})},
            timeout=aiohttp.ClientTimeout(total=limits.seconds, connect=3),
            allow_redirects=False,
        )
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._timeouts.add(limit)
                async with request as response:
                    self._on_headers(response.headers)
                    return response.status, response.headers, await _limited(response, limits.megabytes)
        except (aiohttp.ClientError, TimeoutError) as error:
            may_have_happened = not isinstance(error, _NOT_SENT)
            if self._is_stopped:
                # Without a cause: a log of it could hold the request with its token.
                raise Stopping(may_have_happened=may_have_happened) from None
            reason = f"AniList could not be reached ({type(error).__name__})"
            raise Unavailable(reason, may_have_happened=may_have_happened) from None
        finally:
            self._timeouts.discard(limit)


async def _limited(response: aiohttp.ClientResponse, megabytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > megabytes * _MEGABYTE:
            raise Unavailable(f"AniList answered more than {megabytes} MB")
    return bytes(body)
