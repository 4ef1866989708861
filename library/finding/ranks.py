"""The order in which a person likely means their own titles: a cache by the version of their entries.

A list of thousands is not read and sorted at every letter. Knows nothing of the typed text.
"""

from collections.abc import Mapping
from itertools import chain

import msgspec

from library.sync.list_sync import MEDIA_TYPES
from store import Entries

_MOST = 32  # people and types whose ranks are kept
_STATUS_ORDER = ("CURRENT", "REPEATING", "PAUSED", "PLANNING", "COMPLETED", "DROPPED")

_Key = tuple[int, str | None]


class _CachedRanks(msgspec.Struct, frozen=True):
    """Ranks by id, for one version of the entries."""

    version: int
    ranks: Mapping[int, int]


class Ranks:
    """The ranks of the people who typed last."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._cache: dict[_Key, _CachedRanks] = {}

    async def of(self, discord_id: int, media_type: str | None) -> Mapping[int, int]:
        """The person's own titles by id, lowest rank first: 0 is the title that they most likely mean."""
        key, version = (discord_id, media_type), await self._entries.version(discord_id)
        ranked = self._cache.pop(key, None)
        if ranked is None or ranked.version != version:
            ranked = _CachedRanks(version, await self._read(discord_id, media_type))
        self._cache[key] = ranked
        if len(self._cache) > _MOST:
            del self._cache[next(iter(self._cache))]
        return ranked.ranks

    async def _read(self, discord_id: int, media_type: str | None) -> dict[int, int]:
        own = await self._entries.by_status(discord_id, (media_type,) if media_type else MEDIA_TYPES)
        likely = chain.from_iterable(own[status] for status in sorted(own, key=_likelihood))
        return {media_id: rank for rank, media_id in enumerate(likely)}


def _likelihood(status: str) -> int:
    return _STATUS_ORDER.index(status) if status in _STATUS_ORDER else len(_STATUS_ORDER)
