"""The numbered migrations, and the comparison of a schema with the schema that they make.

Knows no database but the one in memory in which it makes that schema.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

import msgspec

from store.errors import NewerDatabase
from store.sqlite_driver import connected
from store.statements import Row

FOLDER = Path(__file__).with_name("migrations")

# Without the tables and indexes that SQLite keeps for itself.
_SHAPE = """
SELECT type, name, tbl_name, sql FROM sqlite_schema
WHERE type NOT IN ('table', 'index') OR name NOT LIKE 'sqlite~_%' ESCAPE '~'
"""

Shape = frozenset[tuple[str, str, str, str]]

_made: dict[tuple[int, ...], Shape] = {}  # by the numbers of the migrations, once a process


class Migration(msgspec.Struct, frozen=True):
    """A numbered step of the schema, all or nothing. Foreign keys are off while it runs, and checked at its end."""

    number: int
    file: str
    folder: Path

    @property
    def name(self) -> str:
        return self.file.removesuffix(".sql")

    @property
    def sql(self) -> str:
        return (self.folder / self.file).read_text("utf-8")


def migrations(applied: Collection[int], folder: Path | None = None) -> tuple[list[Migration], list[Migration]]:
    """The migrations in `folder` that were `applied`, and those that are not, each in order. Raises NewerDatabase."""
    folder = folder or FOLDER
    files = sorted(file.name for file in folder.glob("[0-9]*.sql"))
    known = [Migration(number=int(file.partition("_")[0]), file=file, folder=folder) for file in files]
    if set(applied) - {migration.number for migration in known}:
        raise NewerDatabase("The database was written by a newer Musubi: update this one, or restore an older backup.")
    done = [migration for migration in known if migration.number in applied]
    return done, [migration for migration in known if migration.number not in applied]


async def shape(read: Callable[[str], Awaitable[list[Row]]]) -> Shape:
    """Tables, indexes, views and triggers of a database."""
    return frozenset((row["type"], row["name"], row["tbl_name"], row["sql"] or "") for row in await read(_SHAPE))


async def made(applied: Sequence[Migration]) -> Shape:
    """The schema after those migrations."""
    numbers = tuple(migration.number for migration in applied)
    if numbers not in _made:
        async with connected(Path(":memory:")) as statements:
            for migration in applied:
                await statements.script(migration.sql)
            _made[numbers] = await shape(statements.all)
    return _made[numbers]


def foreign(found: Shape, made: Shape) -> list[str]:
    """The names in which the schema `found` differs from the schema that the migrations have `made`."""
    return sorted({name for _, name, _, _ in _bare(found - made) ^ _bare(made - found)})


def _bare(shape: Shape) -> Shape:
    """Without quotes and spaces: SQLite's versions differ."""
    return frozenset((kind, name, of, "".join(sql.replace('"', "").split()).lower()) for kind, name, of, sql in shape)
