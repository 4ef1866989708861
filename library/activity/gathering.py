"""What AniList tells of members becomes notices to the feeds that they share with. Knows nothing of posts."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from library.activity.steps import ListStep, heard, left, made, stands
from store import Activity, ActivityNews, Notices, OwnChange, TopicNotice, Untold
from store.notices import SECONDS_MERGED

SECONDS_SAME = 86400  # between a change through Musubi and AniList's activity of it, which may be merged into another
_SECONDS_NEW = 3600  # what is older comes too late for a post
_MOST_AT_ONCE = 12  # activities of a person within a quarter of an hour; more is an import
_SECONDS_AT_ONCE = 450

Doing = tuple[int, int]  # a person and a title


class OwnStep(NamedTuple):
    """A step through Musubi, and when it was made."""

    at: int
    step: ListStep


class Gathering:
    """Any process may gather, and two at once: a notice that is there stays as it is."""

    def __init__(self, news: ActivityNews, notices: Notices, now: Callable[[], int]) -> None:
        self._news = news
        self._notices = notices
        self._now = now

    async def round(self) -> None:
        """Write a notice of each activity that no change through Musubi tells.

        It is due with the others of its minutes, when the stored entry has it: then nothing of it is private, and the
        score is known.
        """
        after = self._now() - _SECONDS_NEW
        untold = await self._news.untold(after, most_at_once=_MOST_AT_ONCE, seconds_at_once=_SECONDS_AT_ONCE)
        if not untold:
            return
        ours = await own_steps(self._news, {(one.discord_id, one.media_id) for one in untold}, after)
        told = [one for one in untold if _is_news(one, ours[one.discord_id, one.media_id])]
        await self._notices.tell(_notice(one) for one in told)


async def own_steps(news: ActivityNews, doings: Collection[Doing], since: int) -> defaultdict[Doing, list[OwnStep]]:
    """What people did to those titles through Musubi, taken back or not, since a day before `since`."""
    people, titles = {person for person, _ in doings}, {title for _, title in doings}
    found = defaultdict[Doing, list[OwnStep]](list)
    for change in await news.ours(people, titles, since - SECONDS_SAME):
        found[change.discord_id, change.media_id] += [OwnStep(change.at, step) for step in _steps(change)]
    return found


def rest_of(activity: Activity, ours: Iterable[OwnStep]) -> ListStep | None:
    """The part of what the activity tells that was not done through Musubi before it was heard; None if all was."""
    step = heard(activity.status, activity.progress)
    return left(step, (one.step for one in ours if one.at <= activity.seen_at)) if step else None


def _steps(change: OwnChange) -> list[ListStep]:
    """The step of the change, and of its undo."""
    steps = [made(change.before, change.after)]
    if change.state == "undone":
        steps.append(made(change.after, change.before))
    return [one for one in steps if one]


def _is_news(untold: Untold, ours: Iterable[OwnStep]) -> bool:
    rest = rest_of(untold, ours)
    return rest is not None and stands(rest, untold.entry_status, untold.entry_progress)


def _notice(untold: Untold) -> TopicNotice:
    """Due like a change of the same time: see :mod:`store.notices`."""
    return TopicNotice(
        topic="activity",
        topic_id=untold.id,
        feed_id=untold.feed_id,
        media_id=untold.media_id,
        happened_at=untold.created_at,
        due_at=(untold.created_at // SECONDS_MERGED + 2) * SECONDS_MERGED,
    )
