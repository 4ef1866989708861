"""A link of which the page, the code, the sign-in and the card are at several processes, and what comes in between."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest

from anilist import GrantRejected, Unavailable
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from linking import (
    AttemptGone,
    Ended,
    Grant,
    InAnotherTab,
    Linked,
    NothingPending,
    OutOfTries,
    Overloaded,
    Proof,
    TooManyAttempts,
    Waiting,
    WrongAccount,
    WrongCode,
)
from redaction import Secret
from tests.kit.linking import AOI, REN, Desk, open_desk, wrong
from tests.kit.sharing import run_out, sharing

Desks = tuple[Desk, Desk, Desk]


@asynccontextmanager
async def open_desks(folder: Path, *, grant: Grant = "implicit", proof: Proof = "code") -> AsyncGenerator[Desks]:
    """Three processes on one database."""
    with sharing():
        async with open_desk(folder, grant=grant, proof=proof) as desk:
            yield desk, desk.beside(), desk.beside()


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncGenerator[Desks]:
    async with open_desks(tmp_path) as desks:
        yield desks


def names(outcomes: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


async def hang(desk: Desk, state: Secret, token: str) -> tuple[asyncio.Task[Waiting], faults.Hang]:
    """Present a token while AniList does not answer."""
    hang = faults.Hang()
    desk.stand_in.faults.arm(hang)
    presenting = asyncio.create_task(desk.present(state, token))
    await hang.reached.wait()
    return presenting, hang


async def stand_still(desk: Desk) -> None:
    """The process that asks AniList is heard of no more."""
    (row,) = await desk.store.database.all("SELECT name FROM leases")
    await run_out(desk.store, row["name"])


async def test_the_card_the_page_and_the_code_may_be_anywhere(desks: Desks) -> None:
    reply = Secret("aW50ZXJhY3Rpb246 of the reply")
    for at_card, at_page, at_code in product(desks, desks, desks):
        at_card.clock.advance(601)
        state = await at_card.begin()
        attempt = await at_card.store.attempts.live_for(AOI.discord_id)
        assert attempt
        await at_card.store.attempts.show_card(attempt.state_hash, 11, 12)
        await at_card.store.attempts.show_reply(AOI.discord_id, reply, at_card.clock() + 900)
        assert await at_page.linking.preview(state) == (AOI, at_card.clock() + 600)
        waiting = await at_page.present(state)
        assert all([await desk.linking.awaits_code(AOI.discord_id) for desk in desks])
        linked = await at_code.linking.confirm(AOI.discord_id, waiting.code)
        for desk in desks:
            heard, desk.events = desk.events, []
            assert heard == ([linked] if desk is at_code else []), "told by the process that has finished"
            assert await desk.linking.progress(waiting.ticket) == "linked"
            assert desk.linking.recognise(waiting.ticket), "at its own limit"
        assert (linked.attempt.card_channel_id, linked.attempt.card_message_id) == (11, 12)
        assert await at_code.store.attempts.reply(linked.attempt.state_hash) == reply


async def test_the_browser_comes_back_from_discord_to_another(tmp_path: Path) -> None:
    async with open_desks(tmp_path, proof="discord") as desks:
        for at_page, at_return in product(desks, desks):
            at_page.clock.advance(601)
            waiting = await at_page.present(await desks[0].begin())
            assert at_return.linking.recognise(waiting.sign_in)
            assert await at_return.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)
            with pytest.raises(NothingPending):
                await at_page.linking.confirm_sign_in(waiting.sign_in, AOI.discord_id)
        desks[0].clock.advance(601)
        waiting = await desks[1].present(await desks[0].begin())
        at_once = (desk.linking.confirm_sign_in(waiting.sign_in, REN.discord_id) for desk in desks)
        outcomes = await asyncio.gather(*at_once, return_exceptions=True)
        assert {WrongAccount} <= {type(one) for one in outcomes} <= {WrongAccount, NothingPending}
        ends = [event for desk in desks for event in desk.events if isinstance(event, Ended)]
        assert len(ends) == 1


async def test_of_the_same_code_at_all_at_once_one_links(desks: Desks) -> None:
    for _ in range(5):
        desks[0].clock.advance(601)
        waiting = await desks[1].present(await desks[0].begin())
        at_once = (desk.linking.confirm(AOI.discord_id, waiting.code) for desk in (*desks, *desks))
        outcomes = await asyncio.gather(*at_once, return_exceptions=True)
        assert names(outcomes) == ["Linked", *["NothingPending"] * 5]
    assert [len(event.link.name) > 0 for desk in desks for event in desk.events if isinstance(event, Linked)] == [
        True
    ] * 5


async def test_five_wrong_codes_anywhere_end_it_once(desks: Desks) -> None:
    waiting = await desks[1].present(await desks[0].begin())
    at_once = [desk.linking.confirm(AOI.discord_id, wrong(waiting.code)) for desk in (*desks, *desks, *desks)]
    outcomes = await asyncio.gather(*at_once, return_exceptions=True)
    assert names(outcomes) == [*["NothingPending"] * 4, "OutOfTries", *["WrongCode"] * 4]
    assert sorted(one.tries_left for one in outcomes if isinstance(one, WrongCode)) == [1, 2, 3, 4]
    assert [type(event) for desk in desks for event in desk.events] == [Ended]
    for desk in desks:
        assert await desk.linking.progress(waiting.ticket) == "ended"
        with pytest.raises(NothingPending):
            await desk.linking.confirm(AOI.discord_id, waiting.code)


async def test_five_wrong_pastes_anywhere_end_it_once(tmp_path: Path) -> None:
    async with open_desks(tmp_path, grant="pin", proof="paste") as desks:
        await desks[0].linking.begin(AOI)
        for desk, _ in zip(cycle(desks), range(4), strict=False):
            with pytest.raises(GrantRejected):
                await desk.linking.paste(AOI.discord_id, Secret("def50200 wrong"))
        with pytest.raises(OutOfTries):
            await desks[2].linking.paste(AOI.discord_id, Secret("def50200 wrong"))
        await desks[1].linking.begin(AOI)
        codes = [Secret(desks[0].stand_in.code_for(person)) for person in (TSUMUGI, JUNO, TSUMUGI)]
        at_once = (desk.linking.paste(AOI.discord_id, code) for desk, code in zip(desks, codes, strict=True))
        assert names(await asyncio.gather(*at_once, return_exceptions=True)) == ["AttemptGone", "AttemptGone", "Linked"]
        assert sorted(type(event).__name__ for desk in desks for event in desk.events) == ["Ended", "Linked"]


async def test_the_same_page_again_at_another_waits_for_the_same_answer(desks: Desks) -> None:
    token, state = desks[0].stand_in.token_for(TSUMUGI), await desks[0].begin()
    presenting, hanging = await hang(desks[1], state, token)
    again = asyncio.create_task(desks[2].present(state, token))
    for desk in desks:
        assert await desk.linking.awaits_code(AOI.discord_id), "the code comes in a moment"
    hanging.release()
    assert await again == await presenting
    assert len(desks[0].stand_in.requests) == 1
    for desk in desks:
        with pytest.raises(InAnotherTab):
            await desk.linking.preview(state)
        with pytest.raises(InAnotherTab):
            await desk.present(state, desks[0].stand_in.token_for(JUNO))


@pytest.mark.parametrize("way", ["unlink", "begin", "cancel"])
async def test_it_is_ended_at_one_while_another_asks_anilist(desks: Desks, way: str) -> None:
    token, state = desks[0].stand_in.token_for(TSUMUGI), await desks[0].begin()
    presenting, hanging = await hang(desks[1], state, token)
    match way:
        case "unlink":
            await desks[2].linking.unlink(AOI.discord_id)
        case "begin":
            await desks[2].linking.begin(AOI)
        case _:
            await desks[2].linking.cancel(state)
    hanging.release()
    with pytest.raises(AttemptGone):
        await presenting
    del presenting  # it remembers the token
    assert [type(event) for desk in desks for event in desk.events] == ([Ended] if way == "cancel" else [])
    assert not any([await desk.linking.awaits_code(AOI.discord_id) for desk in desks])
    assert await desks[0].has_forgotten(token)


async def test_whoever_stands_still_while_anilist_is_asked_keeps_nobody_waiting(desks: Desks) -> None:
    token, state = desks[0].stand_in.token_for(TSUMUGI), await desks[0].begin()
    presenting, hanging = await hang(desks[1], state, token)
    await stand_still(desks[1])
    assert not await desks[0].linking.awaits_code(AOI.discord_id)
    waiting = await desks[2].present(state, token)
    hanging.release()
    with pytest.raises(InAnotherTab):
        await presenting
    assert await desks[1].present(state, token) == waiting, "as soon as it asks again"
    assert await desks[0].linking.confirm(AOI.discord_id, waiting.code)
    assert await desks[0].store.links.count() == 1


async def test_an_outage_at_one_leaves_the_state_for_another(desks: Desks) -> None:
    token, state = desks[0].stand_in.token_for(TSUMUGI), await desks[0].begin()
    desks[0].stand_in.faults.arm(faults.status(500))
    with pytest.raises(Unavailable):
        await desks[1].present(state, token)
    waiting = await desks[2].present(state, token)
    assert await desks[0].linking.confirm(AOI.discord_id, waiting.code)


async def test_limits_count_for_all_together(desks: Desks) -> None:
    at_once = (desk.begin() for desk in (*desks, *desks))
    outcomes = await asyncio.gather(*at_once, return_exceptions=True)
    assert names(outcomes) == ["Secret"] * 3 + ["TooManyAttempts"] * 3
    await desks[0].linking.unlink(AOI.discord_id)
    for desk in desks:
        with pytest.raises(TooManyAttempts) as caught:
            await desk.begin()
        assert caught.value.retry_after == 600
        await desk.linking.sweep()
    for number in range(1, 501):
        await desks[number % 3].wait_as(number)
    late = await desks[0].begin(REN)
    for desk in desks:
        with pytest.raises(Overloaded):
            await desk.present(late)
    desks[0].clock.advance(600)
    await desks[1].linking.unlink(500)
    assert await desks[2].begin()


async def test_what_is_over_is_swept_by_anybody(desks: Desks) -> None:
    token = desks[0].stand_in.token_for(TSUMUGI)
    waiting = await desks[1].present(await desks[0].begin(), token)
    desks[0].clock.advance(600)
    for desk in desks:
        assert not await desk.linking.awaits_code(AOI.discord_id)
        assert await desk.linking.progress(waiting.ticket) == "ended"
    await asyncio.gather(*(desk.linking.sweep() for desk in desks))
    assert await desks[0].has_forgotten(token)
