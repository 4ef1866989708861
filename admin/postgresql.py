"""PostgreSQL as an admin meets it: the check of what is in it, and the programs that copy it."""

import time
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from urllib.parse import parse_qsl, urlencode, urlsplit

from admin.findings import Finding, well
from config import DataSettings, Settings, SettingsError
from redaction import Secret
from store import look_at
from store.sqlite import NAME

_SECONDS_APART = 2


async def check_postgresql(settings: Settings, now: Callable[[], float] = time.time) -> list[Finding]:
    """Look at the database of DATABASE_URL. Raises StoreError."""
    assert settings.database_url
    look = await look_at(settings.database_url, settings.secret_key_file, settings.secret_key)
    server = well(f"PostgreSQL {look.version} answers at {look.where}, as user {look.user}")
    found = [server, *_findings_of_clocks(now() - look.clock)]
    if look.links is None:
        return [*found, _finding_of_nothing(look.where, settings)]
    later = "; its tables are brought up to date at the next start" if look.pending else ""
    return [*found, well(f"The data at {look.where} opens with its key; linked accounts: {look.links}{later}")]


def _findings_of_clocks(ahead: float) -> list[Finding]:
    """Answers are stored by the time of the machine that asked: that of an earlier one must not be later."""
    if abs(ahead) < _SECONDS_APART:
        return []
    how = f"{abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'}"
    return [
        Finding(f"This machine's clock is {how} PostgreSQL's", "Keep the clocks of all machines in step, with NTP.")
    ]


def _finding_of_nothing(where: str, settings: Settings) -> Finding:
    if (settings.data_dir / NAME).exists():
        return Finding(
            f"There is no data at {where}, but in {settings.data_dir / NAME}",
            "Stop Musubi, and run `python bot.py move --from sqlite --to DATABASE_URL`.",
        )
    if settings.secret_key or not settings.secret_key_file.exists():
        return well(f"There is no data at {where} yet: the first start makes it")
    return Finding(
        f"There is no data at {where}, but the key {settings.secret_key_file} is there",
        "If people were linked before, mend DATABASE_URL or restore the data; if not, the first start makes it.",
    )


def refuse_backup(settings: DataSettings, file: Path) -> None:
    """Raises SettingsError with PostgreSQL's own command, when the data are there."""
    if address := settings.database_url:
        where = quote(_without_password(address))
        raise SettingsError(
            "DATABASE_URL is set, so copies are PostgreSQL's, also while Musubi runs: "
            f"`pg_dump --format=custom --file={quote(str(file))} --dbname={where}`."
        )


def refuse_restore(settings: DataSettings, file: Path) -> None:
    """Like :func:`refuse_backup`."""
    if address := settings.database_url:
        where = quote(_without_password(address))
        raise SettingsError(
            "DATABASE_URL is set, so copies are PostgreSQL's. Stop Musubi, empty the database "
            "(`DROP SCHEMA IF EXISTS musubi, musubi_functions CASCADE`) or set DATABASE_URL to a new one, then "
            f"`pg_restore --single-transaction --no-owner --dbname={where} {quote(str(file))}`."
        )


def _without_password(address: Secret) -> str:
    """The programs ask for it; in a command other users of the machine would see it."""
    parts = urlsplit(address.reveal())
    credentials, at, host = parts.netloc.rpartition("@")
    options = [(name, value) for name, value in parse_qsl(parts.query) if name != "password"]
    return parts._replace(netloc=credentials.partition(":")[0] + at + host, query=urlencode(options, safe="/")).geturl()
