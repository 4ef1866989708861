"""Steps: what somebody did with a title, as a feed tells it, by AniList's activity or by a change through Musubi.

A change through Musubi is AniList's activity, too. It is told once: *the change tells it*, and takes the activity's id
for likes and replies; of the activity, only the part that no change has made is told. So it is told where AniList's
activity is switched off, and whichever of the two is known first. Pure.
"""

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from store import Entry

Kind = Literal[
    "PROGRESS",
    "REPEAT",
    "BACK",
    "SCORED",
    "FINISHED_AGAIN",
    "CURRENT",
    "PLANNING",
    "COMPLETED",
    "PAUSED",
    "DROPPED",
    "REPEATING",
    "OTHER",
]
_STATUSES: dict[str, Kind] = {
    "CURRENT": "CURRENT",
    "PLANNING": "PLANNING",
    "COMPLETED": "COMPLETED",
    "PAUSED": "PAUSED",
    "DROPPED": "DROPPED",
    "REPEATING": "REPEATING",
}
# AniList's words, for anime and for manga
_WORDS: dict[str, Kind] = {
    "watched episode": "PROGRESS",
    "read chapter": "PROGRESS",
    "rewatched episode": "REPEAT",
    "reread chapter": "REPEAT",
    "plans to watch": "PLANNING",
    "plans to read": "PLANNING",
    "completed": "COMPLETED",
    "rewatched": "FINISHED_AGAIN",
    "reread": "FINISHED_AGAIN",
    "paused watching": "PAUSED",
    "paused reading": "PAUSED",
    "dropped": "DROPPED",
}
_COUNTED = {"PROGRESS", "REPEAT"}
_FINISHED = {"COMPLETED", "FINISHED_AGAIN"}
_DONE = {"COMPLETED", "REPEATING"}
_HIGHLIGHTS = {*_FINISHED, "CURRENT", "REPEATING", "DROPPED", "SCORED"}
_RANGE = re.compile(r"([0-9]{1,9})(?: - ([0-9]{1,9}))?")


class ListStep(msgspec.Struct, frozen=True):
    """What was done. `first` and `last` are the new episodes or chapters; going back, `last` is where to."""

    kind: Kind
    first: int = 0
    last: int = 0

    @property
    def is_counted(self) -> bool:
        return self.kind in _COUNTED

    @property
    def is_highlight(self) -> bool:
        """Whether something was begun, finished, dropped or scored."""
        return self.kind in _HIGHLIGHTS or (self.is_counted and self.first <= 1)


def heard(status: str, progress: str | None) -> ListStep | None:
    """The step of an activity, by AniList's words; None for words that are new to Musubi."""
    kind = _WORDS.get(status)
    if kind not in _COUNTED:
        return ListStep(kind) if kind else None
    numbers = _RANGE.fullmatch(progress or "")
    if numbers is None:
        return None
    first, last = int(numbers[1]), int(numbers[2] or numbers[1])
    return ListStep(kind, min(first, last), max(first, last))


def made(before: Entry | None, after: Entry | None) -> ListStep | None:
    """The step of a change from `before` to `after`; None for one that is no news."""
    if after is None:
        return None
    first, last = (before.progress if before else 0) + 1, after.progress
    is_same = before is not None and before.status == after.status
    if first <= last and (is_same or after.status in {"CURRENT", "REPEATING"}):
        return ListStep("REPEAT" if after.status == "REPEATING" else "PROGRESS", first, last)
    if before and is_same:
        if last < before.progress:
            return ListStep("BACK", last=last)
        return ListStep("SCORED") if after.score and after.score != before.score else None
    if before and (before.status, after.status) == ("REPEATING", "COMPLETED"):
        return ListStep("FINISHED_AGAIN")
    return ListStep(_STATUSES.get(after.status, "OTHER"))


def left(step: ListStep, ours: Iterable[ListStep]) -> ListStep | None:
    """The part of an activity's `step` that none of `ours`, the steps through Musubi, has made."""
    same = [one for one in ours if one.kind == step.kind]
    if not step.is_counted:
        return None if same else step
    first, last = step.first, step.last
    while first <= last and (ends := [one.last for one in same if one.first <= first <= one.last]):
        first = max(ends) + 1
    while first <= last and (starts := [one.first for one in same if one.first <= last <= one.last]):
        last = min(starts) - 1
    return ListStep(step.kind, first, last) if first <= last else None


def tells(activity: ListStep, step: ListStep) -> bool:
    """Whether AniList's `activity` is about that `step` through Musubi."""
    return activity.kind == step.kind and (not step.is_counted or activity.first <= step.last <= activity.last)


def stands(step: ListStep, status: str, progress: int) -> bool:
    """Whether the entry is still so, and was not put right since."""
    if step.is_counted:
        return progress >= step.last or status in _DONE
    return status in _DONE if step.kind in _FINISHED else status == step.kind


def merged(earlier: ListStep, later: ListStep) -> ListStep:
    """Two steps of a person with a title as one: the last word counts, and numbers are joined."""
    if later.kind == "SCORED":
        return earlier
    if later.kind == earlier.kind and later.is_counted:
        return ListStep(later.kind, min(earlier.first, later.first), max(earlier.last, later.last))
    return later
