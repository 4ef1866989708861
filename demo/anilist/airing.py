"""Air times: the recorded airings, moved into the week after the world's start, with an episode every week.

Episodes before that time have aired, and later episodes air as time passes; a title's status follows. Tests and the
demo put titles on air, delay episodes and cancel them. Knows nothing of GraphQL.
"""

from collections.abc import Callable
from zlib import crc32

import msgspec

from demo.anilist.media import Node, all_media

WEEK = 7 * 86400
_FORESEEN = 12 * WEEK  # the schedule that AniList has ahead for a title of unknown length


class ScheduledAiring(msgspec.Struct, frozen=True, kw_only=True):
    """An episode; `airing_at` is in unix seconds."""

    id: int
    media_id: int
    episode: int
    airing_at: int


class _WeeklySchedule:
    """Episode `number` airs at `at`, the others weekly before and after it, up to `last` (None: unknown length)."""

    def __init__(self, number: int, at: int, last: int | None) -> None:
        self.last = last
        self._delays: list[tuple[int, int]] = []  # (first episode, seconds)
        self._moved: dict[int, int | None] = {}  # None: cancelled
        self._number = number
        self._at = at
        self._known: dict[int, list[tuple[int, int]]] = {}  # by the last episode; emptied when the schedule changes

    def delay(self, first: int, seconds: int) -> None:
        self._delays.append((first, seconds))
        self._known.clear()

    def move(self, episode: int, at: int | None) -> None:
        self._moved[episode] = at
        self._known.clear()

    def times(self, until: int) -> list[tuple[int, int]]:
        """The episodes with their times; a title of unknown length has the episodes that air up to `until`."""
        last = self.last or self._number + max(0, (until - self._at) // WEEK)
        if last not in self._known:
            times = ((episode, self._time(episode)) for episode in range(1, last + 1))
            self._known[last] = [(episode, at) for episode, at in times if at is not None]
        return self._known[last]

    def _time(self, episode: int) -> int | None:
        if episode in self._moved:
            return self._moved[episode]
        delay = sum(seconds for first, seconds in self._delays if episode >= first)
        return self._at + (episode - self._number) * WEEK + delay


class AiringCalendar:
    """Every past and future episode."""

    def __init__(self, *, now: Callable[[], int]) -> None:
        self._now = now
        self._plans: dict[int, _WeeklySchedule] = {}
        for node in all_media().values():
            if recorded := node["nextAiringEpisode"]:
                ahead = (recorded["airingAt"] - now()) % WEEK or WEEK
                self.put_on_air(node["id"], recorded["episode"], now() + ahead, last=node["episodes"])

    def put_on_air(self, media_id: int, episode: int, at: int, *, last: int | None) -> None:
        """`episode` airs at `at`, the others weekly before and after it. A test's own media can be put on air, too."""
        self._plans[media_id] = _WeeklySchedule(episode, at, last)

    def delay(self, media_id: int, episode: int, seconds: int) -> None:
        """Delay `episode` and all later episodes; negative `seconds` bring them forward."""
        self._plans[media_id].delay(episode, seconds)

    def move(self, media_id: int, episode: int, at: int) -> None:
        """Move `episode` alone."""
        self._plans[media_id].move(episode, at)

    def cancel(self, media_id: int, episode: int) -> None:
        """Cancel `episode`; the others stay."""
        self._plans[media_id].move(episode, None)

    def withdraw(self, media_id: int) -> None:
        """Take all of a title's episodes off the schedule."""
        self._plans.pop(media_id, None)

    def all(self) -> list[ScheduledAiring]:
        """All past episodes and the known future ones, title by title."""
        return [airing for media_id in self._plans for airing in self.of(media_id)]

    def of(self, media_id: int) -> list[ScheduledAiring]:
        """A title's episodes in their order; none for a title that was never on air."""
        return [_airing(media_id, episode, at) for episode, at in self._times(media_id)]

    def next(self, media_id: int) -> ScheduledAiring | None:
        """A title's next episode; None when none is known."""
        now = self._now()
        ahead = [(at, episode) for episode, at in self._times(media_id) if at > now]
        at, episode = min(ahead, default=(0, 0))
        return _airing(media_id, episode, at) if ahead else None

    def status(self, node: Node) -> str | None:
        """AniList's ``MediaStatus`` as of now; the recorded status for a title that was never on air."""
        if node["id"] not in self._plans:
            return node["status"]
        now = self._now()
        is_out = [at <= now for _, at in self._times(node["id"])]
        if not any(is_out):
            return "NOT_YET_RELEASED"
        return "FINISHED" if self._plans[node["id"]].last and all(is_out) else "RELEASING"

    def _times(self, media_id: int) -> list[tuple[int, int]]:
        plan = self._plans.get(media_id)
        return plan.times(self._now() + _FORESEEN) if plan else []


def _airing(media_id: int, episode: int, at: int) -> ScheduledAiring:
    number = crc32(f"{media_id}:{episode}".encode()) >> 1
    return ScheduledAiring(id=number, media_id=media_id, episode=episode, airing_at=at)
