"""Moving all data from one database to another, whatever their engines: all or nothing, and compared afterwards.

Rows are carried as they are, so sealed tokens stay sealed and need no key. Nobody else writes meanwhile: both databases
are held by their write locks. Knows nothing of what the tables mean.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from hashlib import blake2b

from store.database import Database
from store.errors import Unmoved
from store.statements import Row, Statements, Value

# The columns that tell the rows of a table apart. Tables come after those that they refer to.
TABLES: Mapping[str, tuple[str, ...]] = {
    "canary": ("one",),
    "commands": ("one",),
    "links": ("discord_id",),
    "attempts": ("state_hash",),
    "pending_links": ("state_hash",),
    "link_starts": ("person_hash", "at"),
    "hidden": ("discord_id", "guild_id"),
    "media": ("id",),
    "title_news": ("one",),
    "lists": ("discord_id", "media_type"),
    "entries": ("discord_id", "media_id"),
    "absences": ("discord_id", "media_id"),
    "changes": ("id",),
    "repeats": ("id",),
    "favourite_turns": ("id",),
    "replies": ("id",),
    "bulks": ("id",),
    "imports": ("id",),
    "import_entries": ("import_id", "number"),
    "mal_ids": ("media_type", "mal_id"),
    "asks": ("discord_id",),
    "questions": ("id",),
    "list_views": ("id",),
    "preferences": ("discord_id",),
    "languages": ("discord_id",),
    "members": ("guild_id", "discord_id"),
    "barred": ("guild_id", "fingerprint"),
    "hidden_everywhere": ("discord_id",),
    "guilds": ("guild_id",),
    "favourites": ("discord_id", "media_id"),
    "named_favourites": ("discord_id", "kind", "favourite_id"),
    "cached_stats": ("discord_id", "is_own"),
    "recommendations": ("media_id", "recommended_id"),
    "cached_answers": ("kind", "name"),
    "relations": ("media_id", "related_id"),
    "airings": ("media_id", "episode"),
    "polls": ("media_id",),
    "sweeps": ("media_type",),
    "outlooks": ("media_id",),
    "title_events": ("id",),
    "schedules": ("day",),
    "reminders": ("discord_id",),
    "reminded_titles": ("discord_id", "media_id"),
    "activities": ("id",),
    "heard_people": ("discord_id",),
    "activity_poll": ("one",),
    "feeds": ("id",),
    "feed_titles": ("feed_id", "media_id"),
    "feed_pauses": ("feed_id",),
    "feed_posts": ("feed_id", "media_id"),
    "feed_listeners": ("feed_id", "discord_id"),
    "rooms": ("feed_id", "media_id", "episode"),
    "room_members": ("feed_id", "media_id", "episode", "discord_id"),
    "room_guests": ("guild_id", "discord_id"),
    "feed_sharers": ("feed_id", "discord_id"),
    "sharers": ("guild_id", "discord_id"),  # nobody is in it any more, and the release before may look
    "activity_posts": ("letter",),
    "notices": ("id",),
    "noticed": ("until",),
    "notification_choices": ("discord_id",),
    "notifications": ("discord_id", "id"),
    "gone_titles": ("media_id",),
    "title_reports": ("name", "successor_id"),
    "welcomes": ("guild_id",),
    "welcoming": ("one",),
}
# These describe a database or the processes that use it, and stay where they are.
LEFT = frozenset({"migrations", "scrubs", "leases", "processes", "anilist_minute"})

_ROWS_AT_ONCE = 2000

Progress = Callable[[str, int, int], object]  # the table, the rows that are done, and all of its rows


async def move(source: Database, target: Database, tell: Progress) -> int:
    """Move every row into the empty database `target`; returns their number. Raises StoreError, Unmoved."""
    async with source.transaction() as old, target.transaction() as new:
        await _refuse_filled(new, target.where)
        moved = {table: await _move_table(old, new, table, tell) for table in TABLES}
        await target.continue_numbers(new, await source.last_numbers(old))
        for table, content in moved.items():
            if await _content(new, table) != content:
                raise Unmoved(f"{table} came out differently in {target.where}, so nothing was moved: report this.")
        return sum(count for count, _ in moved.values())


async def _refuse_filled(new: Statements, where: str) -> None:
    for table in TABLES:
        if await new.one(f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608  (our own names, here and below)
            raise Unmoved(
                f"{where} has data already (in {table}), so nothing was moved: move before the first start there, into "
                "an empty database."
            )


async def _move_table(old: Statements, new: Statements, table: str, tell: Progress) -> tuple[int, int]:
    """Move the rows of a table; returns its content."""
    count, digest = 0, 0
    row = await old.one(f"SELECT count(*) AS rows FROM {table}")  # noqa: S608
    total = row["rows"] if row else 0
    await new.execute(f"DELETE FROM {table}")  # noqa: S608  (triggers of other tables may have added rows)
    async for rows in _rows(old, table):
        names = rows[0].keys()
        values = ", ".join(f":{name}" for name in names)
        await new.execute_many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", rows)  # noqa: S608
        count, digest = count + len(rows), digest ^ _digest(rows)
        tell(table, count, total)
    return count, digest


async def _content(statements: Statements, table: str) -> tuple[int, int]:
    """The number of rows of a table, and a digest of them that hangs on no order: engines sort texts differently."""
    count, digest = 0, 0
    async for rows in _rows(statements, table):
        count, digest = count + len(rows), digest ^ _digest(rows)
    return count, digest


async def _rows(statements: Statements, table: str) -> AsyncGenerator[list[Row]]:
    key = TABLES[table]
    order, after = ", ".join(key), ", ".join(f":{name}" for name in key)
    where, last = "", dict[str, Value]()
    while rows := await statements.all(
        f"SELECT * FROM {table} {where} ORDER BY {order} LIMIT {_ROWS_AT_ONCE}",  # noqa: S608
        **last,
    ):
        yield rows
        where, last = f"WHERE ({order}) > ({after})", {name: rows[-1][name] for name in key}


def _digest(rows: list[Row]) -> int:
    digest = 0
    for row in rows:
        digest ^= int.from_bytes(blake2b(repr(sorted(row.items())).encode(), digest_size=16).digest())
    return digest
