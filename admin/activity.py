"""The check of the poll of members' activity at AniList: whether it hears anything, or is off. Asks AniList nothing."""

from admin.findings import Finding, well
from config import Settings
from store import HearingState, OffReason, hearing_beside
from store.database import unix_time
from store.sqlite import NAME as DATABASE_NAME

_OFF: dict[OffReason, str] = {
    "silent": "AniList tells Musubi nothing of what members do there, though it should",
    "refused": "AniList doesn't answer Musubi what members do there",
}
_MEANWHILE = (
    "There is nothing to mend: lists are read once a day as ever, and Musubi tries again every day. Until then "
    "channels are told only of what members do through Musubi."
)


async def check_activity(settings: Settings) -> list[Finding]:
    """Read the database, also beside a Musubi that runs on it."""
    if settings.database_url is None and not (settings.data_dir / DATABASE_NAME).exists():
        return []
    async with hearing_beside(settings.data_dir, settings.database_url) as hearing:
        state = await hearing.state() if hearing else None
        return [finding(state, await hearing.count(), unix_time())] if hearing and state else []


def finding(state: HearingState, people: int, now: int) -> Finding:
    """What the poll's state means to a host."""
    if state.off_at is not None and state.off_why:
        return well(f"{_OFF[state.off_why]}, since {_age(now - state.off_at)}", _MEANWHILE)
    heard = f"What members do on AniList was heard {_age(now - state.heard_until)} ago"
    return well(f"{heard}; {people:,} people are asked for, whom other members may see")


def _age(seconds: int) -> str:
    minutes = max(seconds, 0) // 60
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60:,} hours"
