"""Every fault does what its name says, when it was told to; the request limit is one of them."""

import asyncio

import aiohttp
import pytest

from demo import faults
from demo.anilist import PEOPLE, StandIn
from tests.kit.library import until
from tests.kit.loop_time import LoopTime
from tests.kit.stand_in_clients import BEBOP, SAVE, VIEWER, Api, Clock


async def test_the_thirty_first_request_of_a_minute_is_refused_for_a_minute(api: Api, stand_in: StandIn, clock: Clock):
    stand_in.limit.per_minute = 30
    answers = [await api.ask(BEBOP) for _ in range(30)]
    assert {answer.status for answer in answers} == {200}
    assert answers[-1].headers["X-RateLimit-Limit"] == "30"
    assert answers[-1].headers["X-RateLimit-Remaining"] == "0"
    clock.time += 59
    refused = await api.ask(BEBOP)
    assert (refused.status, refused.body["data"]) == (429, None)
    assert (refused.error["message"], refused.error["status"]) == ("Too Many Requests.", 429)
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["X-RateLimit-Reset"] == str(clock.time + 60)
    clock.time += 59
    assert (await api.ask(BEBOP)).status == 429
    clock.time += 1
    assert (await api.ask(BEBOP)).status == 200
    assert [seen.status for seen in stand_in.requests].count(429) == 2


async def test_the_minute_slides(api: Api, stand_in: StandIn, clock: Clock):
    stand_in.limit.per_minute = 2
    await api.ask(BEBOP)
    clock.time += 40
    await api.ask(BEBOP)
    clock.time += 20
    assert (await api.ask(BEBOP)).status == 200
    assert (await api.ask(BEBOP)).status == 429


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        (faults.status(503), 503, "Internal Server Error"),
        (faults.errors_in_200("Broken", 500), 200, "Broken"),
        (faults.disabled(), 403, faults.DISABLED),
        (faults.invalid_token(), 400, "Invalid token"),
        (faults.too_many_requests(), 429, "Too Many Requests."),
    ],
)
async def test_a_fault_strikes_once(api: Api, stand_in: StandIn, fault: faults.Fault, status: int, message: str):
    stand_in.faults.arm(fault)
    struck = await api.ask(BEBOP)
    assert (struck.status, struck.error["message"]) == (status, message)
    assert (await api.ask(BEBOP)).status == 200


async def test_a_429_comes_with_and_without_headers(api: Api, stand_in: StandIn):
    stand_in.faults.arm(faults.too_many_requests(retry_after=17, reset_at=5))
    stand_in.faults.arm(faults.too_many_requests(retry_after=None))
    first, second = await api.ask(BEBOP), await api.ask(BEBOP)
    assert (first.headers["Retry-After"], first.headers["X-RateLimit-Reset"]) == ("17", "5")
    assert "Retry-After" not in second.headers


async def test_bodies_are_spoiled(api: Api, stand_in: StandIn):
    for fault in (faults.html(), faults.half_json, faults.oversized(1000)):
        stand_in.faults.arm(fault)
    body = {"query": BEBOP}
    async with api.session.post(api.url, json=body) as html:
        assert (html.status, html.content_type) == (502, "text/html")
    async with api.session.post(api.url, json=body) as half:
        assert half.status == 200
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            await half.json()
    async with api.session.post(api.url, json=body) as large:
        assert len(await large.read()) > 1000


@pytest.mark.parametrize(
    ("fault", "is_applied"),
    [(faults.reset_before, False), (faults.reset_after, True), (faults.half_json, True), (faults.cut_off, True)],
)
async def test_a_lost_answer_may_have_been_applied(api: Api, stand_in: StandIn, fault: faults.Fault, is_applied: bool):
    fern = PEOPLE[6]
    stand_in.faults.arm(fault, operation="Save")
    with pytest.raises((aiohttp.ClientError, ValueError)):
        await api.ask(SAVE, stand_in.token_for(fern), mediaId=1)
    assert (stand_in.world.lists.entry_for(fern.id, 1) is not None) == is_applied


async def test_a_fault_is_for_one_operation_and_so_many_times(api: Api, stand_in: StandIn):
    stand_in.faults.arm(faults.status(500), times=2, operation="Title")
    statuses = [(await api.ask(query)).status for query in (VIEWER, BEBOP, BEBOP, BEBOP)]
    assert statuses == [401, 500, 500, 200]


async def test_a_share_strikes_the_same_requests_every_time(api: Api, stand_in: StandIn):
    async def struck() -> list[int]:
        stand_in.faults.clear()
        stand_in.faults.share(faults.status(500), 0.3, seed=4)
        return [at for at in range(100) if (await api.ask(BEBOP)).status == 500]

    first = await struck()
    assert 20 <= len(first) <= 40
    assert await struck() == first


async def test_a_hanging_request_is_answered_when_released(api: Api, stand_in: StandIn):
    hang = faults.Hang()
    stand_in.faults.arm(hang)
    waiting = asyncio.create_task(api.ask(BEBOP))
    await hang.reached.wait()
    assert stand_in.requests[-1].status is None
    hang.release()
    assert (await waiting).status == 200


async def test_a_delayed_answer_is_late_and_true(api: Api, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch):
    time = LoopTime(monkeypatch)
    stand_in.faults.arm(faults.delay(60))
    waiting = asyncio.create_task(api.ask(BEBOP))
    await until(lambda: bool(stand_in.requests))
    for seconds in (30, 29):
        assert (await api.ask(BEBOP)).status == 200
        time.ahead += seconds
        await asyncio.sleep(0)
        assert not waiting.done()
    time.ahead += 1
    assert (await waiting).status == 200
