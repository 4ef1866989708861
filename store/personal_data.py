"""The export of a person's data, from every table that names people, now and in later releases.

It finds the tables by their columns, and knows the meaning of none.
"""

from store.database import Database
from store.statements import Row

_PLACES = """
SELECT tables.name AS "table", columns.name AS "column"
FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
WHERE tables.type = 'table' AND columns.name IN ('discord_id', 'opened_by') ORDER BY tables.name
"""


class PersonalData:
    """Reads all tables that name people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def everything(self, discord_id: int) -> dict[str, list[Row]]:
        """The person's rows by table, without bytes: those are sealed or hashed."""
        found: dict[str, list[Row]] = {}
        for place in await self._database.all(_PLACES):
            table, column = place["table"], place["column"]
            rows = await self._database.all(f"SELECT * FROM {table} WHERE {column} = :id", id=discord_id)  # noqa: S608
            found[table] = [_readable(row) for row in rows]
        return found


def _readable(row: Row) -> Row:
    return {name: value for name, value in row.items() if not isinstance(value, bytes)}
