"""R6 and R7: two hundred people at once, and an hour without AniList; the whole bot, its real budget, a fast clock."""

import re
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path
from typing import Any

import pytest

from cards.errors import LIMITED, UNAVAILABLE
from cards.list_errors import OUTCOME_UNKNOWN
from demo import faults
from demo.anilist import AniListUser
from demo.anilist.lists import MediaList as Listed
from demo.anilist.people import UserListOptions
from redaction import Secret
from store import Entry
from tests.kit.home import a_link
from tests.kit.library import until
from tests.kit.lists import DEATH_NOTE, NARUTO, told
from tests.kit.sleepers import Sleepers, rest
from tests.kit.world import World, open_world, pattern, words

CROWD = 200
SEEN = 12  # of Death Note
NOTHING = UserListOptions(size=0)
ANILIST = [
    AniListUser(id=6_000_000 + number, name=f"Crowd{number}", note="", colour="#000000", anime=NOTHING, manga=NOTHING)
    for number in range(CROWD)
]
TITLE = {"title": f"id:{DEATH_NOTE}"}
WAYS: list[tuple[str, dict[str, str]]] = [
    ("watched", TITLE),
    ("list", {}),
    ("anime", {"title": f"id:{NARUTO}"}),
    ("rate", TITLE | {"score": "9"}),
    ("+1", {}),
]
SECONDS_TO_ANSWER = 30
TOLD_HOW_LONG = re.compile(LIMITED.format(time="<t:([0-9]+):R>"))
DOWN = re.compile(f"{pattern(UNAVAILABLE)}|{pattern(OUTCOME_UNKNOWN)}")
DONE = re.compile(r"episode \*\*13\*\*|rated \*\*9\*\*|DEATH NOTE|NARUTO")


class Rush:
    """Everybody has seen the same of one title; whoever asks for their list has never had it read."""

    def __init__(self, world: World, sleepers: Sleepers, crowd: int) -> None:
        self.world = world
        self.crowd = crowd
        self.sleepers = sleepers
        self.stand_in = world.stand_in
        self.members: list[Any] = []
        self.card: Any = None

    async def move_in(self) -> None:
        world = self.world
        await world.bot.parts.library.fetch_title(None, DEATH_NOTE)
        for number, person in enumerate(ANILIST[: self.crowd]):
            member = world.guild.add_member(world.env.create_user(f"crowd{number}"))
            self.members.append(member)
            link = a_link(number, discord_id=member.id, anilist_id=person.id, expires_at=world.clock() + 10**7)
            await world.bot.store.links.save(link, Secret(self.stand_in.token_for(person)))
            entry = Listed(
                id=number + 1, user_id=person.id, media_id=DEATH_NOTE, progress=SEEN, created_at=1, updated_at=1
            )
            self.stand_in.world.lists.put(entry)
            if WAYS[number % len(WAYS)][0] != "list":
                await self.remember(member.id, number + 1)
        self.card = (await self.members[0].slash(world.general, "anime", **TITLE)).response
        self.sleepers.pass_time(60)
        self.stand_in.requests.clear()

    async def remember(self, discord_id: int, entry_id: int) -> None:
        """As if their list had been read just now."""
        entry = Entry(
            media_id=DEATH_NOTE, entry_id=entry_id, media_type="ANIME", status="CURRENT", progress=SEEN, updated_at=1
        )
        await self.world.bot.store.entries.replace(discord_id, "ANIME", [entry], self.world.clock())

    async def all_at_once(self, who: Iterable[int]) -> dict[int, str]:
        """Each does something; returns what each was answered."""
        with self.world.all_at_once():
            results = {number: await self.act(number) for number in who}
        begun, left = self.world.clock.exact(), list(results)
        await until(lambda: all(result.acknowledged for result in results.values()))
        while left := [number for number in left if not is_answered(results[number])]:
            await rest(self.world)
            self.sleepers.wake_first(begun + SECONDS_TO_ANSWER)
        assert self.world.clock.exact() - begun < SECONDS_TO_ANSWER
        await rest(self.world)
        return {number: words(told(result)) for number, result in results.items()}

    async def act(self, number: int) -> Any:
        command, options = WAYS[number % len(WAYS)]
        member = self.members[number]
        if command == "+1":
            return await member.click(self.card, custom_id=f"musubi:plus:{DEATH_NOTE}:{SEEN + 1}")
        return await member.slash(self.world.general, command, **options)

    def progress(self, number: int) -> int:
        entry = self.stand_in.world.lists.entry_for(ANILIST[number].id, DEATH_NOTE)
        assert entry
        return entry.progress

    def most_in_a_minute(self) -> int:
        starts = [seen.at for seen in self.stand_in.requests]
        return max(sum(start <= other < start + 60 for other in starts) for start in starts)

    def refused(self) -> int:
        return sum(seen.status == 429 for seen in self.stand_in.requests)


