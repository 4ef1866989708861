"""A shared Chromium for all tests of a process. Each test has a browser context of its own.

A module with browser tests has ``pytestmark = BROWSING``: Playwright belongs to a single loop, so those tests share
the session's loop, and so do their asynchronous fixtures (``loop_scope="session"``).
"""

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright, expect

# The headless Chromium opens a page in a third of the time that the whole one takes.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
BROWSING = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not CHROMIUM and "CI" not in os.environ, reason="Chromium is not installed"),
]
expect.set_options(timeout=60_000)  # milliseconds: a page on a busy machine takes more than the usual five seconds
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-remote-fonts",
    "--disable-sync",
    "--no-first-run",
]


@asynccontextmanager
async def open_browser() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        await browser.close()
