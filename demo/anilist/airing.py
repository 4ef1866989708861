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

    media_id: int
    episode: int
    airing_at: int

    @property
    def id(self) -> int:
        return crc32(f"{self.media_id}:{self.episode}".encode()) >> 1


class _WeeklySchedule:
    """Episode `number` airs at `at`, the others weekly before and after it, up to `last` (None: unknown length)."""

    def __init__(self, media_id: int, number: int, at: int, last: int | None) -> None:
        self.last = last
        self._media_id = media_id
        self._delays: list[tuple[int, int]] = []  # (first episode, seconds)
        self._moved: dict[int, int | None] = {}  # None: cancelled
        self._number = number
        self._at = at
        self._known: dict[int, list[ScheduledAiring]] = {}  # by the last episode; emptied when the schedule changes

    def delay(self, first: int, seconds: int) -> None:
        self._delays.append((first, seconds))
        self._known.clear()

    def move(self, episode: int, at: int | None) -> None:
        self._moved[episode] = at
        self._known.clear()

    def episodes(self, until: int) -> list[ScheduledAiring]:
        """The episodes in their order; a title of unknown length has the episodes that air up to `until`."""
        last = self.last or self._number + max(0, (until - self._at) // WEEK)
        if last not in self._known:
            times = ((episode, self._time(episode)) for episode in range(1, last + 1))
            self._known[last] = [
                ScheduledAiring(media_id=self._media_id, episode=episode, airing_at=at)
                for episode, at in times
                if at is not None
            ]
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
        self._plans[media_id] = _WeeklySchedule(media_id, episode, at, last)

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
        plan = self._plans.get(media_id)
        return plan.episodes(self._now() + _FORESEEN) if plan else []

    def next(self, media_id: int) -> ScheduledAiring | None:
        """A title's next episode; None when none is known."""
        now = self._now()
        ahead = (one for one in self.of(media_id) if one.airing_at > now)
        return min(ahead, key=lambda one: (one.airing_at, one.episode), default=None)

    def status(self, node: Node) -> str | None:
        """AniList's ``MediaStatus`` as of now; the recorded status for a title that was never on air."""
        if node["id"] not in self._plans:
            return node["status"]
        now = self._now()
        is_out = [one.airing_at <= now for one in self.of(node["id"])]
        if not any(is_out):
            return "NOT_YET_RELEASED"
        return "FINISHED" if self._plans[node["id"]].last and all(is_out) else "RELEASING"
