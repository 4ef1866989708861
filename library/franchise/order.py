"""The order in which to watch or read a franchise: by release, with what is optional told apart. Pure.

Titles that are sequels of each other are one line. The main line is that of the title in question, or of what it is a
side story or summary of. All other lines hang on it by some relation, and are optional. Relations may be odd: titles
may name themselves or each other, in circles, or name what nobody knows.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from library.franchise.related import KINDS
from store import Entry, Media, Relation

LINE = frozenset({"PREQUEL", "SEQUEL"})
AROUND = frozenset({"PARENT", "SIDE_STORY", "SUMMARY", "COMPILATION", "CONTAINS", "ALTERNATIVE", "SPIN_OFF"})
FOLLOWED = LINE | AROUND
MAIN = "MAIN"
_UP = frozenset({"SIDE_STORY", "SUMMARY", "COMPILATION"})  # what is one of these has its main line elsewhere
_INVERSE = {
    "PARENT": "SIDE_STORY",
    "SIDE_STORY": "PARENT",
    "SUMMARY": "PARENT",
    "SPIN_OFF": "PARENT",
    "COMPILATION": "CONTAINS",
    "CONTAINS": "COMPILATION",
    "ALTERNATIVE": "ALTERNATIVE",
}
_UNKNOWN_DATE = 99_999_999
_UNDER_WAY = frozenset({"CURRENT", "REPEATING"})


class FranchiseStep(NamedTuple):
    """A title of the order; `role` is MAIN, or what it is to the main line."""

    media: Media
    role: str

    @property
    def is_main(self) -> bool:
        return self.role == MAIN


def watch_order(start: int, media: Mapping[int, Media], relations: Iterable[Relation]) -> list[FranchiseStep]:
    """The titles of the franchise of `start` in `media`, each once, as they came out."""
    told = [one for one in relations if one.relation in FOLLOWED and one.media_id in media and one.related_id in media]
    lines = _lines(media, told)
    roles = _roles(_main_line(lines[start], lines, told), lines, told)
    steps = [
        FranchiseStep(media[one], "OTHER" if media[one].format == "MUSIC" else role) for one, role in roles.items()
    ]
    return sorted(steps, key=lambda step: (released(step.media), not step.is_main, step.media.id))


def released(media: Media) -> int:
    """The day of release, for sorting: what is known by its year alone comes at the end of that year."""
    day = media.started or (media.season_year or 0) * 10_000
    if not day:
        return _UNKNOWN_DATE
    year, month = day // 10_000, day // 100 % 100 or 99
    return year * 10_000 + month * 100 + (day % 100 or 99)


def next_step(steps: Iterable[FranchiseStep], own: Mapping[int, Entry]) -> FranchiseStep | None:
    """What to watch next: what is under way, else the first of the main line that is left, else the first of the rest.

    What is out comes before what is not; None when nothing is left.
    """
    left = [step for step in steps if _is_left(own.get(step.media.id))]
    order = sorted(left, key=lambda step: _urgency(step, own.get(step.media.id)))  # stable: else by release
    return order[0] if order else None


def _urgency(step: FranchiseStep, entry: Entry | None) -> int:
    if entry and entry.status in _UNDER_WAY:
        return 0 if step.is_main else 1
    if step.media.status == "NOT_YET_RELEASED":
        return 3 if step.is_main else 5
    return 2 if step.is_main else 4


def _is_left(entry: Entry | None) -> bool:
    return entry is None or entry.status not in {"COMPLETED", "DROPPED"}


def _lines(media: Collection[int], told: Iterable[Relation]) -> dict[int, int]:
    """The line of each title, by the smallest id in it."""
    near: dict[int, set[int]] = {one: set() for one in media}
    for one in told:
        if one.relation in LINE:
            near[one.media_id].add(one.related_id)
            near[one.related_id].add(one.media_id)
    lines: dict[int, int] = {}
    for first in sorted(near):
        waiting = deque([] if first in lines else [first])
        while waiting:
            if (one := waiting.popleft()) not in lines:
                lines[one] = first
                waiting.extend(near[one])
    return lines


def _main_line(line: int, lines: Mapping[int, int], told: Iterable[Relation]) -> int:
    """The line from which this one is a side story or a summary, if there is one, and so on upwards."""
    above: dict[int, int] = {}
    kinds = {(one.media_id, one.related_id): one.relation for one in told}
    for (title, other), kind in kinds.items():
        if kind == "PARENT" and kinds.get((other, title)) not in {"SPIN_OFF", "PARENT"}:
            title, other, kind = other, title, "SIDE_STORY"  # noqa: PLW2901  (the same, told from its other end)
        if kind in _UP and lines[title] != lines[other]:
            above.setdefault(lines[other], lines[title])
    seen = {line}
    while (line := above.get(line, line)) not in seen:
        seen.add(line)
    return line


def _roles(main: int, lines: Mapping[int, int], told: Iterable[Relation]) -> dict[int, str]:
    """What each line that can be reached is to the main one: the first relation on a shortest way decides."""
    ways: dict[int, list[tuple[bool, int, str, int]]] = {line: [] for line in lines.values()}
    for one in told:
        theirs, ours = lines[one.media_id], lines[one.related_id]
        if theirs != ours and one.relation in AROUND:
            ways[theirs].append(_way(one.relation, ours))
            ways[ours].append(_way(_INVERSE[one.relation], theirs, is_told=False))
    roles, waiting = {main: MAIN}, deque([main])
    while waiting:
        line = waiting.popleft()
        for *_, role, other in sorted(ways[line]):
            if other not in roles:
                roles[other] = role if roles[line] == MAIN else roles[line]
                waiting.append(other)
    return {title: roles[line] for title, line in lines.items() if line in roles}


def _way(role: str, line: int, *, is_told: bool = True) -> tuple[bool, int, str, int]:
    """A way to a line, to be sorted: what AniList tells comes before what follows from the other end's word."""
    return not is_told, KINDS.index(role), role, line
