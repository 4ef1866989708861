"""What an answer about activity says: whose it is, what of it is new, and whose stored list lacks it. Pure."""

from collections.abc import Collection, Iterable, Mapping

from anilist import ListActivity
from anilist.enums import MediaType
from store import Activity, CachedEntry, HeardPerson

SECONDS_APART = 60  # AniList's clock and ours, at most
_SECONDS_TO_SAVE = 2  # between the entry's time and its activity's, both AniList's


def activities_of(told: Iterable[ListActivity], people: Collection[HeardPerson], now: int) -> list[Activity]:
    """The activities of those people; what somebody did before they were listened to is not heard.

    Nor is what lies ahead: it would be later than everything, and never be old enough to be forgotten.
    """
    by_account = {one.anilist_id: one for one in people}
    found = ((by_account.get(one.user_id or 0), one) for one in told)
    return [
        activity
        for person, one in found
        if person and person.since - SECONDS_APART <= one.created_at <= now + SECONDS_APART
        if (activity := _activity(one, person, now))
    ]


def changed(heard: Iterable[Activity], known: Mapping[int, Activity]) -> list[Activity]:
    """Those that are not known, or not as they are now: AniList merges changes of a title within some hours."""
    return [one for one in heard if one.id not in known or _content(one) != _content(known[one.id])]


def is_on_list(activity: Activity, before: Activity | None, cached: CachedEntry | None) -> bool:
    """Whether the stored list has the change already, as after one that Musubi has made or has taken back.

    The entry's time is AniList's, too. A merged activity, `before` it was merged another one, may keep the time of its
    first change; then its progress tells.
    """
    if cached is None:
        return False
    if cached.entry is None:
        return cached.read_at >= activity.created_at
    if before and before.created_at == activity.created_at:
        last = (activity.progress or "").rpartition(" ")[2]
        return last.isdecimal() and int(last) <= cached.entry.progress
    return cached.entry.updated_at >= activity.created_at - _SECONDS_TO_SAVE


def _activity(one: ListActivity, person: HeardPerson, now: int) -> Activity | None:
    """None for an activity of which AniList has lost the title."""
    kind = one.media and one.media.type
    if one.media is None or kind not in {MediaType.ANIME, MediaType.MANGA} or not one.status:
        return None
    return Activity(
        id=one.id,
        discord_id=person.discord_id,
        media_id=one.media.id,
        media_type=kind.value,
        status=one.status,
        progress=one.progress,
        created_at=one.created_at,
        seen_at=now,
    )


def _content(activity: Activity) -> tuple[object, ...]:
    return activity.status, activity.progress, activity.created_at, activity.gone_at
