"""R3: whatever fails while a command or button is at work, the person gets an answer, and nothing is half done.

For each row of ``tests/kit/calls.py``: the n-th statement to the database, the n-th question to AniList and the n-th
call to Discord fail, for every n, one at a time.
"""

import random
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from cards.errors import DISK_FULL, NOT_SHOWN, OUR_FAULT, RESTARTING, UNAVAILABLE
from cards.list_errors import ALREADY_THERE
from demo import faults
from store.sqlite import SQLite
from tests.kit.calls import CALLS, Call, all_actions
from tests.kit.lists import told
from tests.kit.stage import BREAKS, FAILS, LOST, ONCE, STAYS, Stage, assert_answered, named, open_stage
from tests.kit.world import pattern, says, words

ANSWERS: dict[str, faults.Fault] = {
    "an error page": faults.html(),
    "an answer that is lost": faults.reset_after,
    "a limit": faults.too_many_requests(retry_after=30),
    "a refused token": faults.invalid_token(),
    "half an answer": faults.half_json,
}
ERROR = re.compile(f"{pattern(OUR_FAULT)}|{pattern(NOT_SHOWN)}")
UNCHANGED = (UNAVAILABLE, DISK_FULL, RESTARTING, ALREADY_THERE)  # each says that nothing has changed
KINDS: dict[str, dict[str, Any]] = {
    "database": {kind: kind for kind in (ONCE, STAYS)},
    "AniList": ANSWERS,
    "Discord": {trouble: trouble for trouble in (FAILS, BREAKS, LOST)},
}


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    async with open_stage(tmp_path, monkeypatch) as stage:
        yield stage


def is_group(command: Any) -> bool:
    return hasattr(command, "commands")


async def try_out(stage: Stage, name: str, call: Call, *, few: bool) -> set[str]:
    """Each failure of the row; with `few` one of them, by chance, but for a row always the same.

    First with nothing wrong: returns the ids of what its last step uses then.
    """
    with named(name):
        counts, before, after, pressed = await stage.count(call)
    kinds = [(what, kind) for what, count in counts.items() if count for kind in KINDS[what]]
    chance = random.Random(name)
    for what, kind in [chance.choice(kinds)] if few and kinds else kinds:
        numbers = range(1, counts[what] + 1)
        for number in [chance.choice(numbers)] if few else numbers:
            with named(f"{name}: {what} {number} of {counts[what]} {kind}"):
                await fail_once(stage, call, what, number, KINDS[what][kind], before, after)
    return pressed


async def fail_once(stage: Stage, call: Call, what: str, number: int, fault: Any, before: Any, after: Any) -> None:
    result = await stage.fail(call, what, number, fault)
    assert_answered(result)
    now = stage.said()
    assert now in (before, after), "half of it is done"
    if fault in (BREAKS, LOST):
        assert now == after, "it was not done"
        assert result.modal is not None or not ERROR.search(words(told(result))), "nobody failed"
    if what == "database" and result.modal is None:
        assert not ERROR.search(words(told(result))), "the disk has a sentence of its own"
    if result.modal is None and now != before:
        assert not any(says(told(result), one) for one in UNCHANGED), "it was changed"
    database = stage.club.world.bot.store.database
    assert not isinstance(database, SQLite) or await database.all("PRAGMA foreign_key_check") == []
    await database.execute("BEGIN")  # no transaction was left open
    await database.execute("ROLLBACK")


@pytest.mark.timeout(600)  # the whole table, and each row of it twice
async def test_whatever_fails_there_is_an_answer_and_nothing_is_half_done(stage: Stage) -> None:
    """And the table has every command and every button. One failure a row: rows of one kind meet different ones."""
    club = stage.club
    commands = {command.qualified_name for command in club.world.bot.tree.walk_commands() if not is_group(command)}
    assert commands == {call.command for call in CALLS.values() if not call.then}
    pressed: set[str] = set()
    for name, call in CALLS.items():
        pressed |= await try_out(stage, name, call, few=True)
    missing = [one for one in all_actions(club) if not any(map(one.parse, pressed))]
    assert missing == [], "add a row to tests/kit/calls.py"


@pytest.mark.long
@pytest.mark.parametrize("name", CALLS)
async def test_whichever_call_fails_there_is_an_answer(stage: Stage, name: str) -> None:
    await try_out(stage, name, CALLS[name], few=False)
