"""Whether five hostile people take AniList's minute from everybody else: the real scheduler, on a clock that jumps.

One asks for cards and another for titles of messages without a link, two linked ones change entries, one types. They
wait for nothing: each asks again after the same time, whatever came of it. Everybody else asks now and then.
"""

import asyncio
import math
import random
from collections.abc import Sequence
from itertools import count

import msgspec

from anilist import AniListError, Caller, Priority, RateLimited, RequestKind, RequestQueue, Scheduler
from bench.clock import Clock
from demo.anilist.limit import Limit

PATIENCE = 20.4  # seconds: as long as a person is made to wait, and AniList's answer
_READ, _WRITE, _TYPING = Caller(), Caller(kind=RequestKind.WRITE), Caller(Priority.NEXT)
_HOSTILE = ((_READ,), (_READ,) * 3, (_READ, _WRITE), (_WRITE,), (_TYPING,))
_COMMANDS = ((_READ,), (_WRITE,), (_READ, _WRITE))
_STARTS_WITHIN = 600.0  # seconds, all commands


class Found(msgspec.Struct):
    """How long everybody else has waited, those that were answered; the `refused`; requests of the hostile a minute."""

    waited: list[float]
    refused: int = 0
    hostile: float = 0
    over_the_limit: int = 0

    @property
    def answered(self) -> int:
        return sum(seconds <= PATIENCE for seconds in self.waited)


class _Crowd:
    """A scheduler, an AniList that counts and answers, and the people who ask."""

    def __init__(self, seed: int, clock: Clock, schedulers: Sequence[Scheduler]) -> None:
        self.clock = clock
        self.found = Found([])
        self._limit = Limit(30, now=lambda: math.floor(self.clock()))
        self._schedulers = schedulers
        self._came = count()
        self._random = random.Random(seed)

    async def run(self, people: int, commands: int, a_second: float, hostile_people: int) -> None:
        hostile = [
            self._never_ends(who, callers, 1 / a_second) for who, callers in enumerate(_HOSTILE[:hostile_people])
        ]
        tasks = [asyncio.create_task(one) for one in hostile]
        everybody = [self._comes(100 + at % people) for at in range(commands)]
        await asyncio.gather(*everybody)
        self.found.hostile *= 60 / self.clock.passed
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _comes(self, who: int) -> None:
        await self.clock.sleep(self._random.uniform(0, _STARTS_WITHIN))
        came = self.clock()
        try:
            await self._command(who, self._random.choice(_COMMANDS))
        except AniListError:
            self.found.refused += 1
        else:
            self.found.waited.append(self.clock() - came)

    async def _never_ends(self, who: int, callers: tuple[Caller, ...], seconds: float) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._again(who, callers))
                await self.clock.sleep(seconds)

    async def _again(self, who: int, callers: tuple[Caller, ...]) -> None:
        try:
            await self._command(who, callers)
        except AniListError:
            return
        self.found.hostile += len(callers)

    async def _command(self, who: int, callers: tuple[Caller, ...]) -> None:
        scheduler = self._schedulers[next(self._came) % len(self._schedulers)]
        for caller in callers:
            await scheduler.run(self._ask, msgspec.structs.replace(caller, person=who))

    async def _ask(self) -> None:
        await self.clock.sleep(0.15)
        if not self._limit.take():
            self.found.over_the_limit += 1
            raise RateLimited(60)
        await self.clock.sleep(0.15)


async def fair(
    *,
    people: int = 25,
    commands: int = 50,
    a_second: float = 4,
    seed: int = 0,
    hostile: int = 5,
    clock: Clock | None = None,
    schedulers: Sequence[Scheduler] = (),
) -> Found:
    """Fifty commands of everybody else within ten minutes, while each of the five asks so often a second.

    One process after another gets a command, where there are `schedulers` of several, on this clock.
    """
    clock = clock or Clock()
    alone = [Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep))]
    crowd = _Crowd(seed, clock, schedulers or alone)
    await clock.run(crowd.run(people, commands, a_second, hostile))
    return crowd.found
