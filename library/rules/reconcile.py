"""Reconciling a change with the entry that AniList has: done, still to do, or overtaken. Pure.

*Optimistic concurrency*: a change is a `before` and a `wanted` entry; None is not on the list. Only the fields in which
they differ are the change's own: the rest belongs to other editors, on a phone or on AniList's site.
"""

from typing import Any

import msgspec

from library.errors import ChangedSince
from library.rules import notes, scores
from store import Entry

_ANILISTS_OWN = {"entry_id": 0, "created_at": 0, "updated_at": 0}
_FILLED_IN = {"started", "completed", "score"}  # the score of a title that is rated in parts
_SECONDS_OF_A_SAVE = 5  # at most, between the two times of an entry that a save has made


class Verdict(msgspec.Struct, frozen=True):
    """AniList's result of a change, by field.

    `kept` fields are as wanted, `refused` ones are not. `beside` has the fields that changed without a wish: AniList
    changed them, or another editor did.
    """

    kept: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def judged(before: Entry | None, wanted: Entry | None, after: Entry | None, score_format: str) -> Verdict:
    """The verdict of a change.

    A score is kept when it reads as wanted in the person's format, as AniList may round it.
    """
    if wanted is None or after is None:
        return Verdict()
    asked = _touched(before, wanted)
    kept = tuple(name for name, value in asked.items() if _reads(name, value, after, score_format))
    refused = tuple(name for name in asked if name not in kept)
    beside = tuple(name for name in _touched(before, after) if name not in asked)
    return Verdict(kept, refused, beside)


def same(one: Entry | None, other: Entry | None) -> bool:
    """Whether two entries have the same values, apart from their ids and times."""
    if one is None or other is None:
        return one is other
    return _said(one) == _said(other)


def is_done(before: Entry | None, wanted: Entry | None, found: Entry | None) -> bool:
    """Whether `found` has all values that the change sets."""
    if wanted is None or found is None:
        return wanted is found
    return same(msgspec.structs.replace(found, **_touched(before, wanted)), found)


def left_to_do(before: Entry | None, wanted: Entry | None, found: Entry | None) -> Entry | None:
    """The entry to send instead of `found`, whose other fields stay. Raises ChangedSince when that is impossible."""
    if same(before, found):
        return wanted
    if before is None or wanted is None or found is None:
        raise ChangedSince(found)
    touched = _touched(before, wanted)
    was = {name: getattr(before, name) for name in touched}
    for name in touched:
        as_was, as_wanted = (msgspec.structs.replace(found, **{name: values[name]}) for values in (was, touched))
        if not same(found, as_was) and not same(found, as_wanted):
            raise ChangedSince(found)
    return msgspec.structs.replace(found, **touched)


def earlier(before: Entry | None, wanted: Entry | None, after: Entry | None) -> Entry | None:
    """The entry to which an undo brings a finished change. Raises ChangedSince when it is unknown."""
    if wanted is None or after is None:
        return before
    if before is None:
        if not _is_made_by(wanted, after):
            raise ChangedSince(after)  # it has more values than it was given: it was on the list before, unknown to us
        return None
    if before.entry_id != after.entry_id:
        return None  # the entry had been removed elsewhere, and the change made a new entry
    touched = _touched(before, wanted)
    if touched.get("status") == "COMPLETED":
        touched["completed"] = wanted.completed  # AniList dates a completion that has no date
    return msgspec.structs.replace(after, **{name: getattr(before, name) for name in touched})


def _is_made_by(wanted: Entry, after: Entry) -> bool:
    """Whether the change has made the entry: it has the values of the change, and AniList's own for a new entry."""
    beside = _touched(wanted, after).keys() - _touched(None, wanted).keys()
    is_new = after.created_at > 0 and after.updated_at - after.created_at <= _SECONDS_OF_A_SAVE
    return not beside or (is_new and beside <= _FILLED_IN)


def _touched(before: Entry | None, wanted: Entry) -> dict[str, Any]:
    """The values that the change sets, by field."""
    old, new = (msgspec.structs.asdict(_said(entry)) for entry in (before or _nothing(wanted), wanted))
    return {name: getattr(wanted, name) for name in new if new[name] != old[name]}


def _reads(name: str, value: Any, after: Entry, score_format: str) -> bool:
    """Whether the owner reads `value` in `after`."""
    if name == "score":
        return scores.show(after.score, score_format) == scores.show(value, score_format)
    return same(msgspec.structs.replace(after, **{name: value}), after)


def _nothing(wanted: Entry) -> Entry:
    return Entry(media_id=wanted.media_id, entry_id=0, media_type=wanted.media_type, status="")


def _said(entry: Entry) -> Entry:
    """The entry's values as its owner reads them: lists have no order, and advanced scores of 0 are left out."""
    scores = {notes.decode(name): score for name, score in entry.advanced_scores.items() if score}
    lists = tuple(sorted(map(notes.decode, entry.custom_lists)))
    read = notes.comparable(entry.notes)
    return msgspec.structs.replace(entry, custom_lists=lists, advanced_scores=scores, notes=read, **_ANILISTS_OWN)
