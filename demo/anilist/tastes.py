"""Lists made up by people's tastes, the same in every run: popular titles, and titles that fit the taste."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b

from demo.anilist.lists import DateParts, MediaList, total
from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser

_DAY = 86400
_NOTES = (
    "rewatch with the club",
    "~!did not see that coming!~",
    "the soundtrack!",
    "lent the first volume to a friend",
)
_WHILE_IT_AIRS = (*["CURRENT"] * 4, "PAUSED", "PLANNING")
_AFTERWARDS = (*["COMPLETED"] * 8, "PLANNING", "PLANNING", "DROPPED", "PAUSED", "CURRENT", "REPEATING")
_SCORED_OF_12 = {"COMPLETED": 11, "REPEATING": 11, "DROPPED": 11, "PAUSED": 4, "CURRENT": 4, "PLANNING": 0}
_BEHIND = (0, 0, 1, 1, 2, 4)  # episodes
_FAVOURITES = {"ANIME": 5, "MANGA": 3}


def entries_by_taste(person: AniListUser, new_id: Callable[[], int], now: int) -> list[MediaList]:
    """The entries on the person's list as of `now`; `new_id` numbers them."""
    return [_made_up(new_id(), person, node, now) for node in all_media().values() if _is_listed(person, node)]


def favourites(entries: list[MediaList]) -> list[int]:
    """The best-scored media of the entries: some anime, then some manga."""
    best = sorted((one for one in entries if one.score and not one.private), key=lambda one: (-one.score, one.id))
    return [
        media_id
        for media_type, most in _FAVOURITES.items()
        for media_id in [one.media_id for one in best if all_media()[one.media_id]["type"] == media_type][:most]
    ]


def _is_listed(person: AniListUser, node: Node) -> bool:
    if node["isAdult"] and not person.adult:
        return False
    size = person.options[node["type"]].size
    share = size * _fame()[node["id"]] ** 1.3 + 10 * _pull(person, node)
    return size > 0 and _chance(person, node, "listed") % 100 < share


@cache
def _fame() -> Mapping[int, float]:
    """The popularity of each medium among those of its type and status: 1 is the highest, near 0 the lowest."""
    kinds: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in sorted(all_media().values(), key=lambda node: node["popularity"] or 0):
        kinds[node["type"], node["status"]].append(node)
    return {node["id"]: rank / len(kind) for kind in kinds.values() for rank, node in enumerate(kind, start=1)}


def _pull(person: AniListUser, node: Node) -> int:
    """How well a medium fits the person's taste: -2 to 2."""
    genres = set(node["genres"])
    return max(-2, min(2, len(genres & set(person.likes)) - len(genres & set(person.dislikes))))


def _made_up(entry_id: int, person: AniListUser, node: Node, now: int) -> MediaList:
    chance = _chance(person, node, "entry")
    status = _status(person, node, chance)
    changed = now - chance % (_DAY * (12 if status == "CURRENT" else 900))
    is_done = status in {"COMPLETED", "REPEATING"}
    return MediaList(
        id=entry_id,
        user_id=person.id,
        media_id=node["id"],
        status=status,
        score=_score(person, node, chance) if chance % 12 < _SCORED_OF_12[status] else 0,
        progress=_progress(node, status, chance),
        repeat=1 if status == "REPEATING" else 0,
        private=chance % 19 == 0,
        notes=_NOTES[chance % len(_NOTES)] if chance % 13 == 0 else None,
        completed_at=_date(changed) if is_done else DateParts(),
        created_at=changed - _DAY,
        updated_at=changed,
    )


def _status(person: AniListUser, node: Node, chance: int) -> str:
    if node["status"] == "NOT_YET_RELEASED":
        return "PLANNING"
    if _pull(person, node) < 0 and chance % 4 == 0:
        return "DROPPED"
    choice = _WHILE_IT_AIRS if node["status"] == "RELEASING" else _AFTERWARDS
    return choice[chance % len(choice)]


def _score(person: AniListUser, node: Node, chance: int) -> int:
    """A score from the taste, a little of everybody's opinion, and a mood: 10 to 100."""
    opinion = ((node["averageScore"] or 72) - 72) // 3
    return max(10, min(100, 66 + 14 * _pull(person, node) + opinion + chance // 64 % 13 - 6))


def _progress(node: Node, status: str, chance: int) -> int:
    """The progress; a person who watches an airing title is a little behind."""
    if status == "PLANNING":
        return 0
    if status == "CURRENT" and node["nextAiringEpisode"]:
        return max(0, node["nextAiringEpisode"]["episode"] - 1 - _BEHIND[chance // 32 % len(_BEHIND)])
    known = total(node) or 12
    return known if status in {"COMPLETED", "REPEATING"} else chance % known


def _date(time: int) -> DateParts:
    day = datetime.fromtimestamp(time, UTC)
    return DateParts(day.year, day.month, day.day)


def _chance(person: AniListUser, node: Node, about: str) -> int:
    """A hash that looks random and is the same in every run."""
    return int.from_bytes(blake2b(f"{about}:{node['id']}:{person.id}".encode(), digest_size=4).digest())
