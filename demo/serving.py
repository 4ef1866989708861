"""Serves an app on loopback inside a ``with`` block. Knows nothing of the app."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web

HOST = "127.0.0.1"


@asynccontextmanager
async def serving(app: web.Application, port: int) -> AsyncGenerator[str]:
    """Serve `app` (`port` 0 takes a free port) and yield its address, without a slash at the end."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
