"""Who counts as one client, and how often they may (S12)."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from demo import faults
from demo.anilist import TSUMUGI
from tests.site import HandedClock, Site, open_site
from web.limits import Limiter, TooManyRequests, limit_key

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8:f::/48"))


def wait_for(limiter: Limiter, key: str = "somebody") -> int:
    """Seconds to wait, 0 when let in."""
    try:
        limiter.admit(key)
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
        limiter.admit(f"address {number}")
    assert len(limiter) == 1000
    assert wait_for(limiter, "address 49999") == 0


def test_those_who_come_often_are_not_forgotten_in_a_flood() -> None:
    limiter = Limiter(100, 60, now=HandedClock(), capacity=10)
    for number in range(100):
        limiter.admit("regular")
        limiter.admit(f"address {number}")
    assert wait_for(limiter, "regular") == 60


def test_addresses_are_forgotten_when_their_time_is_over() -> None:
    clock = HandedClock()
    limiter = Limiter(10, 60, now=clock)
    for number in range(100):
        limiter.admit(f"address {number}")
    clock.ahead = 60
    limiter.admit("somebody")
    assert len(limiter) == 1


@pytest.mark.parametrize(
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
    assert limit_key(peer, forwarded, PROXIES) == client


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
        assert refused.body == {"error": "limited", "message": "That was too often. Wait 60 seconds.", "retry": True}
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
