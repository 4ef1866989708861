"""The check of the feeds: whether Discord takes their posts. Says nothing while it does."""

from admin.findings import Finding
from config import Settings
from store import PausedFeed, paused_feeds_beside
from store.database import unix_time
from store.sqlite import NAME as DATABASE_NAME

_MOST_NAMED = 3
_MEND = (
    "An admin of that server sees in `/feed` which permission is missing. Musubi tries again for a day, and posts what "
    "was missed; then the feed stops."
)


async def check_feeds(settings: Settings) -> list[Finding]:
    """Read the database, also beside a Musubi that runs on it."""
    if settings.database_url is None and not (settings.data_dir / DATABASE_NAME).exists():
        return []
    paused = await paused_feeds_beside(settings.data_dir, settings.database_url)
    return [finding(paused, unix_time())] if paused else []


def finding(paused: list[PausedFeed], now: int) -> Finding:
    """Which feeds are paused, for how long, and why."""
    named = [_named(one, now) for one in paused[:_MOST_NAMED]]
    more = [f"and {len(paused) - _MOST_NAMED:,} more"] if len(paused) > _MOST_NAMED else []
    return Finding(f"Discord refuses the posts of feeds, which are paused: {'; '.join(named + more)}", _MEND)


def _named(one: PausedFeed, now: int) -> str:
    minutes = max(now - one.since, 0) // 60
    return f"channel {one.channel_id} of server {one.guild_id} for {minutes:,} minutes (Discord's code {one.refusal})"
