"""One stage, several seats: which channel the preview shows, and keeping it alive between what people do.

Knows SimCord's preview and its rule of one operation at a time. Knows nothing of HTTP.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import simcord

from demo.channel.world import Person, World

TICK = 0.1  # seconds between two looks at the clock
REDRAW = 30.0  # seconds after which "in 9 minutes" is drawn anew
ANSWERING = ("CommandTree-invoker", "discord-ui-")  # how discord.py names its tasks that answer people
Marks = frozenset[tuple[int, object]]

log = logging.getLogger(__name__)


@dataclass
class Seat:
    """A place to look from: a person in the server channel, or in their DMs with the bot."""

    key: str
    person: Person
    channel: simcord.ChannelHandle
    viewer: simcord.MemberActor | simcord.UserHandle
    seen: Marks = frozenset()

    def _marks(self) -> Marks:
        """What others have said and edited here, as far as this person may see it."""
        history = self.channel.history(viewer=self.viewer)
        return frozenset((each.id, each.edited_at) for each in history if each.author.id != self.viewer.id)

    def look(self) -> None:
        self.seen = self._marks()

    def has_news(self) -> bool:
        return not self._marks() <= self.seen


class Stage:
    """Shows one channel at a time. Every operation of SimCord happens while `turn` is held."""

    def __init__(self, world: World, assets: Mapping[str, tuple[str, bytes]], now: Callable[[], float]) -> None:
        self.seats = {seat.key: seat for seat in _seats(world)}
        self.turn = asyncio.Lock()
        self._env = world.env
        self._assets = assets
        self._now = now
        self._preview: simcord.Preview | None = None
        self._drawn = (0, 0.0)  # requests of the bot until then, and when: what the preview was drawn from

    @property
    def url(self) -> str:
        """Where the preview is, with its capability as the fragment."""
        if self._preview is None:
            raise LookupError("nothing is shown yet")
        return self._preview.url

    def shows(self, seat: Seat) -> bool:
        return self._preview is not None and self._preview.channel.id == seat.channel.id

    async def show(self, seat: Seat, timezone: str = "UTC") -> None:
        """Put `seat`'s channel on the stage, for everybody who may see it. Hold `turn`."""
        if self._preview is not None and self.shows(seat) and self._preview.timezone == timezone:
            return
        await self.clear()
        viewers = [each.viewer for each in self.seats.values() if each.channel.id == seat.channel.id]
        preview = self._env.preview(
            seat.channel, viewers=viewers, layout="channel", timezone=timezone, assets=self._assets
        )
        self._preview = await preview.__aenter__()

    async def clear(self) -> None:
        preview, self._preview = self._preview, None
        if preview is not None:
            await preview.close()

    async def live(self) -> None:
        """Let time pass and show what the bot does by itself, forever."""
        while True:
            await asyncio.sleep(TICK)
            async with self.turn:
                await self._catch_up()
                await self._redraw()

    async def _catch_up(self) -> None:
        behind = self._now() - self._env.now().timestamp()
        if behind > 0:
            with suppress(TimeoutError):  # the bot is still busy: the next tick goes on from here
                await self._env.advance_time(behind)

    async def _redraw(self) -> None:
        requests, drawn_at = self._drawn
        current = (len(self._env.http_requests), self._now())
        if self._preview is None or (current[0] == requests and current[1] - drawn_at < REDRAW):
            return
        with suppress(TimeoutError):
            await self._preview.refresh()
        self._drawn = current


def _seats(world: World) -> list[Seat]:
    seats: list[Seat] = []
    for name, person in world.people.items():
        if not person.part.has_seat:
            continue
        seats.append(Seat(f"{name}-server", person, world.general, person.member))
        seats.append(Seat(f"{name}-dms", person, person.user.dm_channel, person.user))
    return seats


@asynccontextmanager
async def open_stage(
    world: World, assets: Mapping[str, tuple[str, bytes]], now: Callable[[], float]
) -> AsyncGenerator[Stage]:
    """A stage that shows the first seat's channel, and stands still until it is alive."""
    stage = Stage(world, assets, now)
    await stage.show(next(iter(stage.seats.values())))
    try:
        yield stage
    finally:
        await stage.clear()


@asynccontextmanager
async def alive(stage: Stage) -> AsyncGenerator[None]:
    """Time passes on `stage` within. At the end the bot gives up the answers it has not finished."""
    life = asyncio.create_task(stage.live())
    life.add_done_callback(_report)
    try:
        yield
    finally:
        answers = [task for task in asyncio.all_tasks() if task.get_name().startswith(ANSWERING)]
        for task in (life, *answers):
            task.cancel()
        await asyncio.wait((life, *answers))


def _report(life: asyncio.Task[None]) -> None:
    if not life.cancelled():
        log.error("time stands still in the demo", exc_info=life.exception())
