"""*Fail closed*: an entry that AniList may have made private is private here too, until AniList tells of it again."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

from library.changes.receipts import written_if_it_can_be
from library.errors import OutcomeUnknown
from library.sync.library import Library
from store import Entry, Link, to_the_end


@asynccontextmanager
async def covered(library: Library, link: Link, *pairs: tuple[Entry | None, Entry | None]) -> AsyncGenerator[None]:
    """`pairs` are the entries before and after the change inside. If its result is unknown, others don’t see them."""
    try:
        yield
    except (OutcomeUnknown, asyncio.CancelledError):
        hidden = [as_hidden(before, wanted) for before, wanted in pairs if before and wanted]
        doubtful = [entry for entry in hidden if entry]
        if doubtful:
            with written_if_it_can_be():
                await to_the_end(library.treat_as_hidden(link, doubtful))
        raise


def as_hidden(before: Entry, wanted: Entry) -> Entry | None:
    """The entry with the wanted privacy added to its own; None if that changes nothing."""
    private, hidden = before.private or wanted.private, before.hidden or wanted.hidden
    if (private, hidden) == (before.private, before.hidden):
        return None
    return msgspec.structs.replace(before, private=private, hidden=hidden)
