"""The stand-ins, served afresh for every test."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar

from demo.anilist import StandIn
from tests.kit.stand_in_clients import Api, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stand_in(clock: Clock) -> StandIn:
    return StandIn(now=clock, per_minute=None)


@pytest.fixture
async def api(stand_in: StandIn) -> AsyncIterator[Api]:
    async with stand_in.serve() as url, ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Api(session, url)
