"""The tables, checks, indexes, views and triggers of PostgreSQL are those of SQLite.

Where both say it in the same words, PostgreSQL makes SQLite's text too, and its own reading of both is compared.
"""

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import product
from math import prod
from pathlib import Path
from random import Random

import pytest

from redaction import Secret
from store.database import Database
from store.postgresql import PostgreSQL
from store.sqlite import SQLite
from store.statements import Row, Statements, Value
from tests.kit import engine
from tests.kit.home import TABLES, everything

TYPES = {"INTEGER": "bigint", "TEXT": "text", "BLOB": "bytea", "REAL": "double precision"}
MOST = 10_000  # combinations of values, of a check
SAMPLES = {
    "INTEGER": (-1, 0, 1, 2, 23, 24, 72, 73, 100, 101, 20260431, 20261331, 20260432, 2**62),
    "TEXT": ("", "x", "{", "[]", '{"a": [1.5, null]}', "[1,]", "ANIME", "due", "begun", "asked"),
    "BLOB": (b"", b"\0" * 16, b"\0" * 32),
    "REAL": (-1.5, 0.0, 2.5),
}

_LINK = """
INSERT INTO links (
    discord_id, anilist_id, token, name, site_url, score_format, title_language, adult, anime, manga, anime_count,
    manga_count, linked_at, refreshed_at, expires_at
) VALUES (:id, :id, :token, 'viewer', '', '', '', 0, '{}', '{}', 0, 0, 9, 9, 99)
"""
_MEDIA = """
INSERT INTO media (id, media_type, synonyms, genres, is_adult, is_locked, seen_at, next_episode, next_airing_at)
"""
_FEED = """
INSERT INTO feeds (guild_id, channel_id, kind, is_all, mentions, opened_by, opened_at)
VALUES (77, 8, 'episodes', 1, 'asked', 1, 9)
"""
# What a person has in the tables that triggers are about; another person has one list only.
FILLED = (
    "INSERT INTO lists (discord_id, media_type, read_at, full_at) VALUES (1, 'ANIME', 9, 5), (1, 'MANGA', 9, 6)",
    "INSERT INTO lists (discord_id, media_type, read_at, full_at) VALUES (2, 'ANIME', 9, 5)",
    "INSERT INTO absences (discord_id, media_id, read_at) VALUES (1, 7, 9)",
    "INSERT INTO changes (id, discord_id, media_id, state, at) VALUES (1, 1, 7, 'done', 9)",
    "INSERT INTO bulks (id, discord_id, before, wanted, state, after, at) VALUES (1, 1, '{}', '{}', 'done', '{}', 9)",
    "INSERT INTO favourites (discord_id, media_id, place) VALUES (1, 7, 0)",
    "INSERT INTO named_favourites (discord_id, kind, favourite_id, name, place) VALUES (1, 'STUDIO', 7, 'Bones', 0)",
    "INSERT INTO favourite_turns (id, discord_id, media_id, wanted, is_shown, at) VALUES (1, 1, 7, 1, 1, 9)",
    "INSERT INTO replies (id, discord_id, activity_id, is_undone, at) VALUES (1, 1, 7, 0, 9)",
    "INSERT INTO asks (discord_id, id, deed, at) VALUES (1, 1, '{}', 9)",
    "INSERT INTO questions (id, discord_id, command, at) VALUES (1, 1, '{}', 9)",
    "INSERT INTO imports VALUES (1, 1, 'running', 'missing', 0, 0, 9, 9, NULL, NULL)",
    "INSERT INTO cached_stats (discord_id, is_own, answer, asked_at) VALUES (1, 1, '{}', 9)",
    "INSERT INTO activities VALUES (1, 1, 7, 'ANIME', 'completed', NULL, 9, 9, NULL)",
    "INSERT INTO heard_people (discord_id, since) VALUES (1, 9)",
    "INSERT INTO list_views (id, discord_id, filters, used_at) VALUES ('a', 1, '{}', 9)",
    "INSERT INTO reminders (discord_id, is_on, is_all, hours_later, only_caught_up) VALUES (1, 1, 1, 0, 0)",
    "INSERT INTO reminded_titles (discord_id, media_id, is_wanted) VALUES (1, 7, 1)",
    "INSERT INTO notices (discord_id, media_id, episode, happened_at, due_at) VALUES (1, 7, 3, 9, 9)",
    "INSERT INTO notification_choices (discord_id) VALUES (1)",
    "INSERT INTO notifications (discord_id, id, kind, created_at, read_at) VALUES (1, 1, 'FOLLOWING', 9, 9)",
    _FEED,
    "INSERT INTO members (guild_id, discord_id, seen_at) VALUES (77, 1, 9)",
    "INSERT INTO sharers (guild_id, discord_id, since) VALUES (77, 1, 9)",
    "INSERT INTO feed_sharers (feed_id, discord_id, with_scores, since) SELECT id, 1, 0, 9 FROM feeds",
    "INSERT INTO feed_listeners (feed_id, discord_id) SELECT id, 1 FROM feeds",
    f"{_MEDIA} VALUES (7, 'ANIME', '[]', '[]', 0, 0, 9, NULL, NULL)",
)
_OTHER_ACCOUNT = "UPDATE links SET anilist_id = 77 WHERE discord_id = 1"
# A statement that fires the trigger, and a table that only the trigger changes then.
TRIGGERS = {
    "list_begun": ("INSERT INTO lists (discord_id, media_type, read_at, full_at) VALUES (2, 'MANGA', 9, 6)", "links"),
    "list_read": ("UPDATE lists SET full_at = 8, delta_at = NULL WHERE media_type = 'ANIME'", "links"),
    "list_gone": ("DELETE FROM lists WHERE media_type = 'MANGA'", "links"),
    "next_of_new_media": (f"{_MEDIA} VALUES (8, 'ANIME', '[]', '[]', 0, 0, 9, 3, 50)", "airings"),
    "next_of_known_media": ("UPDATE media SET next_episode = 4, next_airing_at = 60", "airings"),
    "member_gone": ("DELETE FROM members", "sharers"),
    "sharer_gone": ("DELETE FROM members", "feed_sharers"),
    "other_feed_sharers": (_OTHER_ACCOUNT, "feed_sharers"),
    "other_lists": (_OTHER_ACCOUNT, "lists"),
    "other_favourites": (_OTHER_ACCOUNT, "favourites"),
    "other_named_favourites": (_OTHER_ACCOUNT, "named_favourites"),
    "other_favourite_turns": (_OTHER_ACCOUNT, "favourite_turns"),
    "other_replies": (_OTHER_ACCOUNT, "replies"),
    "other_bulks": (_OTHER_ACCOUNT, "bulks"),
    "other_imports": (_OTHER_ACCOUNT, "imports"),
    "other_asks": (_OTHER_ACCOUNT, "asks"),
    "other_questions": (_OTHER_ACCOUNT, "questions"),
    "other_list_views": (_OTHER_ACCOUNT, "list_views"),
    "other_stats": (_OTHER_ACCOUNT, "cached_stats"),
    "other_activities": (_OTHER_ACCOUNT, "activities"),
    "other_notices": (_OTHER_ACCOUNT, "notices"),
    "other_notifications": (_OTHER_ACCOUNT, "notifications"),
    "opener_gone": ("DELETE FROM links", "feeds"),
}


