"""R3: whatever fails while a command or button is at work, the person gets an answer, and nothing is half done.

For each row of ``tests/kit/calls.py``: the n-th statement to the database, the n-th question to AniList and the n-th
call to Discord fail, for every n, one at a time.
"""

import random
from collections.abc import AsyncGenerator, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cards.errors import DISK_FULL, NOT_SHOWN, OUR_FAULT, RESTARTING, UNAVAILABLE
from cards.list_errors import ALREADY_THERE
from demo import faults
from i18n import t
from store.sqlite import SQLite
from tests.kit.calls import CALLS, Call, all_actions, ends, steps_to
from tests.kit.languages import longest, speaking_only
from tests.kit.lists import told
from tests.kit.stage import BREAKS, FAILS, LOST, ONCE, STAYS, Counted, Stage, assert_answered, named, open_stage
from tests.kit.unmarked import NEED_PLAIN_TITLES, foreign_titles, listening, plain_words
from tests.kit.world import says

ANSWERS: dict[str, faults.Fault] = {
    "an error page": faults.html(),
    "an answer that is lost": faults.reset_after,
    "a limit": faults.too_many_requests(retry_after=30),
    "a refused token": faults.invalid_token(),
    "half an answer": faults.half_json,
}
ERRORS = OUR_FAULT, NOT_SHOWN
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


class Tried(NamedTuple):
    """What people read at each row that others don't go on from, and the ids of all that was used."""

    lines: dict[str, list[str]]
    used: set[str]


async def try_all(stage: Stage, rows: Mapping[str, Call]) -> Tried:
    """Do each row with nothing wrong, and every third one with one failure, by chance, but always the same."""
    lines, counted = dict[str, list[str]](), dict[str, Counted]()
    for name, call in ends(rows.items()):
        with named(name), listening(stage) as lines[name]:
            for step, count in zip(steps_to(call), await stage.count(call), strict=True):
                counted |= {one: count for one, row in rows.items() if row.path == step.path}
    assert stage.bugs() == []
    for name in [*rows][::3]:  # rows that stand together are of one kind
        await try_out(stage, name, rows[name], counted[name], few=True)
    return Tried(lines, {one for count in counted.values() for one in count.pressed})


async def try_out(stage: Stage, name: str, call: Call, counted: Counted, *, few: bool) -> None:
    """Each failure of the row; with `few` one of them, by chance, but for a row always the same."""
    counts, before, after, _ = counted
    kinds = [(what, kind) for what, count in counts.items() if count for kind in KINDS[what]]
    chance = random.Random(name)
    for what, kind in [chance.choice(kinds)] if few and kinds else kinds:
        numbers = range(1, counts[what] + 1)
        for number in [chance.choice(numbers)] if few else numbers:
            with named(f"{name}: {what} {number} of {counts[what]} {kind}"):
                await fail_once(stage, call, what, number, KINDS[what][kind], before, after)


def says_any(result: Any, messages: Iterable[str]) -> bool:
    """Whether the answer says one of those messages of the code, in the language that is spoken."""
    return any(says(told(result), t(one)) for one in messages)


async def fail_once(stage: Stage, call: Call, what: str, number: int, fault: Any, before: Any, after: Any) -> None:
    result = await stage.fail(call, what, number, fault)
    assert_answered(result)
    now = stage.said()
    assert now in (before, after), "half of it is done"
    if fault in (BREAKS, LOST):
        assert now == after, "it was not done"
        assert result.modal is not None or not says_any(result, ERRORS), "nobody failed"
    if what == "database" and result.modal is None:
        assert not says_any(result, ERRORS), "the disk has a sentence of its own"
    if result.modal is None and now != before:
        assert not says_any(result, UNCHANGED), "it was changed"
    database = stage.club.world.bot.store.database
    assert not isinstance(database, SQLite) or await database.all("PRAGMA foreign_key_check") == []
    await database.execute("BEGIN")  # no transaction was left open
    await database.execute("ROLLBACK")


@pytest.mark.timeout(600)  # the whole table, and every third row of it twice
async def test_whatever_fails_there_is_an_answer_and_nothing_is_half_done(tmp_path: Path) -> None:
    """And the table has every command and every button. One failure a row: rows of one kind meet different ones.

    Nor has a card or a form a word that is not marked for translation, or a text that is too long in a language.
    """
    with pytest.MonkeyPatch.context() as patch, foreign_titles(tmp_path, patch):
        async with open_stage(tmp_path / "foreign", patch, before=None) as stage:
            with speaking_only(longest()):
                foreign = await try_all(
                    stage, {what: call for what, call in CALLS.items() if what not in NEED_PLAIN_TITLES}
                )
            commands = {
                command.qualified_name for command in stage.club.world.bot.tree.walk_commands() if not is_group(command)
            }
            actions = all_actions(stage.club)
    with pytest.MonkeyPatch.context() as patch:
        async with open_stage(tmp_path / "plain", patch) as stage:
            plain = await try_all(stage, {what: call for what, call in CALLS.items() if is_typed(what)})
    assert {what: words for what, said in foreign.lines.items() if (words := plain_words(said))} == {}
    assert commands == {call.command for call in CALLS.values() if not call.then}
    missing = [one for one in actions if not any(map(one.parse, foreign.used | plain.used))]
    assert missing == [], "add a row to tests/kit/calls.py"


def is_typed(what: str) -> bool:
    """Whether a typed name finds something there alone where names have plain letters."""
    return what in NEED_PLAIN_TITLES or what.endswith(", typed")


@pytest.mark.long
@pytest.mark.parametrize("name", CALLS)
async def test_whichever_call_fails_there_is_an_answer(stage: Stage, name: str) -> None:
    call = CALLS[name]
    with named(name):
        *_, counted = await stage.count(call)
    await try_out(stage, name, call, counted, few=False)
