"""How long people wait while others unlink, with 2.5 million entries. Run as ``python -m bench.deletions``.

Twenty people unlink within four seconds, and then their bytes are overwritten; meanwhile one person at a time types, or
asks for a list and for the editor with its forms. Beside it the same while nobody unlinks.
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count, cycle
from pathlib import Path

from bench.author import Author, Sizes
from bench.crowd import MODELS, copy_people
from bench.room import Room
from bench.search import letter_by_letter
from bench.spread import Spread, Stopwatch, Taken
from bench.start import settings_in
from bot import open_bot, settle
from chat.client import Musubi
from library.cooldown import Cooldown
from store import open_store

_PEOPLE, _UNLINKING = 5_000, 20
_SECONDS, _SECONDS_BETWEEN = 6, 0.2
_SIZES = Sizes(titles=40_000, members=MODELS, entries=500, collection=5_000, questions=400)

Ask = Callable[[], Awaitable[dict[str, Taken]]]


async def main(folder: Path) -> None:
    author = Author(_SIZES, int(time.time()))
    async with open_store(folder / "data", key_file=folder / "musubi.key") as store:
        await author.fill(store)
        for offset in range(MODELS, _PEOPLE, MODELS):
            await copy_people(store.database, offset)
    async with open_bot(settings_in(folder)) as bot, Room(bot).open() as room:
        bot.cooldown = Cooldown(at_once=10**6, a_second=10**6)
        for user in room.users:
            await author.move_in(bot.store, user.id)
        await settle(bot)
        leaving = iter(range(MODELS + 1, _PEOPLE))
        for ask in (_typing(bot, author, room), await _commands(bot, room)):
            quiet = await _while(asyncio.sleep(_SECONDS), ask)
            busy = await _while(_unlink(bot, [next(leaving) for _ in range(_UNLINKING)]), ask)
            for what, spread in quiet.items():
                print(f"{what}: {spread}; while {_UNLINKING} people unlink: {busy[what]}")


async def _while(work: Awaitable[None], ask: Ask) -> dict[str, Spread]:
    """What one person at a time waits for while that work goes on."""
    working, taken = asyncio.ensure_future(work), dict[str, Stopwatch]()
    while not working.done():
        for what, one in (await ask()).items():
            taken.setdefault(what, Stopwatch()).taken.append(one)
    await working
    return {what: stopwatch.spread() for what, stopwatch in taken.items()}


async def _unlink(bot: Musubi, people: list[int]) -> None:
    async with _timed(f"{len(people)} people unlink, {_SECONDS_BETWEEN} s apart"), asyncio.TaskGroup() as group:
        for discord_id in people:
            group.create_task(bot.linking.unlink(discord_id))
            await asyncio.sleep(_SECONDS_BETWEEN)
    async with _timed("their bytes are overwritten"):
        await bot.store.scrubs.round()


@asynccontextmanager
async def _timed(what: str) -> AsyncGenerator[None]:
    begun = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - begun:.1f} s")


def _typing(bot: Musubi, author: Author, room: Room) -> Ask:
    typed = cycle(letter_by_letter(author))
    people = cycle([user.id for user in room.users])

    async def ask() -> dict[str, Taken]:
        stopwatch = Stopwatch()
        stopwatch.begin()
        await bot.parts.finder.suggest(await bot.store.links.of(next(people)), next(typed), None)
        stopwatch.end()
        return {"autocomplete": stopwatch.taken.pop()}

    return ask


async def _commands(bot: Musubi, room: Room) -> Ask:
    own = [(await bot.store.entries.all(user.id, "ANIME"))[0].media_id for user in room.users]
    turns = count()

    async def ask() -> dict[str, Taken]:
        turn = next(turns)
        title = {"title": f"id:{own[turn % len(own)]}"}
        listed, _ = await room.ask(turn, "list", {})
        edited, _ = await room.ask(turn, "edit", title)
        return {"/list": listed, "/edit": edited}

    return ask


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
