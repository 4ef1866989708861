"""The check of PostgreSQL: whether it answers, and what is in it. Other processes may use it meanwhile."""

from admin.findings import Finding, well
from config import Settings
from store import look_at


async def check_postgresql(settings: Settings) -> list[Finding]:
    """Look at the database of DATABASE_URL. Raises StoreError."""
    assert settings.database_url
    look = await look_at(settings.database_url, settings.secret_key_file, settings.secret_key)
    server = well(f"PostgreSQL {look.version} answers at {look.where}, as user {look.user}")
    if look.links is None:
        return [server, _finding_of_nothing(look.where, settings)]
    later = "; its tables are brought up to date at the next start" if look.pending else ""
    return [server, well(f"The data at {look.where} opens with its key; linked accounts: {look.links}{later}")]


def _finding_of_nothing(where: str, settings: Settings) -> Finding:
    if settings.secret_key or not settings.secret_key_file.exists():
        return well(f"There is no data at {where} yet: the first start makes it")
    return Finding(
        f"There is no data at {where}, but the key {settings.secret_key_file} is there",
        "If people were linked before, mend DATABASE_URL or restore the data; if not, the first start makes it.",
    )
