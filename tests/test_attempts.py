"""An attempt to link: live for ten minutes, used once, ended by the next."""

import asyncio

import pytest

from tests.kit.home import START, Clock, Home, an_attempt


async def test_an_attempt_is_live_until_it_expires(home: Home) -> None:
    clock = Clock()
    attempt = an_attempt(guild_id=None, guild_name=None)
    async with home.open(clock) as store:
        await store.attempts.begin(attempt)
        clock.now = attempt.expires_at - 1
        assert await store.attempts.live(attempt.state_hash) == attempt
        assert await store.attempts.live_for(attempt.discord_id) == attempt
        clock.now = attempt.expires_at
        assert await store.attempts.live(attempt.state_hash) is None
        assert await store.attempts.live_for(attempt.discord_id) is None
        assert await store.attempts.consume(attempt.state_hash) is None
        assert await store.attempts.consume(attempt.state_hash) is None


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.long)])
async def test_of_fifty_at_once_exactly_one_uses_the_state(home: Home, rounds: int) -> None:
    async with home.open() as store:
        for number in range(rounds):
            attempt = an_attempt(number, person=number)
            await store.attempts.begin(attempt)
            used = await asyncio.gather(*(store.attempts.consume(attempt.state_hash) for _ in range(50)))
            assert [one for one in used if one] == [attempt]
            assert await store.attempts.live(attempt.state_hash) is None
            assert await store.attempts.live_for(attempt.discord_id) is None


async def test_a_new_attempt_ends_the_persons_older_ones(home: Home) -> None:
    async with home.open() as store:
        for number in (1, 2, 3):
            await store.attempts.begin(an_attempt(number, created_at=START + number))
        await store.attempts.begin(an_attempt(4, person=2))
        assert [await store.attempts.consume(an_attempt(n).state_hash) for n in (1, 2)] == [None, None]
        assert await store.attempts.live_for(an_attempt().discord_id) == an_attempt(3, created_at=START + 3)
        assert await store.attempts.live(an_attempt(4).state_hash) == an_attempt(4, person=2)
        assert await store.attempts.recent(an_attempt().discord_id, START + 1) == [START + 2, START + 3]


async def test_a_used_attempt_can_be_rearmed_unless_another_has_followed(home: Home) -> None:
    async with home.open() as store:
        first, second = an_attempt(1), an_attempt(2)
        await store.attempts.begin(first)
        assert await store.attempts.consume(first.state_hash)
        await store.attempts.rearm(first.state_hash)
        assert await store.attempts.consume(first.state_hash) == first
        await store.attempts.begin(second)
        await store.attempts.rearm(first.state_hash)
        assert await store.attempts.live(first.state_hash) is None, "a newer one is there"


async def test_the_card_of_an_attempt_is_remembered(home: Home) -> None:
    async with home.open() as store:
        await store.attempts.begin(an_attempt())
        await store.attempts.show_card(an_attempt().state_hash, 11, 12)
        shown = an_attempt(card_channel_id=11, card_message_id=12)
        assert await store.attempts.live(an_attempt().state_hash) == shown
        assert await store.attempts.consume(an_attempt().state_hash) == shown


async def test_attempts_are_forgotten_an_hour_after_they_expire(home: Home) -> None:
    clock = Clock()
    async with home.open(clock) as store:
        await store.attempts.begin(an_attempt(1))
        clock.now = an_attempt().expires_at + 3600
        assert await store.attempts.purge() == 0
        clock.now += 1
        assert await store.attempts.purge() == 1
        assert await store.attempts.recent(an_attempt().discord_id, 0) == []
