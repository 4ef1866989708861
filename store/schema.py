"""The migrations that this Musubi knows, in order. Knows files, not databases."""

from collections.abc import Collection
from pathlib import Path

import msgspec

from store.errors import NewerDatabase

FOLDER = Path(__file__).with_name("migrations")


class Migration(msgspec.Struct, frozen=True):
    """One numbered step of the schema, all or nothing. Foreign keys are off while it runs, and checked at its end."""

    number: int
    name: str
    sql: str


def pending(applied: Collection[int]) -> list[Migration]:
    """The migrations still to be run after those `applied`. Raises NewerDatabase."""
    known = [_read(file) for file in sorted(FOLDER.glob("[0-9]*.sql"))]
    if set(applied) - {migration.number for migration in known}:
        raise NewerDatabase("The database was written by a newer Musubi: update this one, or restore an older backup.")
    return [migration for migration in known if migration.number not in applied]


def _read(file: Path) -> Migration:
    return Migration(number=int(file.name.partition("_")[0]), name=file.stem, sql=file.read_text("utf-8"))
