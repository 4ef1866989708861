"""Our page's questions: who may ask (S7), in which shape, and the sentence for each thing that can go wrong."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anilist import RateLimited, Unavailable
from demo import faults
from demo.anilist import TSUMUGI
from linking import flow
from tests.kit.site import AOI, HandedClock, Site, open_site
from web.errors import explain
from web.troubles import BUG, REJECTED, anilist_down, anilists_limit

GZIPPED = gzip.compress(b'{"state":"x"}', mtime=0)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, with_sign_in=True, clock=HandedClock()) as site:
        yield site


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://localhost"}, 403),
        ({"Origin": "ORIGIN.evil.example"}, 403),
        ({"Origin": "ORIGIN/"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
    ],
)
async def test_only_our_own_page_may_post(site: Site, headers: dict[str, str], status: int) -> None:
    state = await site.begin()
    given = {name: value.replace("ORIGIN", site.origin) for name, value in headers.items()}
    for path in ("/link/cancel", "/link/who") if status != 200 else ("/link/who",):
        assert (await site.post(path, headers=given, state=state)).status == status
    assert (await site.post("/link/who", state=state)).status == 200


async def test_a_post_without_or_with_two_origins_is_refused(site: Site) -> None:
    body = f'{{"state":"{await site.begin()}"}}'
    head = f"POST /link/cancel HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    for origins in ("", f"Origin: {site.origin}\r\nOrigin: https://evil.example\r\n"):
        answer = await site.raw(f"{head}{origins}Connection: close\r\n\r\n{body}".encode())
        assert answer.status == 403


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"null",
            b"[]",
            b'"x"',
            b"{",
            b"{}",
            b"\xff\xfe",
            b'{"state":1}',
            b'{"state":null}',
            b'{"state":"\\ud800"}',
        ),
        *(
            b'{"state":"\xff"}',
            b'{"state":"x","more":1}',
            b'{"state":{"$ne":1}}',
            b"[" * 8000,
            b'{"state":' + b"[" * 8000,
            b'{"state":"x","token":' + b"[" * 8000,
            b'{"state":"x","code":' + b"[" * 8000,
            b'{"ticket":' + b"[" * 8000,
            b'{"a":' * 1600,
        ),
        GZIPPED,
    ],
)
async def test_only_the_one_shape_is_taken(site: Site, body: bytes) -> None:
    headers = {"Origin": site.origin, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    if body != GZIPPED:
        del headers["Content-Encoding"]
    for path in ("/link/who", "/link", "/link/cancel", "/link/progress", "/discord"):
        answer = await site.ask("POST", path, data=body, headers=headers)
        assert (answer.status, answer.body["error"]) == (400, "damaged"), path


async def test_a_body_of_8_kb_and_no_more(site: Site) -> None:
    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 100):
            yield b"x" * 100

    headers = {"Origin": site.origin, "Content-Type": "application/json"}
    statuses = [
        (await site.ask("POST", "/link/who", data=b"x" * size, headers=headers)).status for size in (8192, 8193)
    ]
    statuses += [
        (await site.ask("POST", "/link/who", data=chunks(size), headers=headers)).status for size in (8100, 8300)
    ]
    assert statuses == [400, 413, 400, 413]


async def test_the_wrong_grant_is_refused_and_costs_nothing(site: Site) -> None:
    state = await site.begin()
    assert (await site.post("/link", state=state, code="x")).status == 400
    assert (await site.post("/link", state=state, token="x", code="x")).status == 400
    assert (await site.post("/link/who", state=state)).status == 200


async def test_one_answer_for_unknown_expired_and_used_states(site: Site) -> None:
    used, expired = await site.begin(), ""
    assert (await site.post("/link/cancel", state=used)).body == {}
    expired = await site.begin()
    site.clock.ahead = 601
    answers = [await site.post("/link/who", state=state) for state in ("unknown", used, expired, "", used[:-1] + "?")]
    assert {answer.status for answer in answers} == {410}
    assert len({str(answer.body) for answer in answers}) == 1


async def test_the_whole_way(site: Site) -> None:
    state = await site.begin()
    who = (await site.post("/link/who", state=state)).body
    now = site.clock()
    assert who == {
        "name": "aoi",
        "id": "400000000000000001",
        "created_at": AOI.created_at,
        "guild": "Anime Club",
        "expires_at": now + 600,
        "now": now,
        "proof": "discord",
    }
    assert (await site.post("/link/cancel", state=state)).status == 200
    assert (await site.post("/link", state=state, token=site.stand_in.token_for(TSUMUGI))).status == 410


@pytest.mark.parametrize(
    ("fault", "status", "kind", "words"),
    [
        (faults.html(), 503, "outage", anilist_down(None).message),
        (faults.disabled(), 503, "outage", "temporarily disabled due to severe stability issues"),
        (faults.too_many_requests(retry_after=7), 503, "anilist_limit", anilists_limit(7).message),
        (faults.invalid_token(), 422, "rejected", REJECTED.message),
        (faults.status(404, "Not Found."), 500, "bug", BUG.message),
    ],
)
async def test_each_trouble_has_its_own_sentence(
    site: Site, fault: faults.Fault, status: int, kind: str, words: str
) -> None:
    site.stand_in.faults.arm(fault)
    answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
    assert (answer.status, answer.body["error"], answer.body["retry"]) == (status, kind, status == 503)
    assert words in answer.body["message"]
    assert ("Retry-After" in answer.headers) == (kind == "anilist_limit")


async def test_anilist_down_leaves_the_state_for_another_try(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        state, token = await site.begin(), site.stand_in.token_for(TSUMUGI)
        site.stand_in.faults.arm(faults.html())
        assert (await site.post("/link", state=state, token=token)).status == 503
        assert (await site.post("/link", state=state, token=token)).status == 200


async def test_too_many_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "MAX_WAITING", 0)
    async with open_site(tmp_path) as site:
        answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
        assert (answer.status, answer.body["error"], answer.body["retry"]) == (503, "busy", True)


def test_anilists_notice_is_shown_and_kept_short() -> None:
    trouble = explain(Unavailable("down", "x" * 1000))
    assert trouble.message.endswith(f"“{'x' * 300}”")
    assert explain(RateLimited(0.2)).message.endswith("1 second.")
    assert explain(RateLimited(90)).message.endswith("90 seconds.")
    assert explain(RateLimited(91)).message.endswith("2 minutes.")


async def test_our_own_bug_is_written_down_and_not_shown(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.stand_in.faults.arm(faults.status(404, "a detail that is nobody's business"))
    answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
    assert "business" not in str(answer.body)
    assert answer.body["message"] == BUG.message
    assert any(record.exc_info and record.name == "web.errors" for record in caplog.records)
