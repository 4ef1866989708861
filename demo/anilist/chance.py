"""Lists made up by chance, the same in every run: they cover every kind of value, and much that is hard to show."""

from collections.abc import Callable
from zlib import crc32

from demo.anilist.lists import DateParts, MediaList, total
from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser, UserListOptions

_DAY = 86400
_NOTES = ("with *Mum*", "~!the twist in the end!~", "stopped at `ep 7` @everyone", "[great](https://example.org)")


def entries_by_chance(person: AniListUser, new_id: Callable[[], int], now: int) -> list[MediaList]:
    """The entries on the person's list as of `now`; `new_id` numbers them."""
    return [_made_up(new_id(), person, node, now) for node in all_media().values() if _is_listed(person, node)]


def _is_listed(person: AniListUser, node: Node) -> bool:
    options = person.options[node["type"]]
    return (person.adult or not node["isAdult"]) and _chance(person, node, "listed") % 100 < options.size


def _made_up(entry_id: int, person: AniListUser, node: Node, now: int) -> MediaList:
    chance = _chance(person, node, "entry")
    status = _status(node, chance)
    finished = now - _DAY * (chance % 900)
    is_done = status in {"COMPLETED", "REPEATING"}
    custom = _custom_lists(person.options[node["type"]], chance)
    return MediaList(
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
        completed_at=_date(chance) if is_done else DateParts(),
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


def _date(chance: int) -> DateParts:
    """A date; every fourth date has a year only."""
    year = 2018 + chance % 8
    return DateParts(year, 1 + chance % 12, 1 + chance % 28) if chance % 4 else DateParts(year)


def _custom_lists(options: UserListOptions, chance: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(options.custom_lists or ()) if (chance >> 4 * bit) % 16 < 3)


def _chance(person: AniListUser, node: Node, about: str) -> int:
    """A hash that looks random and is the same in every run."""
    return crc32(f"{about}:{node['id']}:{person.id}:{about}".encode())
