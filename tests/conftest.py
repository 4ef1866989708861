"""The fixtures that many modules share; a module that needs more of one overrides it by its name.

For every test: Python's garbage collector looks at what the tests of this file have made, and no further.

The modules, the tests themselves and the caches of one process are a million objects that stay. Looking through them
took a second each time a test asks what memory still holds, late in the suite.
"""

import gc
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from store import Link
from tests.kit.home import Home
from tests.kit.library import Shelves, open_shelves
from tests.kit.linking import Desk, open_desk
from tests.kit.lists import Club, open_club
from tests.kit.steps import Steps
from tests.kit.town import Town, open_town
from tests.kit.world import World, open_world


def pytest_collection_finish() -> None:
    _leave_what_stays()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        _leave_what_stays()


def _leave_what_stays() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Desk]:
    async with open_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
async def shelves(tmp_path: Path) -> AsyncGenerator[Shelves]:
    async with open_shelves(tmp_path) as shelves:
        yield shelves


@pytest.fixture
async def link(shelves: Shelves) -> Link:
    """Tsumugi's, whose lists are read."""
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()
    return link


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path) as world:
        yield world


@pytest.fixture
async def club(tmp_path: Path) -> AsyncGenerator[Club]:
    async with open_club(tmp_path) as club:
        yield club


@pytest.fixture
def managing(club: Club) -> None:
    """aoi may manage the server."""
    club.let_manage("aoi")


@pytest.fixture
def forgiving(club: Club) -> Generator[None]:
    """Commands may end with errors that their people are told."""
    yield
    club.forgive()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncGenerator[Town]:
    async with open_town(tmp_path) as town:
        yield town
