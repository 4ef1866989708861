"""Whether a wish is one that was asked for before, as its person sees it. Pure."""

from typing import Any

import msgspec
from msgspec import UNSET

from library.errors import ChangedSince
from library.rules.entry_rules import Step, Wish
from library.rules.reconcile import is_done, left_to_do, same
from store import ChangeRecord, Entry


def absolute(step: Step, entry: Entry | None) -> Wish:
    """What the step comes to, from `entry`."""
    wish = Wish()
    if step.progress:
        wish = msgspec.structs.replace(wish, progress=(entry.progress if entry else 0) + step.progress)
    if step.volumes:
        wish = msgspec.structs.replace(wish, volumes=(entry.volumes if entry else 0) + step.volumes)
    return wish


def is_the_same(record: ChangeRecord, wish: Wish | Step | None) -> bool:
    """Whether `wish`, of None for a removal, asks for nothing but what that change was to make of the entry."""
    if wish is None or record.wanted is None:
        return wish is None and record.wanted is None
    if isinstance(wish, Step) and not _is_step(record.before, record.wanted, wish):
        return False
    given = _given(absolute(wish, record.before) if isinstance(wish, Step) else wish)
    was = {name: getattr(record.before, name, None) for name in given}
    return given != was and given == {name: getattr(record.wanted, name) for name in given}


def stands(record: ChangeRecord, entry: Entry | None) -> bool:
    """Whether the entry is still as the change has left it, or can still be brought there."""
    if record.state == "done":
        return same(entry, record.after)
    try:
        if not is_done(record.before, record.wanted, entry):
            left_to_do(record.before, record.wanted, entry)
    except ChangedSince:
        return False
    return True


def is_as_left(record: ChangeRecord, entry: Entry | None) -> bool:
    """Whether the change can be taken back from `entry`.

    Where AniList was asked for that before, an entry that only looks so may have been taken back and changed anew.
    """
    if not same(entry, record.after):
        return False
    is_touched = entry is not None and record.after is not None and entry.updated_at != record.after.updated_at
    return not (record.is_undoing and is_touched)


def _is_step(before: Entry | None, wanted: Entry, step: Step) -> bool:
    """Whether both counters went so far, or one of them came to its end and took the other with it."""
    progress, volumes = (before.progress, before.volumes) if before else (0, 0)
    went = wanted.progress - progress, wanted.volumes - volumes
    return went == (step.progress, step.volumes) or wanted.status == "COMPLETED"


def _given(wish: Wish) -> dict[str, Any]:
    fields = msgspec.structs.asdict(wish)
    return {name: value for name, value in fields.items() if value is not UNSET and not name.startswith("may_")}
