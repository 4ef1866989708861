"""People's lists at the stand-in: made up for a start, the same ones every time, and changed by mutations."""

from collections.abc import Callable, Iterable
from itertools import count
from zlib import crc32

import msgspec

from demo.anilist.media import Node, all_media
from demo.anilist.people import ListOptions, Person

_DAY = 86400
_NOTES = ("with *Mum*", "~!the twist in the end!~", "stopped at `ep 7` @everyone", "[great](https://example.org)")


class FuzzyDate(msgspec.Struct, frozen=True):
    """A date of which any part may be unknown; all of them: no date."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A medium on somebody's list. `score` is 0 (none) to 100; `advanced_scores` follow the person's own order."""

    id: int
    user_id: int
    media_id: int
    status: str = "CURRENT"
    score: int = 0
    progress: int = 0
    progress_volumes: int = 0
    repeat: int = 0
    priority: int = 0
    private: bool = False
    notes: str | None = None
    hidden_from_status_lists: bool = False
    custom_lists: tuple[str, ...] = ()
    advanced_scores: tuple[float, ...] = ()
    started_at: FuzzyDate = FuzzyDate()
    completed_at: FuzzyDate = FuzzyDate()
    created_at: int
    updated_at: int


class Lists:
    """Everybody's entries."""

    def __init__(self, people: Iterable[Person], *, now: Callable[[], int]) -> None:
        self._ids = count(300_000_001)
        self._entries: dict[int, Entry] = {}
        self._keys: dict[tuple[int, int], int] = {}
        for person in people:
            for node in all_media().values():
                if _is_listed(person, node):
                    self.put(_made_up(self.new_id(), person, node, now()))

    def new_id(self) -> int:
        return next(self._ids)

    def of(self, user_id: int, media_type: str) -> list[Entry]:
        """A person's entries of one type, in no particular order."""
        mine = (entry for entry in self._entries.values() if entry.user_id == user_id)
        return [entry for entry in mine if all_media()[entry.media_id]["type"] == media_type]

    def entry(self, entry_id: int) -> Entry | None:
        return self._entries.get(entry_id)

    def entry_for(self, user_id: int, media_id: int) -> Entry | None:
        """The person's entry for a medium; None when it is not on their list."""
        return self._entries.get(self._keys.get((user_id, media_id), 0))

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one with its id."""
        self._entries[entry.id] = entry
        self._keys[entry.user_id, entry.media_id] = entry.id

    def remove(self, entry: Entry) -> None:
        del self._entries[entry.id]
        del self._keys[entry.user_id, entry.media_id]


def total(node: Node) -> int | None:
    """How many episodes or chapters there are; None while that is unknown."""
    return node["episodes"] if node["type"] == "ANIME" else node["chapters"]


def _is_listed(person: Person, node: Node) -> bool:
    options = person.options[node["type"]]
    return (person.adult or not node["isAdult"]) and _chance(person, node, "listed") % 100 < options.size


def _made_up(entry_id: int, person: Person, node: Node, now: int) -> Entry:
    chance = _chance(person, node, "entry")
    status = _status(node, chance)
    finished = now - _DAY * (chance % 900)
    is_done = status in {"COMPLETED", "REPEATING"}
    custom = _custom_lists(person.options[node["type"]], chance)
    return Entry(
        id=entry_id,
        user_id=person.id,
        media_id=node["id"],
        status=status,
        score=31 + chance % 70 if is_done and chance % 5 else 0,
        progress=_progress(node, status, chance),
        repeat=1 if status == "REPEATING" else 0,
        private=chance % 19 == 0,
        notes=_NOTES[chance % len(_NOTES)] if chance % 13 == 0 else None,
        hidden_from_status_lists=bool(custom) and chance % 3 == 0,
        custom_lists=custom,
        completed_at=_date(chance) if is_done else FuzzyDate(),
        created_at=finished - _DAY,
        updated_at=finished,
    )


def _status(node: Node, chance: int) -> str:
    if node["status"] == "NOT_YET_RELEASED":
        return "PLANNING"
    if node["status"] == "RELEASING":
        return (*["CURRENT"] * 3, "PAUSED", "PLANNING", "DROPPED")[chance % 6]
    return (*["COMPLETED"] * 4, "PLANNING", "DROPPED", "CURRENT", "REPEATING")[chance % 8]


def _progress(node: Node, status: str, chance: int) -> int:
    if status == "PLANNING":
        return 0
    known = total(node) or 12
    return known if status == "COMPLETED" else chance % known


def _date(chance: int) -> FuzzyDate:
    """Of every fourth date only the year is known."""
    year = 2018 + chance % 8
    return FuzzyDate(year, 1 + chance % 12, 1 + chance % 28) if chance % 4 else FuzzyDate(year)


def _custom_lists(options: ListOptions, chance: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(options.custom_lists or ()) if (chance >> 4 * bit) % 16 < 3)


def _chance(person: Person, node: Node, about: str) -> int:
    """A number that looks random and is the same in every run."""
    return crc32(f"{about}:{node['id']}:{person.id}:{about}".encode())
