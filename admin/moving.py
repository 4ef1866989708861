"""The subcommand `move`: all data from the data folder's SQLite into PostgreSQL, or back."""

import argparse
import asyncio
from contextlib import AsyncExitStack

from admin.terminal import say
from config import DataSettings
from redaction import Secret
from store import files
from store.database import unix_time
from store.errors import Unmoved
from store.moving import move as move_rows
from store.processes import Processes
from store.sqlite import BACKUPS, NAME, SQLite, refuse_no_database

SQLITE, POSTGRESQL = "sqlite", "DATABASE_URL"
_ROWS_BETWEEN = 100_000  # two lines of progress


def engine_name(text: str) -> str:
    """One of the two places. Raises ArgumentTypeError, without the address in `text`: it may have a password."""
    if text in {SQLITE, POSTGRESQL}:
        return text
    if "://" in text:
        raise argparse.ArgumentTypeError(
            f"an address doesn't belong here, where other users of this machine see it: put it into {POSTGRESQL}, and "
            f"say {POSTGRESQL} here"
        )
    raise argparse.ArgumentTypeError(f"{text!r} is neither {SQLITE} nor {POSTGRESQL}")


def move(settings: DataSettings, arguments: argparse.Namespace) -> None:
    if arguments.source == arguments.target:
        raise Unmoved(f"--from and --to are both {arguments.source}, so there is nothing to move.")
    if settings.database_url is None:
        raise Unmoved(
            f"{POSTGRESQL} is not set: put the address of the PostgreSQL database there, in .env for example."
        )
    asyncio.run(_move(settings, settings.database_url, to_postgresql=arguments.target == POSTGRESQL))


async def _move(settings: DataSettings, address: Secret, *, to_postgresql: bool) -> None:
    from store.postgresql import PostgreSQL  # noqa: PLC0415  (its driver takes memory that others keep)

    folder = settings.data_dir
    if to_postgresql:
        refuse_no_database(folder)
    async with AsyncExitStack() as stack:
        sqlite = await stack.enter_async_context(SQLite.open(folder))
        postgresql = await stack.enter_async_context(PostgreSQL.open(address, seconds_still=0))
        await Processes(postgresql).refuse_others()
        source, target = (sqlite, postgresql) if to_postgresql else (postgresql, sqlite)
        count = await move_rows(source, target, _tell)
        where = source.where, target.where
    say(f"Moved {count:,} rows from {where[0]} to {where[1]}, and compared them.")
    if to_postgresql:
        kept = folder / BACKUPS / f"moved-{unix_time()}.db"
        files.private_folder(kept.parent)
        files.move(folder / NAME, kept)
        say(f"What was there before is in {kept}. Start Musubi: it uses {POSTGRESQL} as long as that is set.")
    else:
        say(f"Remove {POSTGRESQL} from the settings and start Musubi. Then delete the PostgreSQL database.")


def _tell(table: str, done: int, total: int) -> None:
    if done == total or done % _ROWS_BETWEEN == 0:
        say(f"{table}: {done:,} of {total:,}")
