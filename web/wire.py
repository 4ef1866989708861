"""HTTP below the routes: security headers of every answer, connection limits, deadlines, and the access log.

aiohttp answers a malformed request by itself, before any route or middleware. So the request object adds the headers,
at the last moment before an answer leaves. Knows nothing of routes and pages.
"""

import asyncio
import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger, AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.streams import StreamReader

from web.connections import Connections, ConnectionSlot, most_connections

MAX_BODY_BYTES = 8 * 1024
SAFETY: Final = web.AppKey("SAFETY", dict[str, str])

_SAFETY: Final = web.RequestKey("SAFETY", dict[str, str])
SECONDS_TO_ASK = 10  # from the first byte of a request to the last byte of its headers
_ROUTINE = {"/healthz", "/readyz", "/metrics"}  # asked by machines, several times a minute
_IDLE_SECONDS = 30
_LINGER_SECONDS = 1
_GRACE_SECONDS = 0.5  # twice: first for requests at work, then for requests that were told to stop
_SWITCHED_OFF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial", "usb",
)  # fmt: skip


def safety_headers(*, https: bool) -> dict[str, str]:
    """The headers of every answer. The policies are as narrow as the page allows: its own script, style and icon."""
    headers = {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _SWITCHED_OFF),
        "X-Robots-Tag": "noindex",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


class Runner(web.AppRunner):
    """Serves an application that carries :data:`SAFETY`."""

    def __init__(self, app: web.Application) -> None:
        super().__init__(
            app,
            access_log=logging.getLogger("web.access"),
            access_log_class=AccessLog,
            auto_decompress=False,
            keepalive_timeout=_IDLE_SECONDS,
            lingering_time=_LINGER_SECONDS,
            shutdown_timeout=_GRACE_SECONDS,
        )

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            """Refuse other expectations here: aiohttp's own refusal would quote the header, which need not be text."""
            if request.headers.get("Expect", "100-continue").lower() != "100-continue":
                raise web.HTTPExpectationFailed(text="That can't be expected here.\n")
            assert isinstance(request.protocol, _Connection)
            try:
                with request.protocol.busy():
                    return await made.request_handler(request)
            except ConnectionError as error:
                if request.transport and not request.transport.is_closing():
                    raise
                raise web.HTTPBadRequest from error  # the sender was gone before it could be told to go on

        return _Server(answer, request_factory=self._request, **self._kwargs)

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: "asyncio.Task[None]",
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        request = _Request(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY_BYTES)
        request[_SAFETY] = self.app[SAFETY]
        return request


class AccessLog(AbstractAccessLogger):
    """Logs method, route and status; what machines ask and get, at DEBUG. Never the address: it can hold a code."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:  # noqa: ARG002 (aiohttp's signature)
        route = request.route if isinstance(request, _Request) else None
        level = logging.DEBUG if route in _ROUTINE and response.status == 200 else logging.INFO
        self.logger.log(level, "%s %s %d", request.method, route or "(no route)", response.status)

    @property
    def enabled(self) -> bool:
        return self.logger.isEnabledFor(logging.INFO)


class _Request(web.Request):
    """A request that puts the security headers on its answers, the parser's own answers included."""

    @property
    def route(self) -> str | None:
        resource = self._match_info.route.resource if self._match_info is not None else None
        return resource.canonical if resource else None

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        await super()._prepare_hook(response)
        response.headers.update(self[_SAFETY])
        response.headers.popall("Server", None)


class _Server(web.Server):
    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.seats = Connections(most_connections())

    def __call__(self) -> web.RequestHandler:
        return _Connection(self, self.seats, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    """A connection with a slot and a deadline for its request. aiohttp itself ends idle connections."""

    def __init__(self, server: web.Server, seats: Connections, **more: Any) -> None:
        super().__init__(server, **more)
        self._seats = seats
        self._seat: ConnectionSlot | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._is_busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        assert isinstance(transport, asyncio.Transport)
        address = transport.get_extra_info("peername")
        self._seat = self._seats.open(address[0] if address else None, transport.abort)
        if self._seat:
            self._expect_request()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._is_busy and self._deadline is None:
            self._expect_request()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._expect_nothing()
        if self._seat:
            self._seats.close(self._seat)
        super().connection_lost(exc)

    @contextmanager
    def busy(self) -> Generator[None]:
        """Suspend the deadline, and keep the slot, while a request is answered."""
        assert self._seat
        self._expect_nothing()
        self._is_busy = True
        try:
            with self._seats.busy(self._seat):
                yield
        finally:
            self._is_busy = False

    def _expect_request(self) -> None:
        if self.transport:
            self._deadline = asyncio.get_running_loop().call_later(SECONDS_TO_ASK, self.transport.abort)

    def _expect_nothing(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a malformed request without quoting it, neither to the sender nor in the log."""
        if status >= 500:
            return super().handle_error(request, status, exc, message)
        answer = web.Response(status=status, text="This is not HTTP as it should be.\n")
        answer.force_close()
        return answer
