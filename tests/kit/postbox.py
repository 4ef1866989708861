"""A fake Discord for notices, which recognises messages by their nonces, and an outbox whose process can be killed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from library.notify.notices import Batch, Outcome, is_wanted
from store import NewNotice, Notices, Settled, Store

SECONDS_RECOGNISED = 180
Told = tuple[int | None, int, int | None]  # Discord id, media id, episode


class Killed(BaseException):
    """The process was killed: nothing in it continues."""


class Postbox:
    """Accepts batches and remembers them for a while. `trouble` names the fault of the next batch."""

    def __init__(self, store: Store, now: Callable[[], int], trouble: Callable[[], str] = lambda: "") -> None:
        self.store = store
        self.now = now
        self.trouble = trouble
        self.told: list[tuple[int, Told]] = []
        self._known: dict[str, int] = {}

    async def post(self, letter: Batch) -> Outcome:
        wanted = await self.wanted(letter)
        if not wanted:
            return Outcome.NEEDLESS
        trouble = self.trouble()
        if trouble == "refused":
            return Outcome.LATER
        if trouble != "lost on the way":
            self._take(letter.nonce, wanted)
        if trouble == "killed":
            raise Killed
        return Outcome.UNKNOWN if trouble else Outcome.SENT

    async def wanted(self, letter: Batch) -> list[Told]:
        """The batch's notices that are still worth sending."""
        standings = await self.store.reminders.statuses(letter.ids)
        wanted = [one for one in letter.notices if is_wanted(standings[one.id], self.now())]
        return [(one.discord_id, one.media_id, one.episode) for one in wanted]

    def _take(self, nonce: str, told: list[Told]) -> None:
        if nonce not in self._known or self._known[nonce] < self.now() - SECONDS_RECOGNISED:
            self._known[nonce] = self.now()
            self.told += [(self.now(), one) for one in told]


class Mortal(Notices):
    """The outbox of a process that may be killed before and after each write."""

    def __init__(self, store: Store, dies: Callable[[], bool]) -> None:
        super().__init__(store.database)
        self._dies = dies
        self._is_dead = False

    def _live(self) -> None:
        self._is_dead = self._is_dead or self._dies()
        if self._is_dead:
            raise Killed

    async def pass_idle(self, until: int, *, changes_since: int) -> bool:
        self._live()
        is_idle = await super().pass_idle(until, changes_since=changes_since)
        self._live()
        return is_idle

    async def put(self, notices: Iterable[NewNotice], after: int, until: int, *, changes_since: int) -> None:
        self._live()
        await super().put(notices, after, until, changes_since=changes_since)
        self._live()

    async def begin(self, batches: Iterable[Collection[int]], at: int) -> None:
        self._live()
        await super().begin(batches, at)
        self._live()

    async def settle(self, settled: Iterable[Settled]) -> None:
        self._live()
        await super().settle(settled)
        self._live()


def counted(postbox: Postbox) -> Counter[Told]:
    return Counter(told for _, told in postbox.told)
