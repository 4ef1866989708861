"""An attempt to link: live for ten minutes, ended once, ended by the next."""

import asyncio

import pytest

from redaction import Secret
from store import SealBroken
from tests.kit.home import LIMIT, START, Clock, Home, an_attempt, discord_id

PERSON = discord_id(1)


async def test_an_attempt_is_live_until_it_expires(home: Home) -> None:
    clock = Clock()
    attempt = an_attempt(guild_id=None, guild_name=None)
    async with home.open(clock) as store:
        await store.attempts.begin(attempt, **LIMIT)
        clock.now = attempt.expires_at - 1
        assert await store.attempts.live(attempt.state_hash) == attempt
        assert await store.attempts.live_for(attempt.discord_id) == attempt
        clock.now = attempt.expires_at
        assert await store.attempts.live(attempt.state_hash) is None
        assert await store.attempts.live_for(attempt.discord_id) is None


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.long)])
async def test_of_fifty_at_once_exactly_one_ends_it(home: Home, rounds: int) -> None:
    async with home.open() as store:
        for number in range(rounds):
            attempt = an_attempt(number, person=number)
            await store.attempts.begin(attempt, **LIMIT)
            ended = await asyncio.gather(*(store.attempts.end(attempt.state_hash) for _ in range(50)))
            assert [one for one in ended if one] == [attempt]
            assert await store.attempts.live(attempt.state_hash) is None
            assert await store.attempts.live_for(attempt.discord_id) is None


async def test_a_new_attempt_ends_the_persons_older_ones(home: Home) -> None:
    async with home.open() as store:
        for number in (1, 2, 3):
            await store.attempts.begin(an_attempt(number, created_at=START + number), **LIMIT)
        await store.attempts.begin(an_attempt(4, person=2), **LIMIT)
        assert [await store.attempts.end(an_attempt(n).state_hash) for n in (1, 2)] == [None, None]
        assert await store.attempts.live_for(an_attempt().discord_id) == an_attempt(3, created_at=START + 3)
        assert await store.attempts.live(an_attempt(4).state_hash) == an_attempt(4, person=2)


async def test_only_so_many_begin_in_a_while(home: Home) -> None:
    async with home.open() as store:
        for number, second in enumerate((1, 1, 9)):
            begun = store.attempts.begin(an_attempt(number, created_at=START + second), most=3, since=START)
            assert await begun is None
        assert await store.attempts.begin(an_attempt(4), most=3, since=START) == START + 1
        assert await store.attempts.live(an_attempt(2).state_hash), "the last one goes on"
        assert await store.attempts.begin(an_attempt(4, created_at=START + 10), most=3, since=START + 1) is None


async def test_who_began_is_counted_without_a_name(home: Home) -> None:
    async with home.open() as store:
        await store.attempts.begin(an_attempt(), **LIMIT)
        await store.links.delete(PERSON)
        (row,) = await store.database.all("SELECT * FROM link_starts")
        assert row["person_hash"] != b"" and str(PERSON) not in str(row)
        assert await store.attempts.begin(an_attempt(2), most=1, since=START - 1) == START
        assert await store.attempts.begin(an_attempt(3, person=2), most=1, since=START - 1) is None


async def test_the_card_of_an_attempt_is_remembered(home: Home) -> None:
    async with home.open() as store:
        await store.attempts.begin(an_attempt(), **LIMIT)
        await store.attempts.show_card(an_attempt().state_hash, 11, 12)
        shown = an_attempt(card_channel_id=11, card_message_id=12)
        assert await store.attempts.live(an_attempt().state_hash) == shown
        assert await store.attempts.end(an_attempt().state_hash) == shown


async def test_the_reply_is_the_open_attempts_sealed_and_only_for_a_while(home: Home) -> None:
    clock = Clock()
    older, newer = an_attempt(1), an_attempt(2)
    async with home.open(clock) as store:
        await store.attempts.begin(older, **LIMIT)
        await store.attempts.show_reply(PERSON, Secret("token-of-the-first"), START + 900)
        await store.attempts.begin(newer, **LIMIT)
        assert await store.attempts.reply(newer.state_hash) is None
        await store.attempts.show_reply(PERSON, Secret("token-of-the-second"), START + 900)
        assert await store.attempts.reply(older.state_hash) == Secret("token-of-the-first")
        assert await store.attempts.end(newer.state_hash)
        assert await store.attempts.reply(newer.state_hash) == Secret("token-of-the-second")
        assert not any(b"token-of-the" in text for text in home.files().values())
        await store.database.execute("UPDATE attempts SET discord_id = discord_id + 1")
        with pytest.raises(SealBroken):
            await store.attempts.reply(newer.state_hash)
        clock.now = START + 900
        assert await store.attempts.reply(newer.state_hash) is None


async def test_wrong_codes_end_an_attempt_once(home: Home) -> None:
    async with home.open() as store:
        attempt = an_attempt()
        await store.attempts.begin(attempt, **LIMIT)
        left = await asyncio.gather(*(store.attempts.count_wrong(attempt.state_hash, most=5) for _ in range(9)))
        assert sorted(left, key=str) == [0, 1, 2, 3, 4, *[None] * 4]
        assert await store.attempts.end(attempt.state_hash) is None


async def test_attempts_are_forgotten_an_hour_after_they_expire(home: Home) -> None:
    clock = Clock()
    async with home.open(clock) as store:
        await store.attempts.begin(an_attempt(1), **LIMIT)
        clock.now = an_attempt().expires_at + 3600
        await store.attempts.purge(starts_before=START - 1)
        assert len(await store.database.all("SELECT 1 FROM attempts UNION ALL SELECT 1 FROM link_starts")) == 2
        clock.now += 1
        await store.attempts.purge(starts_before=START)
        assert await store.database.all("SELECT 1 FROM attempts UNION ALL SELECT 1 FROM link_starts") == []
