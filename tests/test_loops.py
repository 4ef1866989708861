"""The background loops: all stand in one table, no cog owns one, and a failing round ends none."""

import asyncio
import re
from pathlib import Path

import discord
import pytest

from chat.loops import Loop, Loops
from store import StoreError
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

    loops = Loops(discord.Client(intents=discord.Intents(guilds=True)), [Loop("count", 0, fail, needs_discord=False)])
    loops.start()
    await third.wait()
    await loops.end()
    assert not loops.by_task["count"].is_running()
    assert caplog.messages[0].startswith("Could not count; trying again in the next round")
    assert str(error) in caplog.text


async def test_the_documented_table_is_the_table(tmp_path: Path) -> None:
    """`docs/architecture.md` has a row for each loop, with how often it runs."""
    rows = dict(re.findall(r"^\| ([\w ]+?) \| (\d+ (?:minute|hour)s?) \|", DOCS.read_text(), re.MULTILINE))
    async with open_world(tmp_path) as world:
        loops = {task: loop.seconds or 0 for task, loop in world.bot.loops.by_task.items()}
    assert rows == {task: _often(int(seconds)) for task, seconds in loops.items()}


def _often(seconds: int) -> str:
    count, unit = (seconds // 3600, "hour") if seconds >= 3600 else (seconds // 60, "minute")
    return f"{count} {unit}{'s' * (count > 1)}"
