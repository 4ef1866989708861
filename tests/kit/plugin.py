"""In each process that runs tests: what it runs, and the fixtures that many modules share.

A module that needs more of a fixture overrides it by its name.
"""

import asyncio
import gc
import importlib
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from cards.commands import know_commands
from cards.emojis import know_emojis
from demo.anilist import tokens
from store import Link
from tests.kit import engine
from tests.kit.browsers import open_browser
from tests.kit.cards import know_ids
from tests.kit.driver import with_thread, without_thread
from tests.kit.examples import choose_examples
from tests.kit.home import Home
from tests.kit.killing import Reaper, reaping
from tests.kit.languages import PSEUDO, speaking_only
from tests.kit.library import Shelves, open_shelves
from tests.kit.linking import Desk, open_desk
from tests.kit.lists import Club, open_club, run_earlier
from tests.kit.steps import Steps
from tests.kit.template import choose_copies
from tests.kit.town import Town, open_town
from tests.kit.world import World, open_world

# Tests of these go through everything, or through crowds of people, processes, browsers or hundreds of inputs each.
_NOT_QUICK = {
    f"test_{name}.py"
    for name in (
        *("airing_storm", "alive", "background_sync", "bot", "broken_disk", "budget", "calls", "cards_hold"),
        *("cast_cards", "catalogues", "charts", "commands", "crowd", "crowd_cards_hold", "delivery", "demo"),
        *("demo_channel", "durability", "everywhere", "fairness", "first_start", "guards", "hostile"),
        *("import_export", "keystroke", "lasting_failure", "linking_machine", "linking_processes"),
        *("list_pages", "marked", "migrations", "news_holds", "nobodys_secrets", "nothing_twice", "odd_acts"),
        *("odd_answers", "outages", "page", "pending_input", "presses", "private_titles", "process"),
        *("receipts", "requirements", "rush", "scheduler", "search", "secrets", "shards", "simulated_day"),
        *("site", "storm", "taken_back_in_languages", "taken_rows", "taking", "title_cards_hold", "tokens"),
        *("unlink_leaves_nothing", "viewer", "web_hostile", "whole", "whole_in_languages", "written"),
    )
}
_THINGS_OPENED = {"tmp_path", "browser", "copy"}
_WORLDS = {"club", "town", "world"}
_MANY = 10  # for fewer tests, earlier runs would take longer than they save


def pytest_configure(config: pytest.Config) -> None:
    """The tokens of the tests are signed with a small key: AniList's size takes a second, and five times to sign."""
    tokens.KEY_BITS = 2048
    choose_examples(10 if config.getoption("quick") else 50 if "not long" in config.option.markexpr else 100)
    if config.getoption("postgresql"):
        engine.choose_postgresql()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Each worker of a whole run imports another part of the modules first, so each is compiled by one of them only."""
    config = session.config
    worker = getattr(config, "workerinput", None)
    if worker and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        files = [file for file in (config.rootpath / "tests").rglob("test_*.py") if not _is_left_out(file, config)]
        modules = sorted(file.relative_to(config.rootpath) for file in files)
        for module in modules[int(worker["workerid"][2:]) :: worker["workercount"]]:
            with suppress(Exception):  # the collection meets it again, and reports it
                importlib.import_module(".".join(module.with_suffix("").parts))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return _is_left_out(collection_path, config) or None


def _is_left_out(module: Path, config: pytest.Config) -> bool:
    return bool(config.getoption("quick")) and module.name in _NOT_QUICK


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """``--quick`` and ``--postgresql``: a test that opens something has a folder for it."""
    if config.getoption("postgresql"):
        items[:] = [item for item in items if _is_for_postgresql(item)]
    elif config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        items[:] = [item for item in items if not engine.is_of_postgresql(item.path)]
    if config.getoption("quick"):
        first = {item.path: item for item in reversed(items) if _opens(item)}
        items[:] = [item for item in items if not _opens(item) or first[item.path] is item]


def _is_for_postgresql(item: pytest.Item) -> bool:
    return engine.is_of_postgresql(item.path) or (_opens(item) and not engine.is_of_sqlite(item))


def _opens(item: pytest.Item) -> bool:
    return not _THINGS_OPENED.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    choose_copies(item)


def pytest_collection_finish(session: pytest.Session) -> None:
    worlds = sum(not _WORLDS.isdisjoint(getattr(item, "fixturenames", ())) for item in session.items)
    if worlds > _MANY:
        with without_thread():
            asyncio.run(run_earlier())
        _forget_ids()
    _leave_what_stays()


def pytest_sessionfinish() -> None:
    engine.finish()


def _leave_what_stays() -> None:
    """The garbage collector no longer looks at what there is by now: modules, tests and caches, a million objects.

    Most of what a test makes is gone at its end, so the collector looks later than after Python's 700 objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.fixture(autouse=True)
def databases_for_the_next_test(request: pytest.FixtureRequest) -> Generator[None]:
    """With ``--postgresql``: when everything else of the test is closed, other tests may have its databases."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder:
        engine.give_back(folder)


@pytest.fixture(autouse=True, scope="session")
def no_database_thread() -> Generator[None]:
    with without_thread():
        yield


@pytest.fixture
def database_thread() -> Generator[None]:
    """For tests of the driver itself: it has its thread, as in production."""
    with with_thread():
        yield


@pytest.fixture(scope="module")
def fresh_memory() -> None:
    """Tests that search the memory look at what this module has made, and no further."""
    _leave_what_stays()


@pytest.fixture(autouse=True)
def unknown_ids() -> Generator[None]:
    yield
    _forget_ids()


def _forget_ids() -> None:
    """SimCord lets go of a bot without closing it: the next test is to know no ids of its commands and emojis."""
    know_commands({})
    know_emojis({})


@pytest.fixture
def engine_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores are on the engine of their settings, with ``--postgresql``, too."""
    engine.choose_by_settings(monkeypatch)


@pytest.fixture
def known_ids() -> None:
    know_ids()


@pytest.fixture
def longer_words() -> Generator[None]:
    """Cards are in the pseudo-language, whose texts are two fifths longer than English."""
    with speaking_only(PSEUDO):
        yield


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="session")
def reaper() -> Generator[Reaper]:
    """Does work in processes of its own, and kills them."""
    with reaping() as reaper:
        yield reaper


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    return Steps(monkeypatch)


@pytest.fixture
async def desk(fresh_memory: None, tmp_path: Path) -> AsyncGenerator[Desk]:
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
