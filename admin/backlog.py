"""The check of the lists' age: whether AniList's limit lets Musubi read them once a day. Says nothing while it does."""

from admin.findings import Finding
from anilist import AniList
from config import Settings
from library.sync.backlog import Backlog, backlog
from store import due_lists_beside
from store.database import unix_time
from store.sqlite import NAME as DATABASE_NAME

_TOO_MANY = (
    "Nobody can raise that limit: switch members’ lists off in `/settings` of servers that don't use them, or let some "
    "servers have a Musubi of their own on another machine."
)


async def check_backlog(anilist: AniList, settings: Settings) -> list[Finding]:
    """Read the database, also beside a Musubi that runs on it."""
    if settings.database_url is None and not (settings.data_dir / DATABASE_NAME).exists():
        return []
    async with due_lists_beside(settings.data_dir, settings.database_url) as due_lists:
        found = await backlog(due_lists, unix_time(), anilist.background_a_minute) if due_lists else None
    return [_finding(found)] if found and found.is_over else []


def _finding(found: Backlog) -> Finding:
    text = (
        f"The lists of {found.overdue:,} of {found.people:,} people are older than a day, the oldest "
        f"{found.oldest_seconds // 3600:,} hours; AniList's limit lets Musubi read {found.a_day:,} people's a day"
    )
    if found.people > found.a_day:
        return Finding(text, _TOO_MANY)
    hours = -(-found.overdue * 24 // found.a_day)
    return Finding(text, f"After a stop Musubi makes up for it, in {hours} hours or more. If it stays so: {_TOO_MANY}")
