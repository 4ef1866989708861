"""*Read receipts*: the record of the changes whose results the person has seen.

An answer may be lost on its way to the person, who then asks again. So the same wish, before its result was seen, is
the same change; afterwards it is another change.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from weakref import WeakValueDictionary

from library.changes.repeats import unseen
from library.rules.reconcile import is_done
from store import ChangeRecord, Changes, Entry, History, StoreError, Subject, Toggle, Toggles

SECONDS_THE_SAME = 3600  # after that the same wish is another change, seen or not

_log = logging.getLogger(__name__)


@contextmanager
def written_if_it_can_be() -> Generator[None]:
    """Log a StoreError inside, after AniList's answer: a full disk must not make a finished change look undone."""
    try:
        yield
    except StoreError as error:
        _log.error("AniList has changed a list, and that can't be written down: %s", error)


class Receipts:
    """Records every card that a person is shown, and is read before a change is made."""

    def __init__(self, changes: Changes, toggles: Toggles, now: Callable[[], int]) -> None:
        self._changes = changes
        self._toggles = toggles
        self._now = now
        self._telling: WeakValueDictionary[int, asyncio.Task[object]] = WeakValueDictionary()

    def expect(self, change_id: int) -> None:
        """Note that the current task shows the person the result before it ends."""
        if task := asyncio.current_task():
            self._telling[change_id] = task

    async def history(self, discord_id: int, media_id: int, *, change_id: int) -> History:
        """The journal's records that matter to a change of the title.

        While an answer to the latest change is on its way, it is waited for, unless this interaction was begun.
        """
        history = await self.history_of(discord_id, [media_id], change_id=change_id)
        last = unseen(history)
        task = self._telling.get(last.id) if last and not history.own else None
        if task and task is not asyncio.current_task():
            await asyncio.wait([task])
            history = await self.history_of(discord_id, [media_id], change_id=change_id)
        return history

    async def history_of(self, discord_id: int, media_ids: Collection[int], *, change_id: int = 0) -> History:
        """The journal's records of several titles, as they are at this moment."""
        return await self._changes.history(discord_id, media_ids, self._since(), change_id=change_id)

    async def unseen_toggle(self, discord_id: int, subject: Subject) -> Toggle | None:
        """The latest toggle of the subject, if the person has not seen its result lately."""
        last = await self._toggles.latest(discord_id, subject)
        return last if last and not last.is_shown and last.at >= self._since() else None

    async def seen(self, discord_id: int, entries: Iterable[Entry | None], *, change_id: int | None = None) -> None:
        """Record that the person has seen `entries` of their own, and the result of the change of that id."""
        shown = {entry.media_id: entry for entry in entries if entry}
        with written_if_it_can_be():
            seen = [
                one.id
                for one in await self._changes.unseen(discord_id, self._since())
                if one.id == change_id or _shows(shown.get(one.items[0].media_id), one)
            ]
            if seen:
                await self._changes.show(seen)

    async def toggle_seen(self, discord_id: int, subject: Subject) -> None:
        with written_if_it_can_be():
            await self._toggles.show(discord_id, subject)

    def _since(self) -> int:
        return self._now() - SECONDS_THE_SAME


def _shows(entry: Entry | None, record: ChangeRecord) -> bool:
    """Whether `entry` shows that the change was made."""
    (item,) = record.items
    return entry is not None and item.wanted is not None and is_done(item.before, item.wanted, entry)
