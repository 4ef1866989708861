"""Fault injection: everything that can go wrong with an answer, and the switchboard that decides when it does.

A fault stands between a request and its answer. It may answer by itself, or call `answer`, which applies the request,
and then spoil the result. Knows HTTP and AniList's error shapes; not the meaning of requests.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zlib import crc32

from aiohttp import web

Answer = Callable[[], Awaitable[web.Response]]
Fault = Callable[[web.Request, Answer], Awaitable[web.StreamResponse]]

DISABLED = (
    "The AniList API has been temporarily disabled due to severe stability issues. "
    "Please check our Discord server for updates."
)
_HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


def refusal(
    status: int, message: str, *, http_status: int | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """AniList's shape of an error without data."""
    return web.json_response(
        {"data": None, "errors": [{"message": message, "status": status, "locations": [{"line": 1, "column": 1}]}]},
        status=status if http_status is None else http_status,
        headers=headers,
    )


def always(response: Callable[[], web.Response]) -> Fault:
    """Answers with `response`; the request is not applied."""

    async def fault(_request: web.Request, _answer: Answer) -> web.Response:
        return response()

    return fault


def status(code: int, message: str = "Internal Server Error") -> Fault:
    """An HTTP status with AniList's error body."""
    return always(lambda: refusal(code, message))


def errors_in_200(message: str = "Internal Server Error", code: int = 500) -> Fault:
    """HTTP 200 with an error in the body."""
    return always(lambda: refusal(code, message, http_status=200))


def disabled() -> Fault:
    """AniList's answer while its whole API is switched off."""
    return status(403, DISABLED)


def invalid_token() -> Fault:
    """AniList's answer to an unknown, expired or revoked token."""
    return status(400, "Invalid token")


def too_many_requests(*, retry_after: int | None = 60, reset_at: int = 0) -> Fault:
    """A 429; with `retry_after` (seconds) None it has no headers, like those of AniList's burst limiter."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after), "X-RateLimit-Reset": str(reset_at)}
    return always(lambda: refusal(429, "Too Many Requests.", headers=headers))


def html(code: int = 502) -> Fault:
    """A proxy's error page where JSON is expected."""
    return always(lambda: web.Response(text=_HTML, content_type="text/html", status=code))


def oversized(size: int = 3 * 1024 * 1024) -> Fault:
    """Correct JSON of at least `size` bytes."""
    return always(lambda: web.json_response({"data": {"padding": "x" * size}}))


def delay(seconds: float) -> Fault:
    """The true answer, late."""

    async def fault(_request: web.Request, answer: Answer) -> web.Response:
        await asyncio.sleep(seconds)
        return await answer()

    return fault


def edited(edit: Callable[[Any], object]) -> Fault:
    """The true answer after `edit` has changed its ``data``."""

    async def fault(_request: web.Request, answer: Answer) -> web.Response:
        said = json.loads(await _body(answer))
        edit(said["data"])
        return web.json_response(said)

    return fault


def nulled(*path: str) -> Fault:
    """The true answer with null at the end of `path`: ``nulled("Media", "reviews")``."""

    def spoil(data: Any) -> None:
        *way, last = path
        for name in way:
            data = data[name]
        data[last] = None

    return edited(spoil)


async def nothing(_request: web.Request, answer: Answer) -> web.Response:
    """The true answer: skips requests before the fault that follows."""
    return await answer()


async def half_json(_request: web.Request, answer: Answer) -> web.Response:
    """The request is applied; half of the body arrives as if it were complete."""
    body = await _body(answer)
    return web.Response(body=body[: len(body) // 2], content_type="application/json")


async def cut_off(request: web.Request, answer: Answer) -> web.StreamResponse:
    """The request is applied; the connection breaks in the middle of the answer."""
    body = await _body(answer)
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _reset(request)


async def reset_before(request: web.Request, _answer: Answer) -> web.Response:
    """The connection breaks, and the request is not applied."""
    return _reset(request)


async def reset_after(request: web.Request, answer: Answer) -> web.Response:
    """The request is applied, and the connection breaks before the answer."""
    await answer()
    return _reset(request)


class Hang:
    """No answer until `release` is called. `reached` is set when a request has arrived."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._released = asyncio.Event()

    def release(self) -> None:
        self._released.set()

    async def __call__(self, _request: web.Request, answer: Answer) -> web.Response:
        self.reached.set()
        await self._released.wait()
        return await answer()


class _Armed:
    """A fault, and the requests that it strikes."""

    def __init__(self, fault: Fault, operation: str | None, times: int, share: float, seed: int) -> None:
        self.fault = fault
        self._operation = operation
        self._times = times
        self._share = share
        self._seed = seed
        self._asked = 0

    def strikes(self, operation: str) -> bool:
        """Whether the fault strikes this request. Counts the request, if it is of the fault's operation."""
        if self._times == 0 or self._operation not in {None, operation}:
            return False
        self._asked += 1
        if crc32(f"{self._seed}:{self._asked}".encode()) >= self._share * 2**32:
            return False
        self._times -= 1
        return True


class Faults:
    """The switchboard. The fault armed first strikes first; without a fault, requests get true answers."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def arm(self, fault: Fault, *, times: int = 1, operation: str | None = None) -> None:
        """Let `fault` strike the next `times` requests, or those of `operation` only (``Viewer``, ``token`` …)."""
        self._armed.append(_Armed(fault, operation, times, 1.0, 0))

    def share(self, fault: Fault, share: float, *, seed: int = 0, operation: str | None = None) -> None:
        """Let `fault` strike a share (0 to 1) of all requests from now on; the same requests for the same `seed`."""
        self._armed.append(_Armed(fault, operation, -1, share, seed))

    def clear(self) -> None:
        """Answer every request truly from now on."""
        self._armed.clear()

    async def apply(self, request: web.Request, operation: str, answer: Answer) -> web.StreamResponse:
        """The answer to a request, spoiled if a fault strikes it."""
        for armed in self._armed:
            if armed.strikes(operation):
                return await armed.fault(request, answer)
        return await answer()


async def _body(answer: Answer) -> bytes:
    body = (await answer()).body
    return body if isinstance(body, bytes) else b""


def _reset(request: web.Request) -> web.Response:
    """Break the connection. Only the log sees the response; its 499 stands for a broken connection."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)
