"""What an import makes of an entry: added, raised and filled in, or overwritten, as the person has chosen. Pure.

Nothing is lowered and nothing replaced, unless they chose to overwrite; what the file leaves empty never empties
anything. Dates come from the file alone: finishing a title here is no news of today.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from library.errors import AlreadyThere
from library.imports.export import ExportedEntry
from library.rules import entry_rules
from library.rules.entry_rules import Wish
from store import Entry, FuzzyDate, ImportMode, Media

LEVELS: Mapping[ImportMode, int] = {"missing": 1, "raise": 2, "overwrite": 3}  # the most that each may do

_NO_DATE = FuzzyDate()
_LANGUAGE = "ROMAJI"  # of titles in errors, of which an import says none
_STAGES = {"": 0, "PLANNING": 0, "CURRENT": 1, "PAUSED": 1, "DROPPED": 1, "COMPLETED": 2, "REPEATING": 2}


def planned(exported: ExportedEntry, before: Entry | None, media: Media, mode: ImportMode) -> Entry | None:
    """The entry as the import makes it; None where it changes nothing. Raises Locked."""
    if before is None:
        return _applied(None, media, _said(exported, media))
    match mode:
        case "missing":
            return None
        case "raise":
            return _applied(before, media, _raised(exported, before, media))
        case "overwrite":
            return _applied(before, media, _overwritten(exported, before, media))


def level(exported: ExportedEntry, before: Entry | None, media: Media) -> int:
    """How much one has to allow so that the import changes the entry: 0 is nothing, else by `LEVELS`. Raises Locked."""
    return next((most for mode, most in LEVELS.items() if planned(exported, before, media, mode)), 0)


def _applied(before: Entry | None, media: Media, wish: Wish) -> Entry | None:
    try:
        return entry_rules.apply(before, media, wish, _NO_DATE, _LANGUAGE)
    except AlreadyThere:
        return None


def _said(exported: ExportedEntry, media: Media) -> Wish:
    """All that the file says."""
    values = {name: getattr(exported, name) for name in ("status", "score", "repeat", "started", "completed", "notes")}
    return Wish(**values, **_counts(exported, media))


def _raised(exported: ExportedEntry, before: Entry, media: Media) -> Wish:
    """What goes on from the entry, and what it lacks. A rewatch has counts of its own, so they stay."""
    given: dict[str, Any] = {
        name: getattr(exported, name)
        for name in ("score", "started", "completed", "notes")
        if _is_given(getattr(exported, name)) and not _is_given(getattr(before, name))
    }
    given["repeat"] = max(before.repeat, exported.repeat)
    if not entry_rules.is_rewatch(before):
        given |= {name: most for name, most in _counts(exported, media).items() if most > getattr(before, name)}
        is_further = _STAGES[exported.status] > _STAGES.get(before.status, 2)
        if is_further and (exported.status != "REPEATING" or before.status == "PLANNING"):
            given["status"] = exported.status
    return Wish(**given)


def _overwritten(exported: ExportedEntry, before: Entry, media: Media) -> Wish:
    wish = _said(exported, media)
    empty = {name: UNSET for name in ("score", "started", "completed", "notes") if not _is_given(getattr(wish, name))}
    return msgspec.structs.replace(wish, **empty, repeat=exported.repeat or before.repeat, may_lower=True)


def _is_given(value: object) -> bool:
    return value not in (0, "", _NO_DATE)


def _counts(exported: ExportedEntry, media: Media) -> dict[str, Any]:
    """The counts, within the title's own totals; a completed title has all of them."""
    counts = dict[str, Any]()
    for name, total in entry_rules.totals(media).items():
        if name == "volumes" and media.media_type == "ANIME":
            continue
        known = getattr(exported, name)
        counts[name] = total if total and exported.status == "COMPLETED" else min(known, total or known)
    return counts
