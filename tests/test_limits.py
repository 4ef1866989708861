"""Who counts as one client, and how often they may (S12)."""

from collections.abc import AsyncIterator
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import make_mocked_request
from aiohttp.web import Request, Response

from demo import faults
from demo.anilist import TSUMUGI
from redaction import Secret
from tests.kit.cases import each
from tests.kit.site import AOI, REN, HandedClock, Site, open_site
from web.forwarding import ProxyWatch
from web.limits import Limiter, TooManyRequests, limit_keys
from web.troubles import too_often

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8:f::/48"))


def wait_for(limiter: Limiter, key: str = "somebody") -> int:
    """Seconds to wait, 0 when let in."""
    try:
        limiter.admit({key: 1})
    except TooManyRequests as error:
        return error.retry_after
    return 0


def test_exactly_so_many_in_any_so_many_seconds() -> None:
    clock = HandedClock()
    limiter = Limiter(3, 60, now=clock)
    let_in: list[int] = []
    for clock.ahead in range(200):
        while wait_for(limiter) == 0:
            let_in.append(clock.ahead)
    assert let_in == [0, 0, 0, 60, 60, 60, 120, 120, 120, 180, 180, 180]


def test_the_window_slides() -> None:
    clock = HandedClock()
    limiter = Limiter(2, 60, now=clock)
    waits: list[int] = []
    for clock.ahead in (0, 50, 59, 60, 61, 109, 110):
        waits.append(wait_for(limiter))
    assert waits == [0, 0, 1, 0, 49, 1, 0]


def test_keys_do_not_share() -> None:
    limiter = Limiter(1, 60, now=HandedClock())
    assert wait_for(limiter, "one") == 0
    assert wait_for(limiter, "other") == 0
    assert wait_for(limiter, "one") == 60


def test_memory_is_bounded_under_a_flood_of_addresses() -> None:
    limiter = Limiter(10, 60, now=HandedClock(), capacity=1000)
    for number in range(50_000):
        limiter.admit({f"address {number}": 1})
    assert len(limiter) == 1000
    assert wait_for(limiter, "address 49999") == 0


def test_those_who_come_often_are_not_forgotten_in_a_flood() -> None:
    limiter = Limiter(100, 60, now=HandedClock(), capacity=10)
    for number in range(100):
        limiter.admit({"regular": 1})
        limiter.admit({f"address {number}": 1})
    assert wait_for(limiter, "regular") == 60


def test_addresses_are_forgotten_when_their_time_is_over() -> None:
    clock = HandedClock()
    limiter = Limiter(10, 60, now=clock)
    for number in range(100):
        limiter.admit({f"address {number}": 1})
    clock.ahead = 60
    limiter.admit({"somebody": 1})
    assert len(limiter) == 1


@each(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),  # not a proxy of ours: what it says does not count
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),  # the client wrote the left one itself
        ("10.0.0.1", ["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["", " , "], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["x" * 8000], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", [], "2001:db8:1:3::/64"),
        ("2001:db8:f::1", ["2001:db8:9:9::7"], "2001:db8:9:9::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
        (None, ["198.51.100.1"], "unknown"),
        ("", [], "unknown"),
    ],
)
def test_who_counts_as_one_client(peer: str | None, forwarded: list[str], client: str) -> None:
    assert next(iter(limit_keys(peer, forwarded, PROXIES))) == client


def test_ipv6_counts_by_64_and_by_48() -> None:
    assert limit_keys("203.0.113.5", [], ()) == {"203.0.113.5": 1}
    assert limit_keys("2001:db8:1:2::5", [], ()) == {"2001:db8:1:2::/64": 1, "2001:db8:1::/48": 8}
    clock = HandedClock()
    limiter = Limiter(10, 60, now=clock)
    let_in = 0
    for number in range(100):
        keys = limit_keys(f"2001:db8:1:{number:x}::5", [], ())
        with suppress(TooManyRequests):
            for _ in range(20):
                limiter.admit(keys)
                let_in += 1
    assert let_in == 80
    limiter.admit(limit_keys("2001:db8:2::5", [], ()))


def test_who_is_refused_uses_up_nobody_elses_limit() -> None:
    limiter = Limiter(10, 60, now=HandedClock())
    for _ in range(1000):
        with suppress(TooManyRequests):
            limiter.admit(limit_keys("2001:db8:1:2::5", [], ()))
    limiter.admit(limit_keys("2001:db8:1:3::5", [], ()))


