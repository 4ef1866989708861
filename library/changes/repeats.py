"""Repeats: the rules that find out from the journal whether a person wishes the same change again. Pure."""

from typing import Any

import msgspec
from msgspec import UNSET

from library.errors import ChangedSince
from library.rules.entry_rules import Step, Wish
from library.rules.reconcile import is_done, left_to_do, same
from store import ChangeRecord, Entry, History


def absolute(step: Step, entry: Entry | None) -> Wish:
    """The wish that the step amounts to, counted from `entry`."""
    wish = Wish()
    if step.progress:
        wish = msgspec.structs.replace(wish, progress=(entry.progress if entry else 0) + step.progress)
    if step.volumes:
        wish = msgspec.structs.replace(wish, volumes=(entry.volumes if entry else 0) + step.volumes)
    return wish


def is_the_same(record: ChangeRecord, wish: Wish | Step | None) -> bool:
    """Whether `wish` asks for exactly the change in `record`. A `wish` of None is a removal."""
    before, wanted = record.items[0].before, record.items[0].wanted
    if wish is None or wanted is None:
        return wish is None and wanted is None
    if isinstance(wish, Step) and not _is_step(before, wanted, wish):
        return False
    given = _given(absolute(wish, before) if isinstance(wish, Step) else wish)
    was = {name: getattr(before, name, None) for name in given}
    return given != was and given == {name: getattr(wanted, name) for name in given}


def stands(record: ChangeRecord, entry: Entry | None) -> bool:
    """Whether the entry is still as the change has left it, or can still be brought there."""
    (item,) = record.items
    if record.state == "done":
        return same(entry, item.after)
    try:
        if not is_done(item.before, item.wanted, entry):
            left_to_do(item.before, item.wanted, entry)
    except ChangedSince:
        return False
    return True


def is_as_left(record: ChangeRecord, after: Entry | None, entry: Entry | None) -> bool:
    """Whether the change, which left `after`, can be undone from `entry`.

    If an earlier undo was sent to AniList, an equal entry may have been taken back and changed again.
    """
    if not same(entry, after):
        return False
    is_touched = entry is not None and after is not None and entry.updated_at != after.updated_at
    return not (record.is_undoing and is_touched)


def _is_step(before: Entry | None, wanted: Entry, step: Step) -> bool:
    """Whether both counters moved by the step, or the title was completed, which moves the other counter, too."""
    progress, volumes = (before.progress, before.volumes) if before else (0, 0)
    went = wanted.progress - progress, wanted.volumes - volumes
    return went == (step.progress, step.volumes) or wanted.status == "COMPLETED"


def _given(wish: Wish) -> dict[str, Any]:
    fields = msgspec.structs.asdict(wish)
    return {name: value for name, value in fields.items() if value is not UNSET and not name.startswith("may_")}


def unseen(history: History) -> ChangeRecord | None:
    """The latest change of the title that AniList may have, if its person has not seen the result."""
    made = [record for record in history.single if record.state != "failed"]
    last = max(made, key=_when, default=None)
    return None if last is None or last.is_shown or last.state == "undone" else last


def doubtful(history: History) -> set[int]:
    """The titles with a change, or an undo, whose result is unknown."""
    ended = [record for record in history.single if record.state in {"done", "undone"}]
    open_ones = [
        record
        for record in history.single
        if record.is_undoing or (record.state == "begun" and not any(_is_after(later, record) for later in ended))
    ]
    return {item.media_id for record in [*open_ones, *history.several] for item in record.items}


def _is_after(later: ChangeRecord, record: ChangeRecord) -> bool:
    """Whether a `later` request of the same title has made its entry known again."""
    return later.items[0].media_id == record.items[0].media_id and _when(later) > _when(record)


def _when(record: ChangeRecord) -> tuple[int, int]:
    return record.at, record.id
