"""Several saves and deletions of entries in one request: an operation with an alias for each. Knows no schedule.

AniList makes them one after another, and one that it refuses is null in the answer, beside an error that does not say
which is meant (https://spec.graphql.org/October2021/#sec-Handling-Field-Errors). So an answer tells which are made.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import msgspec

from anilist.decoding import decode
from anilist.library import AniListEntry, SavedEntry
from anilist.protocol import operation_text
from anilist.settings import Owner

MOST_AT_ONCE = 15  # AniList allows a complexity of 500; so many saves have 358
_NULL = b"null"
_DECLARED = re.compile(r"\$(\w+): ([\w\[\]]+)")


class EntryEdit(msgspec.Struct, frozen=True):
    """A save of `values`, which are variables of ``save_entry.graphql``; without any, the deletion of the entry."""

    media_id: int
    entry_id: int
    values: Mapping[str, Any] | None


class EditsAnswer(msgspec.Struct, frozen=True):
    """What AniList has made, by media id: the saved entries, and the deleted titles. `owner` has their settings.

    `refusals` are AniList's reasons for what it has not made, of which none says which is meant.
    """

    saved: dict[int, AniListEntry]
    deleted: set[int]
    owner: Owner | None
    refusals: list[str]

    @property
    def made(self) -> set[int]:
        return self.saved.keys() | self.deleted


def operation_of(edits: Sequence[EntryEdit]) -> tuple[str, dict[str, Any]]:
    """The text and the variables of one operation with all `edits`."""
    declared, given, lines = list[str](), dict[str, Any](), list[str]()
    first = _first_save(edits)
    for at, edit in enumerate(edits):
        field, arguments = _field(edit)
        declared += [f"${name}{at}: {_types()[name]}" for name in arguments]
        given |= {f"{name}{at}": value for name, value in arguments.items()}
        said = ", ".join(f"{name}: ${name}{at}" for name in arguments)
        lines.append(f"  edit{at}: {field}({said}) {{ {_selection(edit, is_first=at == first)} }}")
    text = f"mutation SaveEach({', '.join(declared)}) {{\n{chr(10).join(lines)}\n}}"
    return f"{text}\n{'' if first is None else _fragments()}", given


def answer_of(edits: Sequence[EntryEdit], data: Mapping[str, msgspec.Raw], refusals: list[str]) -> EditsAnswer:
    """The answer to `edits`. An entry that can't be read counts as not told."""
    saved, deleted, owner, first = dict[int, AniListEntry](), set[int](), None, _first_save(edits)
    for at, edit in enumerate(edits):
        raw = bytes(data.get(f"edit{at}", _NULL))
        if raw == _NULL:
            continue
        with suppress(msgspec.DecodeError):
            if edit.values is None:
                deleted |= {edit.media_id} if decode(raw, _Deletion).deleted else set()
            elif (entry := decode(raw, SavedEntry if at == first else AniListEntry)).media_id == edit.media_id:
                saved[edit.media_id] = entry
                owner = entry.user if isinstance(entry, SavedEntry) else owner
    return EditsAnswer(saved, deleted, owner, refusals)


class _Deletion(msgspec.Struct, frozen=True):
    deleted: bool | None = None


def _first_save(edits: Sequence[EntryEdit]) -> int | None:
    """The number of the first save, whose answer tells the owner's settings."""
    return next((at for at, edit in enumerate(edits) if edit.values is not None), None)


def _field(edit: EntryEdit) -> tuple[str, dict[str, Any]]:
    if edit.values is None:
        return "DeleteMediaListEntry", {"id": edit.entry_id}
    return "SaveMediaListEntry", {"mediaId": edit.media_id} | dict(edit.values)


def _selection(edit: EntryEdit, *, is_first: bool) -> str:
    if edit.values is None:
        return "deleted"
    return "...Entry user { ...Owner }" if is_first else "...Entry"


@cache
def _types() -> dict[str, str]:
    """The type of each argument, as the operation for one entry declares it."""
    return {"id": "Int"} | dict(_DECLARED.findall(operation_text("save_entry")))


@cache
def _fragments() -> str:
    _, begin, rest = operation_text("save_entry").partition("fragment ")
    return begin + rest
