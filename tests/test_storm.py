"""R4: AniList fails in every way and people go on: each is acknowledged in 3 s, answered in 30 s, nothing done twice.

A whole process with the real request budget, on real time.
"""

import asyncio
import sqlite3
import time
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot import open_bot
from config import from_texts
from demo import faults
from demo.anilist import PEOPLE, StandIn
from demo.anilist.lists import MediaList
from redaction import Secret
from store import ListOptions
from tests.kit.home import a_link
from tests.kit.processes import running, texts
from tests.kit.services import Discord

AIRING, SEEN = 21, 500  # an anime without an end, and how much of it everybody has seen
FIRST_ID = 400000000000000001
COMMANDS: dict[str, dict[str, str]] = {
    "watched": {"title": f"id:{AIRING}"},
    "rate": {"title": "id:1", "score": "4"},
    "add": {"title": "id:20"},
    "remove": {"title": "id:20"},
    "favourite": {"title": "id:20"},
    "edit": {"title": "id:1", "notes": "a storm"},
    "anime": {"title": "id:19"},
    "list": {},
    "behind": {},
    "random": {},
    "account": {},
}
WAYS: dict[str, faults.Fault] = {
    "429": faults.too_many_requests(retry_after=1),
    "500": faults.status(500),
    "HTML": faults.html(),
    "200 with errors": faults.errors_in_200(),
    "reset": faults.reset_after,
    "reset before": faults.reset_before,
    "truncated": faults.cut_off,
    "half": faults.half_json,
}


SECONDS_TO_ACKNOWLEDGE, SECONDS_TO_ANSWER = 3, 30


class Storm:
    """People who are linked, and an AniList that answers three tenths of all questions in some wrong way."""

    def __init__(self, folder: Path, discord: Discord, anilist: StandIn, *, with_hangs: bool) -> None:
        self.discord = discord
        self.anilist = anilist
        self.people = dict(zip(count(FIRST_ID), PEOPLE, strict=False))
        self.asked: dict[str, float] = {}
        self.pressed = Counter[int]()
        self.settings = texts(
            ANILIST_API_URL=anilist.api_url,
            ANILIST_OAUTH_URL=anilist.oauth_url,
            DATA_DIR=str(folder / "data"),
            SECRET_KEY_FILE=str(folder / "musubi.key"),
        )
        for person in PEOPLE:
            anilist.world.lists.put(self._entry(person.id))
        self._database = folder / "data" / "musubi.db"
        ways = {**WAYS, "hang": faults.Hang()} if with_hangs else WAYS
        for seed, fault in enumerate(ways.values()):
            anilist.faults.share(fault, 0.3 / len(ways), seed=seed)

    async def link_everybody(self) -> None:
        async with open_bot(from_texts(self.settings)) as bot:
            for discord_id, person in self.people.items():
                link = a_link(
                    discord_id=discord_id,
                    anilist_id=person.id,
                    score_format=person.score_format,
                    anime=ListOptions(),
                    expires_at=int(time.time()) + 365 * 86400,
                )
                await bot.store.links.save(link, Secret(self.anilist.token_for(person)))

    async def rage(self, times: int, pause: float) -> None:
        """So many commands, one after each `pause`; returns when all are answered, or should have been."""
        chance = Random(times)
        for number in range(times):
            token, command = f"storm-{number}", chance.choice([*COMMANDS, "watched", "watched"])
            who = chance.choice([*self.people])
            self.pressed[self.people[who].id] += command == "watched"
            self.asked[token] = time.monotonic()
            await self.discord.slash(command, user_id=who, token=token, **COMMANDS[command])
            await asyncio.sleep(pause)
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            while not all(self.answered(token) for token in self.asked):
                await self.discord.asked.get()

    def answered(self, token: str) -> bool:
        return any(heard.what == "answered" for heard in self.discord.heard.get(token, ()))

    def seconds_until(self, *what: str) -> float:
        """The longest time that anybody waited for it."""
        return max(
            next(heard.at for heard in self.discord.heard[token] if heard.what in what) - asked
            for token, asked in self.asked.items()
        )

    def gained(self, user_id: int) -> int:
        entry = self.anilist.world.lists.entry_for(user_id, AIRING)
        return entry.progress - SEEN if entry else -SEEN

    def journal(self) -> dict[int, Counter[str]]:
        """How many steps of each person were done, are unknown, or have failed."""
        states = dict[int, Counter[str]]()
        with closing(sqlite3.connect(self._database)) as database:
            for discord_id, state, times in database.execute(
                "SELECT discord_id, state, count(*) FROM changes WHERE media_id = ? GROUP BY 1, 2", [AIRING]
            ):
                states.setdefault(self.people[discord_id].id, Counter())[state] = times
        return states

    def _entry(self, user_id: int) -> MediaList:
        """In the place of one that the person has: of two of one title, nobody knows which a change is for."""
        lists = self.anilist.world.lists
        known = lists.entry_for(user_id, AIRING)
        number = known.id if known else lists.new_id()
        return MediaList(id=number, user_id=user_id, media_id=AIRING, progress=SEEN, created_at=1, updated_at=1)


@pytest.mark.parametrize(
    ("times", "pause", "with_hangs"),
    [(40, 0.05, False), pytest.param(1000, 0.1, True, marks=[pytest.mark.long, pytest.mark.timeout(600)])],
)
async def test_everybody_is_answered_and_nothing_is_done_twice(
    tmp_path: Path, times: int, pause: float, with_hangs: bool
) -> None:
    anilist = StandIn()
    async with anilist.serve(), Discord().serve() as discord:
        storm = Storm(tmp_path, discord, anilist, with_hangs=with_hangs)
        await storm.link_everybody()
        async with running(tmp_path, storm.settings, discord.url) as musubi:
            await discord.was_asked("READY", "")
            await storm.rage(times, pause)
            assert (await musubi.end()).code == 0
    assert storm.seconds_until("deferred", "answered") < SECONDS_TO_ACKNOWLEDGE
    assert storm.seconds_until("answered") < SECONDS_TO_ANSWER
    journal = storm.journal()
    for person in PEOPLE:
        states, gained = journal.get(person.id, Counter()), storm.gained(person.id)
        assert states["done"] <= gained <= states["done"] + states["begun"]
        assert gained <= storm.pressed[person.id]
