"""Five members who never stop, and everybody else: the whole bot, its real budget and limits, a fast clock."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cards.errors import LIMITED, NOT_FOUND, TOO_FAST
from cards.list_errors import ALREADY_THERE, NOTHING_MENTIONED
from demo.anilist import JUNO, TSUMUGI, AniListUser
from demo.anilist.lists import MediaList as Listed
from demo.anilist.people import UserListOptions
from library.cooldown import Cooldown
from redaction import Secret
from store import Entry
from tests.kit.home import a_link
from tests.kit.lists import DEATH_NOTE, told
from tests.kit.sleepers import Sleepers, rest
from tests.kit.world import World, open_world, pattern, words

SEEN = 12  # of Death Note
SECONDS_TO_ANSWER = 20.4  # as long as a person is made to wait, and AniList's answer
ACCOUNTS = [
    AniListUser(
        id=6_000_000 + at,
        name=f"Honest{at}",
        note="",
        colour="#000000",
        anime=UserListOptions(size=0),
        manga=UserListOptions(size=0),
    )
    for at in range(12)
]
COLD = (20623, 20665)  # Kiseijuu, Shigatsu
SAYS_WHEN = re.compile("|".join(one.format(time="<t:[0-9]+:R>") for one in (LIMITED, TOO_FAST)))

DONE = re.compile(r"episode \*\*|rated \*\*|DEATH NOTE|Kiseijuu|Shigatsu|^[0-9A-Z]{4}-[0-9A-Z]{4}$")
NOTHING_NEW = re.compile("|".join(map(pattern, (NOT_FOUND, ALREADY_THERE, NOTHING_MENTIONED))))

Act = Callable[[], Awaitable[Any]]


class Asked:
    """A command of somebody, and after how many seconds it was answered."""

    def __init__(self, name: str, at: float, result: Any) -> None:
        self.name = name
        self.at = at
        self.result = result
        self.waited: float | None = None

    def __repr__(self) -> str:
        return f"{self.name} at {self.at:.0f}: {self.waited} {self.said!r}"

    @property
    def said(self) -> str:
        if isinstance(self.result, asyncio.Task):
            return self.result.result().body["code"] if self.result.done() else ""
        message = None if isinstance(self.result, list) else told(self.result)
        return words(message) if message else ""

    @property
    def is_acknowledged(self) -> bool:
        return isinstance(self.result, asyncio.Task | list) or self.result.acknowledged

    @property
    def is_refused(self) -> bool:
        return bool(SAYS_WHEN.search(self.said))


class Siege:
    """A world with a card of Death Note in its channel, of which all who are linked have seen twelve episodes."""

    def __init__(self, world: World, sleepers: Sleepers) -> None:
        self.world = world
        self.sleepers = sleepers
        self.card: Any = None
        self.messages: list[Any] = []
        self.hostile: list[Asked] = []
        self.honest: list[Asked] = []
        self._unknown = count(900_000_000)
        self._numbers = count()

    async def move_in(self) -> None:
        bot = self.world.bot
        bot.cooldown, bot.keystrokes = (Cooldown(at, a, now=self.world.clock.exact) for at, a in ((20, 1), (40, 8)))
        bot.parts.finder._pauses.sleep = _no_pause
        await bot.parts.library.fetch_title(None, DEATH_NOTE)
        writer = self.member("writer")
        for _ in range(10):
            links = " ".join(f"https://anilist.co/anime/{next(self._unknown)}" for _ in range(8))
            self.messages.append(await writer.send(self.world.general, links))
        self.card = (
            await (await self.linked(ACCOUNTS[0])).slash(self.world.general, "anime", title=f"id:{DEATH_NOTE}")
        ).response
        self.sleepers.pass_time(60)
        self.world.stand_in.requests.clear()

    def member(self, name: str) -> Any:
        user = self.world.env.create_user(f"{name}{next(self._numbers)}")
        return self.world.guild.add_member(user)

    async def linked(self, person: AniListUser, *, is_read: bool = True) -> Any:
        world, member = self.world, self.member("linked")
        link = a_link(next(self._numbers), discord_id=member.id, anilist_id=person.id, expires_at=world.clock() + 10**7)
        await world.bot.store.links.save(link, Secret(world.stand_in.token_for(person)))
        await world.bot.store.members.record_use(member.id, world.guild.id, world.clock())
        lists, now = world.stand_in.world.lists, world.clock()
        number = lists.new_id()
        lists.put(Listed(id=number, user_id=person.id, media_id=DEATH_NOTE, progress=SEEN, created_at=1, updated_at=1))
        if is_read:
            entry = Entry(
                media_id=DEATH_NOTE, entry_id=number, media_type="ANIME", status="CURRENT", progress=SEEN, updated_at=1
            )
            await world.bot.store.entries.replace(member.id, "ANIME", [entry], now)
            await world.bot.store.entries.replace(member.id, "MANGA", [], now)
        return member

    async def live(
        self, acts: dict[int, list[tuple[str, Act]]], *, each_second: list[tuple[str, Act]], seconds: int
    ) -> None:
        """Everybody acts at their second, those of `each_second` at each, and nobody waits for anybody else."""
        with self.world.all_at_once():
            for second in range(seconds):
                begun = self.world.clock.exact()
                for acting, asked in ((each_second, self.hostile), (acts.get(second, []), self.honest)):
                    asked += [Asked(name, self.world.clock.exact(), await act()) for name, act in acting]
                while not all(asked.is_acknowledged for asked in (*self.honest[-1:], *self.hostile[-5:])):  # noqa: ASYNC110
                    await asyncio.sleep(0)  # Discord sets no event
                await self._settle(begun + 1)
                self.sleepers.pass_time(begun + 1 - self.world.clock.exact())
            await self._settle(self.world.clock.exact() + 60)  # so that nobody is left waiting

    async def _settle(self, until: float) -> None:
        while True:
            await rest(self.world)
            for asked in [one for one in self.honest if one.waited is None and one.said]:
                asked.waited = self.world.clock.exact() - asked.at
            if not self.sleepers.wake_first(until):
                return

    async def five(self) -> list[tuple[str, Act]]:
        """Each of a kind of their own, without a link where that is enough."""
        channel = self.world.general
        cards, finds, types = (self.member(name) for name in ("cards", "finds", "types"))
        rates, presses = [await self.linked(person) for person in ACCOUNTS[1:3]]
        plus, numbers = f"musubi:plus:{DEATH_NOTE}:{SEEN + 1}", count()
        return [
            ("cards", lambda: cards.slash(channel, "anime", title=f"id:{next(self._unknown)}")),
            ("finds", lambda: finds.context_menu(channel, "Find title", self.messages[next(numbers) % 10])),
            ("types", lambda: types.autocomplete(channel, "anime", "title", f"qwx {next(self._unknown)}")),
            ("rates", lambda: rates.slash(channel, "rate", title=f"id:{DEATH_NOTE}", score=str(next(numbers) % 9 + 1))),
            ("presses", lambda: presses.click(self.card, custom_id=plus)),
        ]

    async def ten(self) -> list[tuple[str, Act]]:
        """Who do one thing each."""
        channel, title = self.world.general, {"title": f"id:{DEATH_NOTE}"}
        people = [await self.linked(person) for person in ACCOUNTS[3:8]]
        never_read, stranger, other = await self.linked(ACCOUNTS[8], is_read=False), self.member("a"), self.member("b")
        plus, states = f"musubi:plus:{DEATH_NOTE}:{SEEN + 1}", [await self.world.begin(name) for name in ("aoi", "ren")]
        return [
            ("+1", lambda: people[0].click(self.card, custom_id=plus)),
            ("/anime", lambda: stranger.slash(channel, "anime", title=f"id:{COLD[0]}")),
            ("link", lambda: self._present(states[0], TSUMUGI)),
            ("/list user", lambda: other.slash(channel, "list", user=never_read)),
            ("/rate", lambda: people[1].slash(channel, "rate", **title, score="9")),
            ("+1", lambda: people[2].click(self.card, custom_id=plus)),
            ("/watched", lambda: people[3].slash(channel, "watched", **title)),
            ("link", lambda: self._present(states[1], JUNO)),
            ("/anime", lambda: self.member("c").slash(channel, "anime", title=f"id:{COLD[1]}")),
            ("/rate", lambda: people[4].slash(channel, "rate", **title, score="7")),
        ]

    async def _present(self, state: str, person: AniListUser) -> Any:
        return asyncio.create_task(self.world.present(state, person))


async def _no_pause(_seconds: float) -> None:
    """Whoever types is done at once."""


@pytest.fixture
async def siege(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Siege]:
    monkeypatch.setattr("chat.options._TIMEOUT", 1000)  # it is counted by another clock
    sleepers = Sleepers()
    async with open_world(tmp_path, per_minute=30, scheduler=sleepers.scheduler, others=ACCOUNTS) as world:
        siege = Siege(world, sleepers)
        await siege.move_in()
        yield siege
        await world.bot.finish(seconds=1)  # many of the five still wait
        await world.env.settle()
        assert all("CommandInvokeError" in repr(error) for error in world.env.errors)


async def test_five_hostile_members_take_it_from_nobody(siege: Siege) -> None:
    hostile, honest = await siege.five(), await siege.ten()
    await siege.live({15 + 4 * at: [one] for at, one in enumerate(honest)}, each_second=hostile, seconds=60)
    for asked in siege.honest:
        assert asked.waited is not None and asked.waited < SECONDS_TO_ANSWER and not asked.is_refused, asked
    assert [asked.said for asked in siege.honest if not DONE.search(asked.said)] == []
    refused = [asked.name for asked in siege.hostile if asked.is_refused]
    assert all(refused.count(name) > 10 for name in ("cards", "finds", "rates", "presses")), refused
    said = {asked.said for asked in siege.hostile if not asked.is_refused}
    assert all(DONE.search(one) or NOTHING_NEW.search(one) for one in said if one), said
    assert all(seen.status != 429 for seen in siege.world.stand_in.requests)
