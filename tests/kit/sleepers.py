"""A simulated clock for whole worlds: it jumps to the next slot at AniList once nothing else can run."""

import asyncio
import heapq
from itertools import count

from anilist import RequestQueue, Scheduler
from tests.kit.world import Clock, World

_QUIET = 3  # looks without anything new


class Sleepers:
    """The callers that wait for a slot. When nothing else can run, the clock jumps to the first and wakes it."""

    def __init__(self) -> None:
        self.clock: Clock
        self._queue: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def scheduler(self, clock: Clock) -> Scheduler:
        self.clock = clock
        return Scheduler(RequestQueue(monotonic=clock.exact, sleep=self._sleep))

    def wake_first(self, before: float) -> bool:
        """Wake the first sleeper that is due before `before`; returns whether there was one."""
        while self._queue and self._queue[0][0] < before:
            at, _, future = heapq.heappop(self._queue)
            if not future.done():
                self.pass_time(at - self.clock.exact() + 0.001)
                future.set_result(None)
                return True
        return False

    def pass_time(self, seconds: float) -> None:
        assert self.clock.env
        self.clock.env.backend.advance_clock(max(seconds, 0))

    async def _sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (self.clock.exact() + seconds, next(self._numbers), future))
        await future


async def rest(world: World) -> None:
    """Wait until no request reaches Discord or AniList: then every unanswered person waits for a slot."""
    quiet, seen = 0, (0, 0)
    while quiet < _QUIET:
        await asyncio.sleep(0.002)
        sees = len(world.env.http_requests), sum(one.status is not None for one in world.stand_in.requests)
        quiet, seen = quiet + 1 if sees == seen else 0, sees
