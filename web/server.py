"""The web server: routes, handlers, and the guards before them.

Knows no policy of its own: the gate, the headers and the answers each have their module.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from yarl import URL

from config import Network
from linking import Linking
from web.discord import DiscordSignIn
from web.errors import translate_errors
from web.forwarding import ProxyWatch
from web.gate import Gate
from web.health import Health
from web.language import speak_to_browser
from web.link import PROGRESS_PATH, LinkRoutes
from web.pages import page_routes
from web.sign_in import SignInRoutes
from web.wire import SAFETY, Runner, safety_headers


def create_app(
    *,
    linking: Linking,
    sign_in: DiscordSignIn | None,
    public_url: str,
    trusted_proxies: Sequence[Network],
    ready: Callable[[], Awaitable[bool]],
    now: Callable[[], int],
    is_open: Callable[[], bool] = lambda: True,
    report_proxies: Callable[[Sequence[str]], None] = lambda _: None,
    contact: str | None = None,
) -> web.Application:
    """The whole site. `public_url` is its address in browsers, without a path; only its origin may post.

    Nobody can link until it `is_open`; `ready` says whether Discord and the store can be used. `report_proxies` is
    told the addresses of reverse proxies that are not trusted. `contact` is how people reach the host.
    """
    gate = Gate(
        public_url=public_url,
        trusted_proxies=trusted_proxies,
        polled=PROGRESS_PATH,
        recognise=linking.recognise,
        is_open=is_open,
        now=now,
    )
    health = Health(ready, now)
    signing_in = SignInRoutes(linking, sign_in, public_url=public_url) if sign_in else None
    proxies = ProxyWatch(trusted_proxies, report_proxies)
    app = web.Application(middlewares=[speak_to_browser, translate_errors, proxies.watch, gate.guard])
    app[SAFETY] = safety_headers(https=URL(public_url).scheme == "https")
    app.add_routes(page_routes(contact))
    app.add_routes(LinkRoutes(linking, signing_in, now=now).routes())
    app.add_routes(signing_in.routes() if signing_in else [])
    app.add_routes([web.get("/healthz", health.healthz), web.get("/readyz", health.readyz)])
    return app


@asynccontextmanager
async def serve(app: web.Application, host: str, port: int) -> AsyncGenerator[None, None]:
    """Answer at `host` and `port` until the block ends. Raises OSError when that address is not available."""
    runner = Runner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
