"""One stage and several seats: the preview of a channel, kept up to date between people's actions.

Knows SimCord's preview and its rule of one operation at a time. Knows nothing of HTTP.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import simcord

from demo.channel.cdn import pictures
from demo.channel.clock import Clock
from demo.channel.world import ChannelWorld, Participant

TICK = 0.1  # seconds between two looks at the clock
STEP = 600.0  # seconds that pass at once, in which each loop of the bot runs once at most
IDLE = 0.01  # seconds without work after which a step is over
KEPT = 40  # messages of a channel: the preview projects each of them at every drawing
REDRAW = 30.0  # seconds after which "in 9 minutes" is drawn again
ANSWERING = (
    "CommandTree-invoker",
    "discord-ui-",
    "discord.py: on_interaction",
)  # discord.py's tasks that answer people
Marks = frozenset[tuple[int, object]]
Restart = Callable[[ChannelWorld], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass
class StageSeat:
    """A point of view: a person in a channel of the server, or in their direct messages with the bot."""

    person: Participant
    place: str
    channel: simcord.ChannelHandle
    viewer: simcord.MemberActor | simcord.UserHandle
    env: simcord.Env
    seen: Marks = frozenset()

    @property
    def key(self) -> str:
        return f"{self.person.cast.name}-{self.place}"

    @property
    def is_room(self) -> bool:
        """Whether it is a private thread, of which nobody knows who is not in it."""
        return self.channel.is_thread

    def _marks(self) -> Marks:
        """The messages and edits by others that this person may see.

        It is read a few times a second, so it reads SimCord's records: SimCord's history would rebuild every message.
        """
        records = self.env.backend.messages.get(self.channel.id, {}).values()
        return frozenset(
            (each.id, each.edited_timestamp)
            for each in records
            if each.author_id != self.viewer.id and each.visible_to(self.viewer.id)
        )

    def look(self) -> None:
        self.seen = self._marks()

    def has_news(self) -> bool:
        return not self._marks() <= self.seen


class Stage:
    """Shows one channel at a time. Every operation of SimCord happens while `turn` is held."""

    def __init__(self, world: ChannelWorld, assets: Mapping[str, tuple[str, bytes]], clock: Clock) -> None:
        self.world = world
        self._fixed = {seat.key: seat for seat in _seats(world)}
        self._rooms: dict[str, StageSeat] = {}
        self.turn = asyncio.Lock()
        self.clock = clock
        self._first = next(iter(self._fixed.values()))
        self._env = world.env
        self._assets = assets
        self._preview: simcord.Preview | None = None
        self._drawn = (0, 0.0)  # the number of the bot's requests at the last drawing, and its time

    @property
    def seats(self) -> Mapping[str, StageSeat]:
        """The seats by their keys, with one for each private thread that a person is in at the moment."""
        inside = {seat.key: seat for seat in _rooms(self.world)}
        self._rooms = {key: self._rooms.get(key, seat) for key, seat in inside.items()}
        return {**self._fixed, **self._rooms}

    @property
    def url(self) -> str:
        """The address of the preview, with its capability as the fragment. Raises LookupError while there is none."""
        if self._preview is None:
            raise LookupError("nothing is shown yet")
        return self._preview.url

    def shows(self, seat: StageSeat) -> bool:
        return self._preview is not None and self._preview.channel.id == seat.channel.id

    async def show(self, seat: StageSeat, timezone: str = "UTC") -> None:
        """Show `seat`'s channel to everybody who may see it. Hold `turn`."""
        if self._preview is not None and self.shows(seat) and self._preview.timezone == timezone:
            return
        await self.clear()
        viewers = [each.viewer for each in self.seats.values() if each.channel.id == seat.channel.id]
        assets = {**self._assets, **pictures(self._env)}
        preview = self._env.preview(seat.channel, viewers=viewers, layout="channel", timezone=timezone, assets=assets)
        self._preview = await preview.__aenter__()

    async def clear(self) -> None:
        preview, self._preview = self._preview, None
        if preview is not None:
            await preview.close()

    async def open(self) -> None:
        """Show the first seat's channel; nothing counts as new yet."""
        for seat in self.seats.values():
            seat.look()
        await self.show(self._first)

    async def restart(self, restart: Restart) -> None:
        """Let `restart` replace the bot, whose unfinished answers are cancelled."""
        await _end(_answers())  # a task that waits for them holds the turn
        async with self.turn:
            await self.clear()
            await _end(_answers())
            await restart(self.world)
            await self.show(self._first)

    @property
    def is_travelling(self) -> bool:
        """Whether the clock was sent ahead and is not there yet."""
        return self.clock.is_travelling

    async def live(self) -> None:
        """Let time pass, and show the bot's own messages, forever."""
        while True:
            await asyncio.sleep(0 if self.is_travelling else TICK)
            async with self.turn:
                await self._catch_up()
                if not self.is_travelling:
                    await self._redraw()

    async def _catch_up(self) -> None:
        """Advance by a step. SimCord's ``advance_time`` would stall on a timer of real time."""
        self._env.backend.advance_clock(max(0.0, min(self.clock.behind(), STEP)))
        with suppress(TimeoutError):  # the bot is still busy: the next tick continues
            await self._env.settle(idle=IDLE)

    async def _redraw(self) -> None:
        self._let_go()
        requests, drawn_at = self._drawn
        current = (len(self._env.http_requests), self.clock.exact())
        if self._preview is None or (current[0] == requests and current[1] - drawn_at < REDRAW):
            return
        with suppress(TimeoutError):
            await self._preview.refresh()
        self._drawn = current

    def _let_go(self) -> None:
        """Drop the oldest messages, as if they had scrolled out of sight."""
        for messages in self._env.backend.messages.values():
            for oldest in sorted(messages)[:-KEPT]:
                del messages[oldest]


def _seats(world: ChannelWorld) -> list[StageSeat]:
    return [
        seat
        for person in world.people.values()
        if person.cast.has_seat
        for seat in (
            *(StageSeat(person, name, channel, person.member, world.env) for name, channel in world.channels.items()),
            StageSeat(person, "dms", person.user.dm_channel, person.user, world.env),
        )
    ]


def _rooms(world: ChannelWorld) -> list[StageSeat]:
    return [
        StageSeat(person, f"room{room.id}", room, person.member, world.env)
        for room in world.rooms
        for person in world.people.values()
        if person.cast.has_seat and world.is_in(room, person)
    ]


@asynccontextmanager
async def open_stage(
    world: ChannelWorld, assets: Mapping[str, tuple[str, bytes]], clock: Clock
) -> AsyncGenerator[Stage]:
    """A stage that shows the first seat's channel. Its time stands still until :func:`alive`."""
    stage = Stage(world, assets, clock)
    try:
        await stage.open()
        yield stage
    finally:
        await stage.clear()


@asynccontextmanager
async def alive(stage: Stage) -> AsyncGenerator[None]:
    """Let time pass on `stage` inside the block. At its end the bot's unfinished answers are cancelled."""
    life = asyncio.create_task(stage.live())
    life.add_done_callback(_report)
    try:
        yield
    finally:
        await _end([life, *_answers()])


def _answers() -> list[asyncio.Task[Any]]:
    """The tasks in which the bot answers people."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(ANSWERING)]


async def _end(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


def _report(life: asyncio.Task[None]) -> None:
    if not life.cancelled():
        log.error("time stands still in the demo", exc_info=life.exception())
