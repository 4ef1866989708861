"""People's lists at the stand-in, as mutations change them. Knows no tastes."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Self

import msgspec

from demo.anilist.media import Node, all_media


class DateParts(msgspec.Struct, frozen=True):
    """A date of which any part may be unknown; without all parts it is no date."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class MediaList(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A medium on a person's list. `score` is 0 (none) to 100; `advanced_scores` follow the person's own order."""

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
    started_at: DateParts = DateParts()
    completed_at: DateParts = DateParts()
    created_at: int
    updated_at: int


class Lists:
    """The entries of all people."""

    def __init__(
        self,
        last_id: int = 300_000_000,
        entries: Mapping[int, MediaList] = MappingProxyType({}),
        keys: Mapping[tuple[int, int], int] = MappingProxyType({}),
    ) -> None:
        self._last_id = last_id
        self._entries = dict(entries)
        self._keys = dict(keys)

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def copied(self) -> Self:
        """A copy to change; it shares the entries, which never change."""
        return type(self)(self._last_id, self._entries, self._keys)

    def of(self, user_id: int, media_type: str) -> list[MediaList]:
        """A person's entries of one type, in no particular order."""
        mine = (entry for entry in self._entries.values() if entry.user_id == user_id)
        return [entry for entry in mine if all_media()[entry.media_id]["type"] == media_type]

    def entry(self, entry_id: int) -> MediaList | None:
        return self._entries.get(entry_id)

    def entry_for(self, user_id: int, media_id: int) -> MediaList | None:
        """The person's entry for a medium; None when it is not on their list."""
        return self._entries.get(self._keys.get((user_id, media_id), 0))

    def who_lists(self, media_id: int, statuses: Collection[str] = ()) -> list[int]:
        """The people with a medium on their list, or with one of the `statuses`."""
        found = (self._entries[one] for (_, of), one in self._keys.items() if of == media_id)
        return [entry.user_id for entry in found if not statuses or entry.status in statuses]

    def put(self, entry: MediaList) -> None:
        """Add an entry, or replace the one with its id."""
        self._entries[entry.id] = entry
        self._keys[entry.user_id, entry.media_id] = entry.id

    def remove(self, entry: MediaList) -> None:
        del self._entries[entry.id]
        del self._keys[entry.user_id, entry.media_id]


def total(node: Node) -> int | None:
    """The number of episodes or chapters; None while it is unknown."""
    return node["episodes"] if node["type"] == "ANIME" else node["chapters"]
