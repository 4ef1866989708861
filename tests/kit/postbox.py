"""A fake Discord for notices, which recognises messages by their nonces, and an outbox whose process can be killed."""

from collections import Counter
from collections.abc import Callable

from library.notify.notices import Batch, Outcome, is_wanted
from store import ALL_SHARDS, Notice, Notices, Store
from tests.kit.standstill import stepped

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
        self.known: dict[str, int] = {}

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
        """The batch's notices that are still worth sending; a feed wants all of them."""
        if letter.feed_id:
            return [(None, notice.media_id or 0, notice.episode) for notice in letter.notices]
        standings = await self.store.reminders.statuses(letter.ids)
        wanted = [one for one in letter.notices if is_wanted(standings[one.id], self.now())]
        return [(one.discord_id, one.media_id or 0, one.episode) for one in wanted]

    def _take(self, nonce: str, told: list[Told]) -> None:
        if nonce not in self.known or self.known[nonce] < self.now() - SECONDS_RECOGNISED:
            self.known[nonce] = self.now()
            self.told += [(self.now(), one) for one in told]


class Mortal(Notices):
    """The outbox of a process that may be killed before and after each statement and each end of a transaction."""

    def __init__(self, store: Store, dies: Callable[[], bool]) -> None:
        self._is_dead = False

        async def live() -> None:
            self._is_dead = self._is_dead or dies()
            if self._is_dead:
                raise Killed

        super().__init__(stepped(store.database, live, live, live), store.process)


async def due(notices: Notices, now: int) -> list[Notice]:
    """The notices that would be begun now; none is."""
    found: list[Notice] = []

    def look(due: list[Notice]) -> list[Batch]:
        found.extend(due)
        return []

    await notices.begin(now, ALL_SHARDS, look, tried_until=now, limit=1000)
    return found


def counted(postbox: Postbox) -> Counter[Told]:
    return Counter(told for _, told in postbox.told)
