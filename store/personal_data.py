"""The export of a person's data, from every table that names people. It knows the meaning of none."""

from store.database import Database
from store.statements import Row

_TABLES = (
    "absences",
    "activities",
    "asks",
    "attempts",
    "bulks",
    "cached_stats",
    "changes",
    "entries",
    "favourite_turns",
    "favourites",
    "feed_listeners",
    "feed_sharers",
    "heard_people",
    "hidden",
    "hidden_everywhere",
    "imports",
    "languages",
    "links",
    "list_views",
    "lists",
    "members",
    "named_favourites",
    "notices",
    "notification_choices",
    "notifications",
    "pending_links",
    "preferences",
    "questions",
    "reminded_titles",
    "reminders",
    "room_guests",
    "room_members",
    "replies",
    "sharers",
)
_COLUMNS = dict.fromkeys(_TABLES, "discord_id") | {"feeds": "opened_by"}
_OF = {table: f"SELECT * FROM {table} WHERE {column} = :id" for table, column in _COLUMNS.items()}  # noqa: S608
_OF["import_entries"] = """
SELECT import_entries.* FROM imports JOIN import_entries ON import_id = imports.id WHERE discord_id = :id
ORDER BY import_id, number
"""


class PersonalData:
    """Reads all tables that name people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def everything(self, discord_id: int) -> dict[str, list[Row]]:
        """The person's rows by table, without bytes: those are sealed or hashed."""
        found = {table: await self._database.all(statement, id=discord_id) for table, statement in sorted(_OF.items())}
        return {table: [_readable(row) for row in rows] for table, rows in found.items()}


def _readable(row: Row) -> Row:
    return {name: value for name, value in row.items() if not isinstance(value, bytes)}
