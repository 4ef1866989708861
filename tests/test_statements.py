"""What a change costs the database, from the press to the answer: every statement stands here, so a new one is meant.

BEGIN and COMMIT are not counted: they ask for nothing, and a transaction spares the disk one flush for each statement
in it. Nor are the statements that note who uses Musubi in a server: they run beside each interaction, in its own task.
"""

import re
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from simcord.http import router

from cards.list_buttons import ApplyBulk, EditSeveral, Plus, UndoBulk, UndoChange
from demo.anilist import TSUMUGI
from store.keys import KeyRing
from tests.kit.home import sqlite
from tests.kit.lists import DEATH_NOTE, DIGIMON, HEROES, NARUTO, Club, told

_BESIDE = re.compile(r"BEGIN|COMMIT|(?:SELECT|INSERT) members|SELECT barred")

ACKNOWLEDGING = [
    "SELECT links",  # the person
    "SELECT media",  # the title and the person's entry, for an answer about a private one is for them alone
    "SELECT preferences",  # who may see the answer
    "SELECT media",  # whether it is an anime
]
PRESSING = ["SELECT links"]  # the person
LOCKED = ["SELECT links"]  # the link as it is now, with the token
ANSWERED = [
    "UPDATE {journal}",  # the change is done, or undone, in one transaction with
    "INSERT lists",  # when AniList was asked for anything of the list
    "INSERT entries",  # what AniList has now
    "DELETE absences",  # what was known not to be on the list
]
ANSWERED_OF_THREE = [*ANSWERED[:2], *["INSERT entries"] * 3, *ANSWERED[3:]]
JUDGING = [
    "SELECT changes",  # whether it was asked for before, and of which titles nobody knows what became of a change
    "SELECT media",  # the title, the entry, and when the list was read
]
MAKING = [*LOCKED, *JUDGING, "INSERT changes", *ANSWERED]
UNDOING = [*LOCKED, "SELECT changes", *JUDGING, "UPDATE changes", *ANSWERED]
SEVERAL = [
    "SELECT lists",  # whether the anime are fresh
    "SELECT lists",  # and the manga
    "SELECT changes",  # of which titles nobody knows what became of a change
    "SELECT entries",  # all of them
]
PROPOSING = [*LOCKED, *SEVERAL, "SELECT media", "INSERT bulks", "DELETE bulks"]
APPLYING = [*LOCKED, "SELECT bulks", "SELECT media", *SEVERAL, "UPDATE bulks", *ANSWERED_OF_THREE]
TAKING_BACK = [*LOCKED, "SELECT bulks", *SEVERAL, "SELECT media", "UPDATE bulks", *ANSWERED_OF_THREE]
FORM = ["SELECT links", "INSERT questions", "DELETE questions"]  # what is typed is kept until it is taken


class Trace:
    """The statements that SQLite runs before the last thing that Discord is told, and how often a token is unsealed."""

    def __init__(self, club: Club, patch: pytest.MonkeyPatch) -> None:
        database = sqlite(club.world.bot.store)
        assert database._short_reads
        self._connections: list[Any] = [
            database._writes._connection._conn,
            database._reads._connection._conn,
            database._short_reads._connection,
        ]
        self._run = list[str]()
        self._answered_at = 0
        self._unsealed = 0
        dispatch, cipher = router.dispatch, KeyRing.cipher

        def dispatched(*given: Any, **named: Any) -> Any:
            self._answered_at = len(self._run)
            return dispatch(*given, **named)

        def unsealed(keys: KeyRing, key_id: bytes) -> Any:
            self._unsealed += 1
            return cipher(keys, key_id)

        patch.setattr(router, "dispatch", dispatched)
        patch.setattr(KeyRing, "cipher", unsealed)

    async def of(self, act: Callable[[], Awaitable[Any]]) -> tuple[Any, list[str]]:
        """The answer to what is done, and the statements until then."""
        self._run.clear()
        self._unsealed = 0
        with self._traced():
            answer = await act()
        statements = [_in_short(sql) for sql in self._run[: self._answered_at]]
        assert self._unsealed == 1
        return told(answer), [one for one in statements if not _BESIDE.match(one)]

    @contextmanager
    def _traced(self) -> Generator[None]:
        for connection in self._connections:
            connection.set_trace_callback(self._run.append)
        yield
        for connection in self._connections:
            connection.set_trace_callback(None)


def _in_short(sql: str) -> str:
    """``SELECT links``: the verb and the first table."""
    verb = sql.split(maxsplit=1)[0]
    before = {"INSERT": "INTO", "UPDATE": "UPDATE"}.get(verb, "FROM")
    table = re.search(rf"^{before} (\w+)", sql, re.MULTILINE) or re.search(rf"{before} (\w+)", sql)
    return f"{verb} {table[1]}" if table else verb


def of_journal(statements: list[str], journal: str) -> list[str]:
    return [one.format(journal=journal) for one in statements]


@pytest.fixture
async def trace(club: Club, monkeypatch: pytest.MonkeyPatch) -> Trace:
    club.put(TSUMUGI, NARUTO, status="CURRENT", progress=3)
    await club.world.settle_in("aoi", TSUMUGI)
    return Trace(club, monkeypatch)


async def test_a_change_of_one_entry(club: Club, trace: Trace) -> None:
    title = {"title": f"id:{DEATH_NOTE}"}
    watched, statements = await trace.of(lambda: club.run("aoi", "watched", **title))
    assert statements == ACKNOWLEDGING + of_journal(MAKING, "changes")
    again, statements = await trace.of(lambda: club.press("aoi", watched, Plus))
    assert statements == PRESSING + of_journal(MAKING, "changes")
    assert len(statements) == 9 and statements.count("SELECT links") == 2
    _, statements = await trace.of(lambda: club.press("aoi", again, UndoChange))
    assert statements == PRESSING + of_journal(UNDOING, "changes")
    _, statements = await trace.of(lambda: club.run("aoi", "rate", title=f"id:{HEROES}", score="8"))
    assert statements == ACKNOWLEDGING[:-1] + of_journal(MAKING, "changes")


async def test_a_change_of_three_entries(club: Club, trace: Trace) -> None:
    page = await club.run("aoi", "list")
    form = await club.press("aoi", page.response, EditSeveral)
    fields = {"titles": [str(one) for one in (DEATH_NOTE, NARUTO, DIGIMON)], "status": ["PAUSED"]}
    proposed, statements = await trace.of(lambda: club.fill("aoi", form, **fields))
    assert statements == FORM + PROPOSING
    done, statements = await trace.of(lambda: club.press("aoi", proposed, ApplyBulk))
    assert statements == PRESSING + of_journal(APPLYING, "bulks") and len(statements) == 15
    _, statements = await trace.of(lambda: club.press("aoi", done, UndoBulk))
    assert statements == PRESSING + of_journal(TAKING_BACK, "bulks")
    assert club.entry("aoi", NARUTO).status == "CURRENT"
