"""How much work warm commands are, each beside a bot that sends the very same card as a constant; both in SimCord.

A warm command is answered from memory: AniList is not asked. They are measured from beginning to end, in pairs: a
command, then its card by the bare bot. So the work of discord.py and SimCord on a large card is in both.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import Self, TypeVar

from bench.author import Author
from bench.bare import COMMAND, Bare, Constant
from bench.room import PEOPLE, Options, Room
from bench.search import hostile, letter_by_letter, suggestions
from bench.spread import Pairs, Spread
from bench.start import settings_in
from bot import open_bot, settle
from chat.client import Musubi
from library.cooldown import Cooldown

_COLLECTORS = 2
_T = TypeVar("_T")


class Side:
    """A bot in its room, in an event loop of its own: SimCord takes one bot for each. The two take turns."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self._opened = AsyncExitStack()

    def open(self, manager: AbstractAsyncContextManager[_T]) -> _T:
        return self.runner.run(self._opened.enter_async_context(manager))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.run(self._opened.aclose())
        self.runner.close()


def answers(folder: Path, author: Author, pairs: int) -> tuple[dict[str, Spread], dict[str, Pairs]]:
    """Autocomplete, and the warm commands, by what is asked for."""
    with Side() as ours, Side() as theirs:
        bot = ours.open(open_bot(settings_in(folder)))
        room, bare = ours.open(Room(bot).open()), Bare()
        typed = ours.runner.run(_prepared(bot, room, author))
        bare_room = theirs.open(Room(bare).open())
        taken: dict[str, Pairs] = {}
        for what, (command, options) in _COMMANDS.items():
            taken[what] = Pairs()
            for number in range(pairs):
                took, answer = ours.runner.run(room.ask(number, command, options(room, author, number)))
                bare.card = ours.runner.run(Constant.of(answer))
                taken[what].add(took, theirs.runner.run(bare_room.ask(number, COMMAND, {}))[0])
        return typed, taken


async def _prepared(bot: Musubi, room: Room, author: Author) -> dict[str, Spread]:
    """Everybody's lists are read, and everybody has used a command that shows them to the others."""
    bot.cooldown = Cooldown(at_once=10**6, a_second=10**6)
    for user in room.users:
        entries = author.sizes.collection if user is room.collector else 2 * author.sizes.entries
        await author.move_in(bot.store, user.id, entries=entries)
    collectors = [author.sizes.members + number for number in range(1, _COLLECTORS + 1)]
    for collector in collectors:
        await author.move_in(bot.store, collector, entries=author.sizes.collection)
    await settle(bot)
    for number in range(2 * PEOPLE):
        await room.ask(number, "who", {"title": "id:1"})
    long = f"autocomplete, {author.sizes.collection:,} entries"
    return {
        "autocomplete": await suggestions(bot, [user.id for user in room.users[:-1]], letter_by_letter(author)),
        long: await suggestions(bot, collectors, letter_by_letter(author)),
        **{f"{long}: {kind}": await suggestions(bot, collectors, typed) for kind, typed in hostile(author).items()},
    }


def _nothing(_room: Room, _author: Author, _number: int) -> Options:
    return {}


def _sorted(_room: Room, _author: Author, _number: int) -> Options:
    return {"sort": "title"}


def _collected(room: Room, _author: Author, _number: int) -> Options:
    return {"user": room.collector, "genre": "Action"}


def _collected_anew(room: Room, _author: Author, number: int) -> Options:
    """Other filters than before, which most titles pass."""
    return {"user": room.collector, "year": f"{1940 + number}-2099"}


def _titled(_room: Room, author: Author, _number: int) -> Options:
    fitting = [title.id for title in author.opened if title.media_type == "ANIME" and not title.is_adult]
    return {"title": f"id:{author.random.choice(fitting)}"}


def _somebody(room: Room, _author: Author, number: int) -> Options:
    return {"user": room.users[(number + 1) % PEOPLE]}


_COMMANDS: dict[str, tuple[str, Callable[[Room, Author, int], Options]]] = {
    "`/list`": ("list", _nothing),
    "`/list`, by title": ("list", _sorted),
    "`/list` of somebody else": ("list", _somebody),
    "`/list` of the collector, filtered anew": ("list", _collected_anew),
    "`/list` of the collector, filtered as before": ("list", _collected),
    "`/anime`": ("anime", _titled),
    "`/behind`": ("behind", _nothing),
    "`/random`": ("random", _nothing),
    "`/account`": ("account", _nothing),
    "`/remind`": ("remind", _nothing),
    "`/who`": ("who", _titled),
    "`/affinity`": ("affinity", _nothing),
    "`/together`": ("together", _somebody),
    "`/recommend`": ("recommend", _nothing),
    "`/server top`": ("server top", _nothing),
    "`/server watching`": ("server watching", _nothing),
    "`/server members`": ("server members", _nothing),
    "`/profile`, with its picture": ("profile", _nothing),
    "`/taste`, with its picture": ("taste", _somebody),
}