@pytest.fixture
async def rush(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncGenerator[Rush]:
    sleepers = Sleepers()
    async with open_world(tmp_path, per_minute=30, scheduler=sleepers.scheduler, others=ANILIST) as world:
        rush = Rush(world, sleepers, request.param)
        await rush.move_in()
        yield rush
        assert all("CommandInvokeError" in repr(error) for error in world.env.errors)


def is_answered(result: Any) -> bool:
    return told(result) is not None and bool(words(told(result)))


# Ninety are three minutes' worth of AniList's requests.
@pytest.mark.parametrize("rush", [90, pytest.param(CROWD, marks=pytest.mark.long)], indirect=True)
async def test_two_hundred_people_at_once(rush: Rush) -> None:
    """AniList is asked as often as it takes; whoever is not served is told how long that takes, and nothing is lost."""
    began = rush.world.clock()
    served, late = list[int](), list[int]()
    for number, said in (await rush.all_at_once(range(rush.crowd))).items():
        found = TOLD_HOW_LONG.search(said)
        assert found or DONE.search(said), said
        assert found is None or began + 20 < int(found[1]) < began + 90
        (late if found else served).append(number)
    assert len(served) >= len(rush.stand_in.requests) >= 25, "each request has served somebody"
    assert rush.refused() == 0 and rush.most_in_a_minute() <= 30
    rush.sleepers.pass_time(90)
    said = await rush.all_at_once(late[-20:])
    assert all(TOLD_HOW_LONG.search(one) or DONE.search(one) for one in said.values())
    assert any(DONE.search(one) for one in said.values())
    assert rush.refused() == 0 and rush.most_in_a_minute() <= 30
    done = {*served, *(number for number, one in said.items() if DONE.search(one))}
    for number in range(rush.crowd):
        watches = WAYS[number % len(WAYS)][0] in {"watched", "+1"}
        assert rush.progress(number) == SEEN + (watches and number in done)


@pytest.mark.parametrize("rush", [60, pytest.param(CROWD, marks=pytest.mark.long)], indirect=True)  # sixty wait, too
async def test_an_hour_without_anilist(rush: Rush) -> None:
    """People go on trying; it is left alone meanwhile, found again within a minute, and nobody runs it down."""
    rush.stand_in.faults.share(faults.html(), 1.0)
    a_minute = 3 if rush.crowd == CROWD else 2
    for minute in range(60):
        said = await rush.all_at_once((minute * a_minute + at) % rush.crowd for at in range(a_minute))
        assert all(DOWN.search(one) for one in said.values()), said
        rush.sleepers.pass_time(60)
    assert len(rush.stand_in.requests) < 3 + 60 * 60 / 45
    assert all(rush.progress(number) == SEEN for number in range(rush.crowd))

    rush.stand_in.faults.clear()
    back = rush.world.clock()
    while not DONE.search((await rush.all_at_once([0]))[0]):
        rush.sleepers.pass_time(5)
    assert rush.world.clock() <= back + 60
    said = await rush.all_at_once(range(1, rush.crowd))
    assert all(DONE.search(one) or TOLD_HOW_LONG.search(one) for one in said.values())
    assert rush.refused() == 0 and rush.most_in_a_minute() <= 30
