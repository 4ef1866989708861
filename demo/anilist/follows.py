"""Whom the stand-in's people follow: made up by chance, the same in every run."""

from collections.abc import Iterable
from hashlib import blake2b

from demo.anilist.people import AniListUser

_SHARE = 50  # percent of the others


def followed_by(person: AniListUser, people: Iterable[AniListUser]) -> set[int]:
    """The ids of those that the person follows; nobody for people who have just begun, with nothing on any list."""
    if not (person.anime.size or person.manga.size):
        return set()
    return {other.id for other in people if other is not person and _chance(person, other) % 100 < _SHARE}


def _chance(person: AniListUser, other: AniListUser) -> int:
    return int.from_bytes(blake2b(f"follows:{person.id}:{other.id}".encode(), digest_size=4).digest())