@pytest.fixture(scope="module")
def url() -> Secret:
    return engine.new_database()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncGenerator[Database]:
    async with SQLite.open(tmp_path) as database:
        yield database


@pytest.fixture
async def postgresql(tmp_path: Path, url: Secret) -> AsyncGenerator[Database]:
    async with PostgreSQL.open(url) as database:
        yield database


async def test_columns(sqlite: Database, postgresql: Database) -> None:
    for table in TABLES:
        expected = [
            (row["name"], TYPES[row["type"]], bool(row["notnull"] or row["pk"]), row["dflt_value"], row["pk"])
            for row in await sqlite.all(f"SELECT * FROM pragma_table_info('{table}')")
        ]
        assert await columns(postgresql, table) == expected, table


async def columns(database: Database, table: str) -> list[tuple[str, str, bool, str | None, int]]:
    rows = await database.all(
        """
        SELECT attname AS name, format_type(atttypid, NULL) AS type, attnotnull AS is_needed,
        pg_get_expr(adbin, adrelid) AS preset, coalesce(array_position(conkey, attnum), 0) AS place
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
        WHERE attrelid = CAST(:table AS TEXT)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """,
        table=table,
    )
    for row in rows:
        row["preset"] = row["preset"] and row["preset"].removesuffix("::text")
    return [(row["name"], row["type"], bool(row["is_needed"]), row["preset"], row["place"]) for row in rows]


async def test_both_have_the_same_tables(sqlite: Database, postgresql: Database) -> None:
    found = await sqlite.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    there = await postgresql.all("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'musubi'")
    assert names(found) == names(there) == {*TABLES, "migrations"}


