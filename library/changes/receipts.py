"""Which changes their people have seen the result of.

Nobody knows what a person whose answer was lost believes, except that they have not seen it. So the same wish again,
before its result was seen, is that wish; after it was seen, it is another one.
"""

import asyncio
import logging
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from weakref import WeakValueDictionary

from library.rules.reconcile import is_done
from store import ChangeRecord, Changes, Entry, FavouriteToggle, FavouriteToggles, StoreError

SECONDS_THE_SAME = 3600  # later on, the same wish is another one whatever was seen

_log = logging.getLogger(__name__)


@contextmanager
def written_if_it_can_be() -> Generator[None]:
    """For what comes after AniList's answer: a full disk must not make what is done look undone."""
    try:
        yield
    except StoreError as error:
        _log.error("AniList has changed a list, and that can't be written down: %s", error)


class Receipts:
    """Told by whoever shows something to a person, asked before a change is made."""

    def __init__(self, changes: Changes, turns: FavouriteToggles, now: Callable[[], int]) -> None:
        self._changes = changes
        self._turns = turns
        self._now = now
        self._telling: WeakValueDictionary[int, asyncio.Task[object]] = WeakValueDictionary()

    def expect(self, change_id: int) -> None:
        """The task that runs is going to tell the person, before it ends."""
        if task := asyncio.current_task():
            self._telling[change_id] = task

    async def unseen(self, discord_id: int, media_id: int) -> ChangeRecord | None:
        """The latest change of the title, if the person has not seen lately what became of it.

        Waits for an answer that is on its way.
        """
        last = await self._latest(discord_id, media_id)
        task = self._telling.get(last.id) if last else None
        if task and task is not asyncio.current_task():
            await asyncio.wait([task])
            last = await self._latest(discord_id, media_id)
        return last

    async def unseen_turn(self, discord_id: int, media_id: int) -> FavouriteToggle | None:
        """The same of turning a favourite."""
        last = await self._turns.latest(discord_id, media_id)
        return last if last and not last.is_shown and last.at >= self._since() else None

    async def seen(self, discord_id: int, entries: Iterable[Entry | None], *, change_id: int | None = None) -> None:
        """The person has been shown `entries` of theirs, and what became of the change of that id."""
        shown = {entry.media_id: entry for entry in entries if entry}
        with written_if_it_can_be():
            seen = [
                one.id
                for one in await self._changes.unseen(discord_id, self._since())
                if one.id == change_id or _shows(shown.get(one.media_id), one)
            ]
            if seen:
                await self._changes.show(seen)

    async def turn_seen(self, discord_id: int, media_id: int) -> None:
        with written_if_it_can_be():
            await self._turns.show(discord_id, media_id)

    async def _latest(self, discord_id: int, media_id: int) -> ChangeRecord | None:
        last = await self._changes.latest(discord_id, media_id)
        is_unseen = last and not last.is_shown and last.state != "undone" and last.at >= self._since()
        return last if is_unseen else None

    def _since(self) -> int:
        return self._now() - SECONDS_THE_SAME


def _shows(entry: Entry | None, record: ChangeRecord) -> bool:
    """Whether who sees `entry` sees that the change was made."""
    return entry is not None and record.wanted is not None and is_done(record.before, record.wanted, entry)