async def statuses(site: Site, path: str, times: int, forwarded: str | None = None, **body: object) -> list[int]:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return [(await site.post(path, headers=headers, **body)).status for _ in range(times)]


async def test_ten_posts_a_minute(tmp_path: Path) -> None:
    clock = HandedClock()
    async with open_site(tmp_path, clock=clock, with_sign_in=True) as site:
        assert await statuses(site, "/link/who", 3, state="x") == [410] * 3
        assert await statuses(site, "/link", 3, state="x", token="x") == [410] * 3
        assert await statuses(site, "/link/cancel", 3, state="x") == [410] * 3
        assert await statuses(site, "/discord", 2, state="x", code="x") == [403, 429]
        refused = await site.post("/link/who", state="x")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
        told = too_often(60)
        assert refused.body == {"error": "limited", "heading": told.heading, "message": told.message, "retry": True}
        clock.ahead = 59
        assert (await site.post("/link/who", state="x")).headers["Retry-After"] == "1"
        clock.ahead = 60
        assert await statuses(site, "/link/who", 11, state="x") == [410] * 10 + [429]


async def test_progress_has_a_wider_limit_of_its_own(tmp_path: Path) -> None:
    async with open_site(tmp_path, clock=HandedClock()) as site:
        assert await statuses(site, "/link/who", 11, state="x") == [410] * 10 + [429]
        assert await statuses(site, "/link/progress", 121, ticket="x") == [200] * 120 + [429]


async def test_five_links_a_state_from_wherever(tmp_path: Path) -> None:
    clock = HandedClock()
    async with open_site(tmp_path, clock=clock, trusted_proxies=LOOPBACK) as site:
        site.stand_in.faults.share(faults.html(), 1.0)
        state = await site.begin()
        token = site.stand_in.token_for(TSUMUGI)
        answers = [
            await site.post("/link", headers={"X-Forwarded-For": f"203.0.113.{number}"}, state=state, token=token)
            for number in range(6)
        ]
        assert [answer.status for answer in answers] == [503] * 5 + [429]
        assert answers[-1].headers["Retry-After"] == "600"


async def test_a_forwarded_address_counts_from_our_proxy_only(tmp_path: Path) -> None:
    async with open_site(tmp_path, clock=HandedClock()) as site:
        for number in range(10):
            assert await statuses(site, "/link/who", 1, f"203.0.113.{number}", state="x") == [410]
        assert await statuses(site, "/link/who", 1, "203.0.113.99", state="x") == [429]


async def test_behind_our_proxy_everybody_has_their_own_limit(tmp_path: Path) -> None:
    async with open_site(tmp_path, clock=HandedClock(), trusted_proxies=LOOPBACK) as site:
        assert await statuses(site, "/link/who", 11, "203.0.113.1", state="x") == [410] * 10 + [429]
        assert await statuses(site, "/link/who", 1, "203.0.113.2", state="x") == [410]
        assert await statuses(site, "/link/who", 1, "9.9.9.9, 203.0.113.1", state="x") == [429]
        assert await statuses(site, "/link/who", 10, "2001:db8::1", state="x") == [410] * 10
        assert await statuses(site, "/link/who", 1, "2001:db8::ffff:1", state="x") == [429]


async def test_another_site_can_not_use_up_somebodys_limit(tmp_path: Path) -> None:
    async with open_site(tmp_path, clock=HandedClock()) as site:
        for _ in range(20):
            answer = await site.post("/link/who", headers={"Origin": "https://evil.example"}, state="x")
            assert answer.status == 403
        assert (await site.post("/link/who", state="x")).status == 410


