"""The background loops: all stand in one table, no cog owns one, and a failing round ends none."""

import asyncio
import re
from pathlib import Path

import discord
import pytest

from chat.loops import Loop, Loops
from store import Leases, Store, StoreError
from store.sqlite import SQLite
from tests.kit.home import Home
from tests.kit.sharing import beside, run_out, sharing
from tests.kit.world import World, open_world

DOCS = Path(__file__).parent.parent / "docs" / "architecture.md"


async def poll(world: World) -> list[str]:
    """The operations that AniList is sent while two polls are due."""
    world.stand_in.requests.clear()
    await world.env.advance_time(3900)
    return [seen.operation for seen in world.stand_in.requests]


async def test_without_its_commands_the_bot_goes_on_with_its_loops(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.link("aoi")
        for name in list(world.bot.cogs):
            await world.bot.remove_cog(name)
        assert world.bot.cogs == {}
        assert all(loop.is_running() for loop in world.bot.loops.by_task.values())
        assert "Airing" in await poll(world)


async def test_closing_the_bot_ends_all_loops(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        loops = world.bot.loops.by_task.values()
        assert all(loop.is_running() for loop in loops)
        await world.bot.close()
        assert not any(loop.is_running() for loop in loops)


@pytest.mark.parametrize("error", [StoreError("the disk is full"), ZeroDivisionError("an error of ours")])
async def test_a_failing_round_is_logged_and_the_next_one_comes(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    rounds, third = list[int](), asyncio.Event()

    async def fail() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            third.set()
        raise error

    loops = Loops(a_client(), alone(), [Loop("count", 0, "any", fail, needs_discord=False)])
    loops.start()
    await third.wait()
    await loops.end()
    assert not loops.by_task["count"].is_running()
    assert caplog.messages[0].startswith("Could not count; trying again in the next round")
    assert str(error) in caplog.text


async def test_what_any_process_may_do_is_done_by_one_at_a_time(tmp_path: Path) -> None:
    """The other one waits, and follows when the first has ended, or was killed and its lease has run out."""
    pauses, rounds = asyncio.Queue[float](), asyncio.Queue[tuple[str, asyncio.Event]]()
    killed = set[str]()

    def process(name: str, store: Store) -> Loops:
        async def sleep(seconds: float) -> None:
            pauses.put_nowait(seconds)
            await (asyncio.Event().wait() if name in killed else asyncio.sleep(0))

        async def work() -> None:
            end = asyncio.Event()
            rounds.put_nowait((name, end))
            pauses.put_nowait(0)  # whoever counts pauses sees the round, too
            await end.wait()

        table = [Loop("work", 3600, "any", work, needs_discord=False)]
        return Loops(a_client(), Leases(store.database, name, sleep), table)

    with sharing():
        async with Home(tmp_path).open() as store:
            first, second, third = (process(name, store) for name in ("first", "second", "third"))
            first.start()
            name, end = await rounds.get()
            second.start()
            for _ in range(20):
                assert await pauses.get() <= 45 and rounds.empty()
            assert name == "first"
            end.set()
            assert (await rounds.get())[0] == "second"
            killed.add("second")
            third.start()
            while rounds.empty():  # a renewal may have been under way
                await run_out(store, "loop:work")
            assert (await rounds.get())[0] == "third"
            for one in (first, second, third):
                await one.end()
            assert await store.database.all("SELECT name FROM leases") == []


async def test_what_each_process_does_waits_for_nobody(tmp_path: Path) -> None:
    done = asyncio.Queue[str]()
    with sharing():
        async with Home(tmp_path).open() as store:
            await store.leases.take("loop:work", 3600)
            for process in ("each", "own"):

                async def work(process: str = process) -> None:
                    done.put_nowait(process)

                loops = Loops(
                    a_client(), beside(store).leases, [Loop("work", 3600, process, work, needs_discord=False)]
                )
                loops.start()
                assert await done.get() == process
                await loops.end()


def a_client() -> discord.Client:
    return discord.Client(intents=discord.Intents(guilds=True))


def alone() -> Leases:
    """The leases of a process whose database nobody else may use."""
    return Leases(SQLite.__new__(SQLite), "alone")


async def test_the_documented_table_is_the_table(tmp_path: Path) -> None:
    """`docs/architecture.md` has a row for each loop: how often it runs, whether it needs Discord, which process."""
    row = r"^\| ([\w ]+?) \| (\d+ (?:minute|hour)s?) \| (yes|no) \| (any|each|own) \|"
    rows = {task: rest for task, *rest in re.findall(row, DOCS.read_text(), re.MULTILINE)}
    async with open_world(tmp_path) as world:
        table = [*world.bot._loop_table()]
        assert {one.task for one in table} == world.bot.loops.by_task.keys()
    assert rows == {one.task: [_often(one.seconds), "yes" if one.needs_discord else "no", one.process] for one in table}


def _often(seconds: int) -> str:
    count, unit = (seconds // 3600, "hour") if seconds >= 3600 else (seconds // 60, "minute")
    return f"{count} {unit}{'s' * (count > 1)}"