def names(rows: list[Row]) -> set[str]:
    return {row["name"] for row in rows}


async def test_texts_are_compared_byte_by_byte(postgresql: Database) -> None:
    other = await postgresql.all("""
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'musubi' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
        AND table_name NOT IN (SELECT viewname FROM pg_views)
    """)
    assert other == []


async def test_numbers_that_are_given_once(sqlite: Database, postgresql: Database) -> None:
    found = await sqlite.all("SELECT name FROM sqlite_schema WHERE sql LIKE '%AUTOINCREMENT%'")
    there = await postgresql.all("SELECT attrelid::regclass::text AS name FROM pg_attribute WHERE attidentity = 'd'")
    assert names(found) == names(there) != set()


async def test_foreign_keys(sqlite: Database, postgresql: Database) -> None:
    expected = set[tuple[object, ...]]()
    for table in TABLES:
        for row in await sqlite.all(f"SELECT * FROM pragma_foreign_key_list('{table}')"):
            expected.add((table, row["from"], row["seq"], row["table"], row["on_delete"], row["on_update"]))
    actions = {"c": "CASCADE", "a": "NO ACTION"}
    there = await postgresql.all("""
        SELECT conrelid::regclass::text AS name, attname, place - 1 AS place, confrelid::regclass::text AS to,
        CAST(confdeltype AS TEXT) AS on_delete, CAST(confupdtype AS TEXT) AS on_update
        FROM pg_constraint CROSS JOIN unnest(conkey) WITH ORDINALITY AS columns (number, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number WHERE contype = 'f'
    """)
    assert expected == {
        (*list(row.values())[:4], *(actions[row[on]] for on in ("on_delete", "on_update"))) for row in there
    }


async def test_checks(sqlite: Database, postgresql: Database) -> None:
    """Each is PostgreSQL's, too, and both engines judge the same values alike."""
    for row in await sqlite.all("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%'"):
        checks = list(checks_in(row["sql"]))
        async with undone(postgresql) as transaction:
            own = await checks_of(transaction, f"musubi.{row['name']}")
            assert own == await read_by_postgresql(transaction, row["name"], checks)
        columns = await sqlite.all(f"SELECT name, type, \"notnull\" FROM pragma_table_info('{row['name']}')")
        for check in checks:
            judged = [await judged_by(database, check, columns) for database in (sqlite, postgresql)]
            assert judged[0] == judged[1] and set(judged[0]) >= {0, 1}, check


@asynccontextmanager
async def undone(database: Database) -> AsyncGenerator[Statements]:
    """A transaction that leaves nothing."""
    with suppress(Undone):
        async with database.transaction() as transaction:
            yield transaction
            raise Undone


class Undone(Exception):
    """Ends a transaction that is to leave nothing."""


async def checks_of(statements: Statements, table: str) -> list[str]:
    rows = await statements.all(
        "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = CAST(:table AS TEXT)::regclass ORDER BY 1",
        table=table,
    )
    return [row["text"] for row in rows]


async def read_by_postgresql(statements: Statements, table: str, checks: list[str]) -> list[str]:
    """SQLite's checks in PostgreSQL's words."""
    added = ", ".join(f"ADD CHECK ({check})" for check in checks)
    await statements.execute(f"CREATE TEMP TABLE {table} (LIKE musubi.{table})")
    await statements.execute(f"ALTER TABLE pg_temp.{table} {added}")
    return await checks_of(statements, f"pg_temp.{table}")


def checks_in(sql: str) -> Iterator[str]:
    sql = re.sub(r"--[^\n]*", "", sql)
    for match in re.finditer(r"\bCHECK \(", sql):
        depth, at = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            at += 1
        yield sql[match.end() : at - 1]


async def judged_by(database: Database, check: str, columns: list[Row]) -> list[int | None]:
    """Whether each combination of sample values passes, the same ones on both engines."""
    used = [column for column in columns if re.search(rf"\b{column['name']}\b", check)]
    types = TYPES if database.is_shared else {name: name for name in TYPES}
    places = ", ".join(f"CAST(:{one['name']} AS {types[one['type']]}) AS {one['name']}" for one in used)
    sql = f"SELECT CASE WHEN {check} THEN 1 WHEN NOT ({check}) THEN 0 END AS passes FROM (SELECT {places}) AS one"
    judged = list[int | None]()
    async with undone(database) as transaction:  # one for all of them: PostgreSQL takes its time to begin and end
        for values in combinations_of([samples(column, check) for column in used]):
            row = await transaction.one(sql, **dict(zip([one["name"] for one in used], values, strict=True)))
            assert row
            judged.append(row["passes"])
    return judged


