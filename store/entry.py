"""An entry of a person's list, and its row. Knows no statement."""

from typing import Any

import msgspec

from store.database import as_json
from store.statements import Row


class FuzzyDate(msgspec.Struct, frozen=True):
    """A date of which any part may be unknown; all None is no date."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A title on a person's list, in AniList's words. The score is out of 100, 0 is none; times in unix seconds."""

    media_id: int
    entry_id: int
    media_type: str
    status: str
    score: int = 0
    progress: int = 0
    volumes: int = 0
    repeat: int = 0
    private: bool = False
    hidden: bool = False
    notes: str = ""
    custom_lists: tuple[str, ...] = ()
    advanced_scores: dict[str, float] = {}
    started: FuzzyDate = FuzzyDate()
    completed: FuzzyDate = FuzzyDate()
    updated_at: int = 0
    created_at: int = 0


class CachedEntry(msgspec.Struct, frozen=True):
    """AniList's answer to a request at `read_at`; `entry` is None when the title is not on the list."""

    entry: Entry | None
    read_at: int


def entry_columns(entry: Entry) -> dict[str, Any]:
    """The entry's columns, without the person's."""
    return msgspec.structs.asdict(entry) | {
        "custom_lists": as_json(entry.custom_lists),
        "advanced_scores": as_json(entry.advanced_scores),
        "started": _number(entry.started),
        "completed": _number(entry.completed),
    }


def entry_of_row(row: Row) -> Entry:
    decoded = {
        "custom_lists": msgspec.json.decode(row["custom_lists"]),
        "advanced_scores": msgspec.json.decode(row["advanced_scores"]),
        "started": _date(row["started"]),
        "completed": _date(row["completed"]),
    }
    return msgspec.convert(row | decoded, Entry, strict=False)


def _number(date: FuzzyDate) -> int:
    return (date.year or 0) * 10_000 + (date.month or 0) * 100 + (date.day or 0)


def _date(number: int) -> FuzzyDate:
    return FuzzyDate(number // 10_000 or None, number // 100 % 100 or None, number % 100 or None)
