"""The demo's page: SimCord's preview, with a rail of seats beside it.

A reverse proxy on loopback in front of the preview, which allows no frame around it and shows one channel at a time.
The page's fragment names the seat. It arrives here in the header where the preview expects its capability, and is
exchanged for it, so that the capability never leaves this process. Knows HTTP and the stage, no bot.
"""

import io
import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import available_timezones

from aiohttp import ClientError, ClientResponse, ClientSession, hdrs, web
from aiohttp.typedefs import Handler

from demo.channel.rail import PAGE, place, with_rail
from demo.channel.stage import Restart, Stage, StageSeat
from demo.channel.time_travel import Leap
from demo.serving import serving

CAPABILITY = "X-Simcord-Capability"  # the page sends its fragment in this header
FORWARDED = ("X-Simcord-Context", hdrs.CONTENT_TYPE)
NOT_RETURNED = {hdrs.CONTENT_LENGTH, hdrs.TRANSFER_ENCODING, hdrs.CONNECTION, hdrs.DATE, hdrs.SERVER}
UNCHANGING = ("/fonts/", "/vendor/")
_MOST_UPLOADED = 26 * 1024 * 1024  # bytes that the preview takes
_REVISION = re.compile(rb'("published_revision":\s*)\d+')


class Window:
    """Serves the page itself, made from the preview's page, and passes all other requests on to the preview."""

    def __init__(
        self,
        stage: Stage,
        session: ClientSession,
        leaps: Mapping[str, Leap],
        beside: Mapping[str, str],
        restart: Restart | None,
    ) -> None:
        self._stage = stage
        self._session = session
        self._leaps = leaps
        self._beside = beside
        self._restart = restart
        self._said = ""

    def app(self) -> web.Application:
        app = web.Application(middlewares=[_from_here_only], client_max_size=_MOST_UPLOADED)
        app.router.add_get("/", self._page)
        app.router.add_static("/rail", PAGE)
        app.router.add_get("/news", self._news)
        app.router.add_post("/leap", self._leap)
        if self._restart:
            app.router.add_post("/restart", self._start_again)
        app.router.add_post("/api/pages", self._sit_down)
        app.router.add_post("/api/action", self._act)
        app.router.add_route("*", "/api/{path:.*}", self._watch)
        app.router.add_get("/{path:.*}", self._fetch)
        return app

    async def _page(self, request: web.Request) -> web.Response:
        answer = await self._ask_again(request)
        can_restart = self._restart is not None
        answer.text = with_rail(answer.text or "", self._stage, self._leaps, self._beside, can_restart=can_restart)
        return answer

    async def _news(self, request: web.Request) -> web.Response:
        """The news for the rail: the time, whether this seat is on the stage, and the seats with new messages."""
        seat = self._seat(request)
        shown = self._stage.shows(seat)
        if shown:
            seat.look()
        return web.json_response(
            {
                "shown": shown,
                "news": [each.key for each in self._stage.seats.values() if each.has_news()],
                "rooms": [place(each) for each in self._stage.seats.values() if each.is_room],
                "now": self._stage.clock(),
                "travelling": self._stage.is_travelling,
                "said": self._said,
            }
        )

    async def _leap(self, request: web.Request) -> web.Response:
        """Send time ahead; the way there takes a while."""
        leap = self._leaps.get(str((await request.json()).get("leap")))
        if leap is None:
            raise web.HTTPBadRequest
        arrival = await leap(self._seat(request).person, self._stage.clock.exact())
        self._said = arrival.words
        self._stage.clock.send_ahead(arrival.at)
        return web.Response(status=204)

    async def _start_again(self, request: web.Request) -> web.Response:
        """Start another bot on the same data; the page has to be loaded again afterwards."""
        self._seat(request)
        assert self._restart
        await self._stage.restart(self._restart)
        return web.Response(status=204)

    async def _sit_down(self, request: web.Request) -> web.Response:
        """Show a newly opened page the channel of its seat, as the seat's person sees it."""
        seat = self._seat(request)
        zone = request.cookies.get("timezone", "")
        async with self._stage.turn:
            await self._stage.show(seat, zone if zone in available_timezones() else "UTC")
            return await self._ask(request, json.dumps({"viewer_id": str(seat.viewer.id)}).encode())

    async def _act(self, request: web.Request) -> web.Response:
        """Pass on a click, a command or a form. One at a time, on the present state of the channel.

        The page may be half a second behind the channel. SimCord checks the action against the channel itself
        anyway, so an action refused for a stale page alone is tried once more, with the present revision.
        """
        self._require_shown(request)
        wish = await request.read()  # JSON, or a form that begins with it and goes on with files
        async with self._stage.turn:
            answer = await self._ask(request, wish)
            refusal = json.loads(answer.text or "{}")
            if _is_late(refusal):
                answer = await self._ask(request, _REVISION.sub(rb"\g<1>%d" % refusal["revision"], wish, count=1))
            return answer

    async def _watch(self, request: web.Request) -> web.Response:
        self._require_shown(request)
        return await self._ask(request)

    async def _fetch(self, request: web.Request) -> web.Response:
        answer = await self._ask_again(request)
        if request.path.startswith(UNCHANGING):
            answer.headers[hdrs.CACHE_CONTROL] = "max-age=86400"
            answer.headers.pop(hdrs.PRAGMA, None)
        return answer

    def _seat(self, request: web.Request) -> StageSeat:
        seat = self._stage.seats.get(request.headers.get(CAPABILITY, ""))
        if seat is None:
            raise web.HTTPUnauthorized
        return seat

    def _require_shown(self, request: web.Request) -> None:
        if not self._stage.shows(self._seat(request)):
            raise web.HTTPUnauthorized  # the page then stops its requests; the rail offers the way back

    async def _ask_again(self, request: web.Request) -> web.Response:
        """Pass on a request that any preview can answer: the next one, if the present one is about to end."""
        try:
            return await self._ask(request)
        except web.HTTPServiceUnavailable:
            async with self._stage.turn:
                return await self._ask(request)

    async def _ask(self, request: web.Request, body: bytes | None = None) -> web.Response:
        try:
            origin, _, capability = self._stage.url.partition("/#")
            headers = {name: request.headers[name] for name in FORWARDED if name in request.headers}
            headers[CAPABILITY] = capability
            if body:
                headers.setdefault(hdrs.CONTENT_TYPE, "application/json")
            async with self._session.request(
                request.method, origin + request.path_qs, data=io.BytesIO(body) if body else None, headers=headers
            ) as answer:
                return await _copy(answer)
        except (LookupError, ClientError) as error:  # no preview at the moment
            raise web.HTTPServiceUnavailable from error


async def _copy(answer: ClientResponse) -> web.Response:
    headers = {name: value for name, value in answer.headers.items() if name not in NOT_RETURNED}
    return web.Response(status=answer.status, body=await answer.read(), headers=headers)


def _is_late(refusal: dict[str, Any]) -> bool:
    reasons = {reason["code"] for reason in refusal.get("diagnostics", ())}
    return refusal.get("rejected") is True and reasons == {"stale-revision"}


@web.middleware
async def _from_here_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests from other sites, and host names other than this machine's (DNS rebinding)."""
    origin = request.headers.get(hdrs.ORIGIN, f"http://{request.host}")
    if request.url.host not in {"localhost", "127.0.0.1"} or origin != f"http://{request.host}":
        raise web.HTTPForbidden
    return await handler(request)


@asynccontextmanager
async def open_window(
    stage: Stage, leaps: Mapping[str, Leap], beside: Mapping[str, str], restart: Restart | None, port: int
) -> AsyncGenerator[str]:
    """Serve the page on loopback and yield its URL."""
    async with (
        ClientSession() as session,
        serving(Window(stage, session, leaps, beside, restart).app(), port) as url,
    ):
        yield url.replace("127.0.0.1", "localhost") + "/"
