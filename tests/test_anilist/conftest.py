"""The client and the stand-in that it asks, afresh for every test."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from anilist import AniList
from demo.anilist import TSUMUGI, StandIn
from redaction import Secret
from tests.kit.linking import REDIRECT_URI, Clock, client_of
from tests.kit.visitor import Visitor


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def stand_in(clock: Clock) -> AsyncIterator[StandIn]:
    stand_in = StandIn(now=clock, per_minute=None, redirect_uri=REDIRECT_URI)
    async with stand_in.serve():
        yield stand_in


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def anilist(stand_in: StandIn, session: aiohttp.ClientSession, clock: Clock) -> AniList:
    return client_of(stand_in, session, clock, with_secret=True)


@pytest.fixture
def token(stand_in: StandIn) -> Secret:
    return Secret(stand_in.token_for(TSUMUGI))


@pytest.fixture
def visitor(stand_in: StandIn, session: aiohttp.ClientSession, clock: Clock) -> Visitor:
    return Visitor(stand_in, client_of(stand_in, session, clock, with_secret=False), clock)
