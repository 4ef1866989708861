"""The numbered migrations, and the comparison of a schema with the schema that they make. Knows no database."""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from store.errors import NewerDatabase

FOLDER = Path(__file__).with_name("migrations")

# Without the tables and indexes that SQLite keeps for itself.
SHAPE = """
SELECT type, name, tbl_name, sql FROM sqlite_schema
WHERE type NOT IN ('table', 'index') OR name NOT LIKE 'sqlite~_%' ESCAPE '~'
"""

Shape = frozenset[tuple[str, str, str, str]]


class Migration(msgspec.Struct, frozen=True):
    """A numbered step of the schema, all or nothing. Foreign keys are off while it runs, and checked at its end."""

    number: int
    name: str
    sql: str


def migrations(applied: Collection[int]) -> tuple[list[Migration], list[Migration]]:
    """The migrations that were `applied`, and those that are not, each in order. Raises NewerDatabase."""
    known = [_read(file) for file in sorted(FOLDER.glob("[0-9]*.sql"))]
    if set(applied) - {migration.number for migration in known}:
        raise NewerDatabase("The database was written by a newer Musubi: update this one, or restore an older backup.")
    done = [migration for migration in known if migration.number in applied]
    return done, [migration for migration in known if migration.number not in applied]


def shape(rows: Iterable[Mapping[str, Any]]) -> Shape:
    """Tables, indexes, views and triggers from the rows of :data:`SHAPE`, without quotes: SQLite's versions differ."""
    return frozenset((row["type"], row["name"], row["tbl_name"], _bare(row["sql"] or "")) for row in rows)


def foreign(found: Shape, made: Shape) -> list[str]:
    """The names in which the schema `found` differs from the schema that the migrations have `made`."""
    return sorted({name for _, name, _, _ in found ^ made})


def _bare(sql: str) -> str:
    return re.sub(r"[\s\"]+", "", sql).lower()


def _read(file: Path) -> Migration:
    return Migration(number=int(file.name.partition("_")[0]), name=file.stem, sql=file.read_text("utf-8"))