def combinations_of(columns: list[list[Value]]) -> list[tuple[Value, ...]]:
    """All of them, or as many by chance as take a moment: five columns have half a million."""
    if prod(map(len, columns)) <= MOST:
        return list(product(*columns))
    chance = Random(MOST)
    return [tuple(map(chance.choice, columns)) for _ in range(MOST)]


def samples(column: Row, check: str) -> list[Value]:
    """Values of the column's type, and the words that the check has."""
    words = re.findall(r"'(\w+)'", check) if column["type"] == "TEXT" else []
    return [*SAMPLES[column["type"]], *words, *([] if column["notnull"] else [None])]


async def test_indexes_and_views(sqlite: Database, postgresql: Database) -> None:
    """PostgreSQL reads SQLite's text as it reads its own."""
    found = await sqlite.all("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'view') AND sql > ''")
    there = await postgresql.all("""
        SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'musubi'
        AND indexname NOT IN (SELECT conname FROM pg_constraint)
        UNION ALL SELECT viewname FROM pg_views WHERE schemaname = 'musubi'
    """)
    assert names(found) == names(there)
    for row in found:
        async with undone(postgresql) as transaction:
            own, sqlites = await definitions(transaction, row)
            assert own == sqlites.replace("sqlites", row["name"]), row["name"]


async def definitions(statements: Statements, row: Row) -> tuple[str, str]:
    read = "pg_get_indexdef" if row["type"] == "index" else "pg_get_viewdef"
    text = re.sub(r" --[^\n]*", "", row["sql"])
    await statements.execute(re.sub(rf"(INDEX|VIEW) \"?{row['name']}\"?", r"\1 sqlites", text, count=1))
    found = await statements.one(
        f"SELECT {read}(CAST(:name AS TEXT)::regclass) AS own, {read}('sqlites'::regclass) AS sqlites", name=row["name"]
    )
    assert found
    return found["own"], found["sqlites"]


async def test_keys_are_unique_in_both(sqlite: Database, postgresql: Database) -> None:
    expected = set[tuple[str, tuple[str, ...]]]()
    for table in (*TABLES, "migrations"):
        for row in await sqlite.all(f"SELECT name FROM pragma_index_list('{table}') WHERE origin = 'u'"):
            parts = await sqlite.all(f"SELECT name FROM pragma_index_info('{row['name']}') ORDER BY seqno")
            expected.add((table, tuple(part["name"] for part in parts)))
    there = await postgresql.all("""
        SELECT indrelid::regclass::text AS name, json_group_array(CAST(attname AS TEXT) ORDER BY place) AS columns
        FROM pg_constraint JOIN pg_index ON indexrelid = conindid
        CROSS JOIN unnest(conkey) WITH ORDINALITY AS places (number, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number
        WHERE contype = 'u' AND connamespace = 'musubi'::regnamespace GROUP BY indrelid, conindid
    """)
    assert {(row["name"], tuple(re.findall(r"\w+", row["columns"]))) for row in there} == expected


async def test_every_trigger_does_the_same(sqlite: Database) -> None:
    done = list[list[dict[str, list[dict[str, object]]]]]()
    async with PostgreSQL.open(engine.new_database()) as postgresql:
        for database in (sqlite, postgresql):
            assert names(await database.all(triggers_of(database))) == TRIGGERS.keys()
            done.append([await fired(database, *trigger) for trigger in TRIGGERS.values()])
    assert done[0] == done[1]


def triggers_of(database: Database) -> str:
    if database.is_shared:
        return "SELECT CAST(tgname AS TEXT) AS name FROM pg_trigger WHERE NOT tgisinternal"
    return "SELECT name FROM sqlite_schema WHERE type = 'trigger'"


async def fired(database: Database, statement: str, table: str) -> dict[str, list[dict[str, object]]]:
    """All rows after the trigger."""
    await fill(database)
    before = await everything(database)
    await database.execute(statement)
    after = await everything(database)
    assert before[table] != after[table], statement
    return after


async def fill(database: Database) -> None:
    for table in ("links", "feeds", "media", "airings", "questions", "list_views"):
        await database.execute(f"DELETE FROM {table}")
    for person in (1, 2):
        await database.execute(_LINK, id=person, token=b"sealed")
    for statement in FILLED:
        await database.execute(statement)
