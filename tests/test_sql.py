"""One SQL text for both engines: the rules of the text, and every statement of `store/` on each."""

import ast
import re

from store import personal_data
from tests.kit.cases import each
from tests.kit.home import Home
from tests.kit.sql import parameters, sort_keys, statements, tree, without_calls

FUNCTIONS = {"coalesce", "count", "max", "min", "sum", "json_each", "json_group_array"}
FORBIDDEN = {
    "a conflict without its target": r"ON CONFLICT\s+DO",
    "CROSS JOIN (SQLite keeps its order) with ON or USING: what joins stands behind WHERE": (
        r"CROSS JOIN \w+(?:\([^()]*\))?(?: AS \w+)?\s+(?:ON|USING)\b"
    ),
    "INSERT OR, REPLACE INTO": r"INSERT\s+OR|REPLACE\s+INTO",
    "IS between values: one engine or the other lacks each way to say it": r"\bIS (?:NOT )?(?!NOT\b|NULL\b)",
    "== is =": r"==",
    "a number that is not decimal": r"\b0x",
    "LIKE, which minds case in one engine alone": r"LIKE|GLOB|REGEXP",
    "a table's row by its number": r"\browid\b",
    'quotes other than of texts: " and ` are names in one engine, and texts in another': r"[\"`]",
    "an engine's own": r"\b(?:PRAGMA|VACUUM|ANALYZE|ATTACH|LISTEN|NOTIFY)\b|\b(?:sqlite|pragma|pg)_\w+",
}
# What is read in any order: a dict, a set or a sort takes the rows.
UNORDERED = {
    ("airings", "_DAYS"),
    ("changes", "_HISTORY"),
    ("claims", "_SETTLE"),
    ("crowd", "_ENTRIES"),
    ("entries", "_BY_STATUS"),
    ("guilds", "_ALL"),
    ("guilds", "_KNOWN"),
    ("languages", "_ALL"),
    ("known", "_LINES"),
    ("media", "_OF"),
    ("members", "_FINGERPRINTS"),
    ("reminders", "_STATUSES"),
    ("rotation", "_TOKENS"),
    ("shown", "_OF_TITLE"),
}

# Columns that may be NULL, but not in those rows; or not in those of the table that is meant.
NEVER_NULL = {
    ("claims", "_TAKE_OVER", "letter"),
    ("outlooks", "_FOUND", "of_media_id"),
    ("reminders", "_ENDING", "rejected_at"),
    ("reminders", "_NEEDING_SYNC", "discord_id"),
    ("rooms", "_THREADS", "thread_id"),
    ("rooms", "_WAITING", "discord_id"),
    ("title_events", "_RECIPIENTS", "discord_id"),
}


def broken(pattern: str) -> list[tuple[str, str]]:
    return [(one.module, one.name) for one in statements() if re.search(pattern, _without_texts(one.sql))]


def _without_texts(sql: str) -> str:
    return re.sub(r"'[^']*'", "''", sql)


@each("rule", FORBIDDEN)
def test_what_one_of_the_engines_lacks_is_not_said(rule: str) -> None:
    assert broken(FORBIDDEN[rule]) == [], rule


def test_functions_are_those_that_both_engines_have() -> None:
    called = {
        (name, one.module, one.name)
        for one in statements()
        for name in re.findall(r"(?<!INTO )\b([a-z]\w*)\s*\(", _without_texts(one.sql))
    }
    assert {call for call in called if call[0] not in FUNCTIONS} == set()


def test_subqueries_have_names() -> None:
    for one in statements():
        for subquery in re.finditer(r"\b(?:FROM|JOIN)\s*\(", one.sql):
            rest = one.sql[_end_of_parenthesis(one.sql, subquery.end()) :]
            assert re.match(r"\s+AS \w+", rest), (one.module, one.name)


def _end_of_parenthesis(sql: str, start: int) -> int:
    depth, at = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(sql[at], 0)
        at += 1
    return at


def test_the_old_row_of_a_conflict_is_named_by_its_table() -> None:
    """In `DO UPDATE` a bare column means the old row to SQLite, and nothing that PostgreSQL takes."""
    for one in statements():
        for update in re.findall(r"DO UPDATE SET(.*?)(?:RETURNING|$)", one.sql, re.DOTALL):
            values = re.sub(r"\(SELECT[^()]*\)", " ", update)  # its columns are another table's
            values = re.sub(r"'[^']*'|:\w+|(?:^|,)\s*\w+ = |\w+\(", " ", values)
            bare = set(re.findall(r"(?<![\w.])[a-z_]{2,}(?![\w.])", values))
            assert not bare, (one.module, one.name, bare)


def test_several_rows_come_in_an_order() -> None:
    """SQLite's is mostly that of a primary key; PostgreSQL has none of its own."""
    unordered = {
        (one.module, one.name)
        for one in statements()
        if one.name in _read_whole(one.module) and not re.search(r"ORDER BY [^()]+$", without_calls(one.sql))
    }
    assert unordered == UNORDERED


def _read_whole(module: str) -> set[str]:
    """The constants whose rows are all read."""
    calls = (node for node in ast.walk(tree(module)) if isinstance(node, ast.Call) and node.args)
    reads = (call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "all")
    return {one.id for one in reads if isinstance(one, ast.Name)}


async def test_every_statement_is_understood_by_sqlite(home: Home) -> None:
    async with home.open() as store:
        for one in statements():
            await store.database.all(f"EXPLAIN {one.sql}", **dict.fromkeys(parameters(one.sql)))


async def test_nothing_is_sorted_by_what_may_be_null(home: Home) -> None:
    """NULL comes first in SQLite, and last in PostgreSQL."""
    async with home.open() as store:
        columns = await store.database.all("""
            SELECT tables.name AS "table", columns.name FROM sqlite_schema AS tables
            JOIN pragma_table_info(tables.name) AS columns
            WHERE tables.type = 'table' AND columns."notnull" = 0 AND columns.pk = 0
        """)
    sorted_by = {
        (one.module, one.name, row["name"])
        for one in statements()
        for row in columns
        if re.search(rf"(?:FROM|JOIN) {row['table']}\b", one.sql) and row["name"] in sort_keys(one.sql)
    }
    assert sorted_by == NEVER_NULL


async def test_the_export_has_every_table_that_names_people(home: Home) -> None:
    async with home.open() as store:
        found = await store.database.all("""
            SELECT tables.name AS "table", columns.name AS "column" FROM sqlite_schema AS tables
            JOIN pragma_table_info(tables.name) AS columns
            WHERE tables.type = 'table' AND columns.name IN ('discord_id', 'opened_by')
        """)
    assert {row["table"]: row["column"] for row in found} == personal_data._COLUMNS