class TestBehindAProxyThatIsNotTrusted:
    """All have one address, and somebody there sends garbage."""

    @pytest.fixture
    async def site(self, tmp_path: Path) -> AsyncIterator[Site]:
        async with open_site(tmp_path, clock=HandedClock(), with_sign_in=True) as site:
            yield site

    async def test_garbage_locks_nobody_out(self, site: Site) -> None:
        assert await statuses(site, "/link/who", 11, state="x") == [410] * 10 + [429]
        state, other = await site.begin(), await site.begin(REN)
        assert await statuses(site, "/link/who", 2, state=state) == [200] * 2
        linked = await site.post("/link", state=state, token=site.stand_in.token_for(TSUMUGI))
        sign_in = parse_qs(urlsplit(linked.body["next"]).query)["state"][0]
        back = await site.post(
            "/discord",
            headers={"Cookie": linked.headers["Set-Cookie"].partition(";")[0]},
            state=sign_in,
            code=site.discord.code_for(AOI.discord_id),
        )
        assert (linked.status, back.status) == (200, 200)
        assert await statuses(site, "/link/cancel", 1, state=other) == [200]

    async def test_a_state_has_a_limit_of_its_own(self, site: Site) -> None:
        state, other = await site.begin(), await site.begin(REN)
        assert await statuses(site, "/link/who", 11, state=state) == [200] * 10 + [429]
        assert await statuses(site, "/link/who", 1, state=other) == [200]
        assert await statuses(site, "/link/who", 1, state="x") == [410]

    async def test_a_state_whose_time_is_over_is_garbage(self, site: Site) -> None:
        old = await site.begin()
        site.clock.ahead = 600
        assert await statuses(site, "/link/who", 10, state=old) == [410] * 10
        assert await statuses(site, "/link/who", 1, state="x") == [429], "it counts with all other garbage"
        assert await statuses(site, "/link/who", 1, state=await site.begin()) == [200]

    async def test_what_is_damaged_is_garbage(self, site: Site) -> None:
        assert [(await site.unfinished()).status for _ in range(4)] == [408] * 4
        assert await statuses(site, "/link/who", 3, state="x" * 9000) == [413] * 3
        assert await statuses(site, "/link/who", 4, state=["x"]) == [400] * 3 + [429]
        assert (await site.unfinished()).status == 429

    async def test_a_page_asks_on_for_its_progress(self, tmp_path: Path) -> None:
        async with open_site(tmp_path / "code", clock=HandedClock()) as site:
            assert await statuses(site, "/link/progress", 121, ticket="x") == [200] * 120 + [429]
            shown = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
            ticket = shown.body["ticket"]
            assert (await site.post("/link/progress", ticket=ticket)).body == {"status": "waiting"}
            await site.linking.confirm(AOI.discord_id, Secret(shown.body["code"]))
            assert (await site.post("/link/progress", ticket=ticket)).body == {"status": "linked"}
            assert await statuses(site, "/link/progress", 119, ticket=ticket) == [200] * 118 + [429]


def test_a_proxy_that_is_not_trusted_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    reported: list[str] = []
    watch = ProxyWatch((ip_network("10.0.0.0/8"),), lambda proxies: reported.append(" ".join(proxies)))
    for peer in ("10.1.2.3", "8.8.8.8", "2001:4860::1", "", "unix:"):  # trusted, at public addresses, and none
        watch._look(peer)
    assert (reported, caplog.text) == ([], "")
    watch._look("::ffff:172.18.0.1")
    assert reported == ["172.18.0.1"]
    (record,) = caplog.records
    assert record.getMessage().endswith("If your reverse proxy is there, set TRUSTED_PROXIES=10.0.0.0/8,172.18.0.1")


async def test_a_neighbour_hides_no_proxy_and_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    reported: list[list[str]] = []
    watch = ProxyWatch((), lambda proxies: reported.append(list(proxies)))

    async def nothing(_: Request) -> Response:
        return Response()

    async def ask(peer: str) -> None:
        request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": "203.0.113.7"}).clone(remote=peer)
        await watch.watch(request, nothing)

    for peer in ("192.168.1.7", "172.18.0.1", "192.168.1.7"):
        await ask(peer)
    assert reported[-1] == ["192.168.1.7", "172.18.0.1"] and len(caplog.records) == 2
    for number in range(20):
        await ask(f"10.0.0.{number}")
    assert len(reported) == len(caplog.records) == 8


async def test_only_a_request_that_was_passed_on_shows_a_proxy(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_site(tmp_path) as site:
        await site.ask("GET", "/healthz")
        assert "TRUSTED_PROXIES" not in caplog.text
        for number in (1, 2):
            await site.ask("GET", "/healthz", headers={"X-Forwarded-For": f"203.0.113.{number}"})
        assert caplog.text.count("set TRUSTED_PROXIES=127.0.0.1") == 1
