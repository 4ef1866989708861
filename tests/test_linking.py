"""The flow from /link to the stored token: who is let in, who is not, and what is left of an attempt."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo import faults
from demo.anilist import JUNO, TSUMUGI
from linking import (
    AttemptGone,
    Ended,
    Linked,
    NothingPending,
    OutOfTries,
    Overloaded,
    TooManyAttempts,
    WrongAccount,
    WrongCode,
)
from redaction import Secret
from store import rotate
from tests.kit import engine
from tests.kit.linking import AOI, REN, Desk, open_desk, remembered, wrong


@pytest.fixture
async def sign_in_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, proof="discord") as desk:
        yield desk


class TestForwardedLink:
    """S1: an attacker runs /link and gets a victim to approve and to press Link on it."""

    async def test_guessing_the_code_gets_nothing(self, desk: Desk) -> None:
        token = desk.stand_in.token_for(TSUMUGI)
        waiting = await desk.present(await desk.begin(), token)
        assert not await desk.has_forgotten(token)
        for tries_left in (4, 3, 2, 1):
            with pytest.raises(WrongCode, match=f"{tries_left} tries left"):
                await desk.linking.confirm(AOI.discord_id, wrong(waiting.code))
        with pytest.raises(OutOfTries):
            await desk.linking.confirm(AOI.discord_id, wrong(waiting.code))
        with pytest.raises(NothingPending):
            await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert await desk.has_forgotten(token)

    async def test_waiting_gets_nothing(self, desk: Desk) -> None:
        token = desk.stand_in.token_for(TSUMUGI)
        waiting = await desk.present(await desk.begin(), token)
        desk.clock.advance(599)
        assert await desk.linking.awaits_code(AOI.discord_id)
        desk.clock.advance(1)
        assert not await desk.linking.awaits_code(AOI.discord_id)
        with pytest.raises(NothingPending):
            await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert await desk.linking.progress(waiting.ticket) == "ended"
        await desk.linking.sweep()
        assert await desk.has_forgotten(token)

    async def test_the_code_is_of_no_use_to_anybody_else(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin(AOI))
        with pytest.raises(NothingPending):
            await desk.linking.confirm(REN.discord_id, waiting.code)
        assert await desk.store.links.count() == 0

    async def test_the_victims_browser_is_signed_in_as_the_victim(self, sign_in_desk: Desk) -> None:
        desk, token = sign_in_desk, sign_in_desk.stand_in.token_for(TSUMUGI)
        waiting = await desk.present(await desk.begin(AOI), token)
        with pytest.raises(WrongAccount):
            await desk.linking.confirm_sign_in(waiting.sign_in, REN.discord_id)
        with pytest.raises(NothingPending):
            await desk.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)
        assert await desk.linking.progress(waiting.ticket) == "ended"
        assert [type(event) for event in desk.events] == [Ended]
        assert await desk.has_forgotten(token)


class TestBeginning:
    async def test_three_in_ten_minutes(self, desk: Desk) -> None:
        for _ in range(3):
            await desk.begin()
            desk.clock.advance(10)
        with pytest.raises(TooManyAttempts) as caught:
            await desk.begin()
        assert caught.value.retry_after == 570
        await desk.begin(REN)
        desk.clock.advance(569)
        with pytest.raises(TooManyAttempts):
            await desk.begin()
        desk.clock.advance(1)
        await desk.begin()
        with pytest.raises(TooManyAttempts) as caught:
            await desk.begin()
        assert caught.value.retry_after == 10

    async def test_three_of_ten_at_once(self, desk: Desk) -> None:
        outcomes = await asyncio.gather(*(desk.begin() for _ in range(10)), return_exceptions=True)
        assert sum(isinstance(outcome, Secret) for outcome in outcomes) == 3
        assert sum(isinstance(outcome, TooManyAttempts) for outcome in outcomes) == 7

    async def test_unlinking_does_not_begin_a_new_window(self, desk: Desk) -> None:
        for _ in range(3):
            await desk.begin()
            await desk.linking.unlink(AOI.discord_id)
        for _ in range(2):
            with pytest.raises(TooManyAttempts):
                await desk.begin()
            await desk.linking.sweep()
        desk.clock.advance(600)
        await desk.begin()

    async def test_looking_uses_nothing_up(self, desk: Desk) -> None:
        state = await desk.begin()
        for _ in range(3):
            assert await desk.linking.preview(state) == (AOI, desk.clock() + 600)
        assert await desk.present(state)

    async def test_a_new_one_ends_the_older(self, desk: Desk) -> None:
        older = await desk.begin()
        newer = await desk.begin()
        for refused in (desk.linking.preview(older), desk.present(older), desk.linking.cancel(older)):
            with pytest.raises(AttemptGone):
                await refused
        assert (await desk.present(newer)).person == AOI

    async def test_a_new_one_wipes_the_token_that_waits(self, desk: Desk) -> None:
        token = desk.stand_in.token_for(TSUMUGI)
        waiting = await desk.present(await desk.begin(), token)
        newer = await desk.begin()
        assert await desk.linking.progress(waiting.ticket) == "ended"
        with pytest.raises(NothingPending):
            await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert await desk.has_forgotten(token)
        assert await desk.linking.preview(newer) == (AOI, desk.clock() + 600)

    async def test_a_new_one_ends_the_older_even_while_anilist_is_asked(self, desk: Desk) -> None:
        token, older = desk.stand_in.token_for(TSUMUGI), await desk.begin()
        hang = faults.Hang()
        desk.stand_in.faults.arm(hang)
        presenting = asyncio.create_task(desk.present(older, token))
        await hang.reached.wait()
        waiting = await desk.present(await desk.begin())
        hang.release()
        with pytest.raises(AttemptGone):
            await presenting
        del presenting
        assert await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert not remembered(token)

    async def test_the_state_works_for_ten_minutes(self, desk: Desk) -> None:
        state = await desk.begin()
        desk.clock.advance(599)
        assert await desk.linking.preview(state) == (AOI, desk.clock() + 1)
        desk.clock.advance(1)
        for refused in (desk.linking.preview(state), desk.present(state), desk.linking.cancel(state)):
            with pytest.raises(AttemptGone):
                await refused

    async def test_a_cancelled_one_is_over(self, desk: Desk) -> None:
        state = await desk.begin()
        await desk.linking.cancel(state)
        assert [type(event) for event in desk.events] == [Ended]
        with pytest.raises(AttemptGone):
            await desk.present(state)


async def test_at_most_500_wait(desk: Desk) -> None:
    waiting = await desk.present(await desk.begin())
    for number in range(1, 500):
        await desk.wait_as(number)
    late = await desk.begin(REN)
    with pytest.raises(Overloaded):
        await desk.present(late)
    assert desk.events == []
    await desk.linking.confirm(AOI.discord_id, waiting.code)
    assert await desk.present(late)


class TestOutcome:
    async def test_is_told_after_it_is_stored(self, desk: Desk) -> None:
        stored: list[bool] = []

        async def listen(event: Linked | Ended) -> None:
            stored.append(isinstance(event, Linked) and await desk.store.links.of(AOI.discord_id) == event.link)

        stop = desk.linking.subscribe(listen)
        await desk.link()
        stop()
        await desk.link(REN, JUNO)
        assert stored == [True]
        assert [type(event) for event in desk.events] == [Linked, Linked]

    async def test_is_told_to_the_page_for_ten_minutes(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin())
        assert await desk.linking.progress(waiting.ticket) == "waiting"
        assert await desk.linking.progress(Secret("another ticket")) == "ended"
        await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert await desk.linking.progress(waiting.ticket) == "linked"
        desk.clock.advance(599)
        assert await desk.linking.progress(waiting.ticket) == "linked"
        desk.clock.advance(1)
        assert await desk.linking.progress(waiting.ticket) == "ended"

    async def test_is_linked_even_if_it_can_not_be_shown(self, desk: Desk) -> None:
        told: list[Linked | Ended] = []

        async def fail(_: Linked | Ended) -> None:
            raise ConnectionError

        async def listen(event: Linked | Ended) -> None:
            told.append(event)

        desk.linking.subscribe(fail)
        desk.linking.subscribe(listen)
        waiting = await desk.present(await desk.begin())
        linked = await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert await desk.store.links.of(AOI.discord_id) == linked.link
        assert await desk.linking.progress(waiting.ticket) == "linked"
        assert told == [linked]

    async def test_outlives_a_restart(self, desk: Desk) -> None:
        state = await desk.begin()
        await desk.restart()
        waiting = await desk.present(state)
        with pytest.raises(WrongCode):
            await desk.linking.confirm(AOI.discord_id, wrong(waiting.code))
        await desk.restart()
        assert await desk.linking.progress(waiting.ticket) == "waiting"
        with pytest.raises(WrongCode) as caught:
            await desk.linking.confirm(AOI.discord_id, wrong(waiting.code))
        assert caught.value.tries_left == 3
        assert await desk.linking.confirm(AOI.discord_id, waiting.code)
        await desk.restart()
        assert await desk.linking.progress(waiting.ticket) == "linked"

    async def test_ends_with_its_key(self, desk: Desk) -> None:
        waiting = await desk.present(await desk.begin())
        await desk.stop()
        await rotate(desk.data, key_file=desk.key_file, database_url=engine.url_of(desk.data))
        await desk.start()
        assert await desk.linking.progress(waiting.ticket) == "ended"
        with pytest.raises(NothingPending):
            await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert await desk.link()
