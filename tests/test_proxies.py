"""The reverse proxies of deploy/: they pass Musubi's paths and no others, and nobody's claim of an address."""

import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from demo.anilist import StandIn
from linking import Linking
from tests.kit.cases import each
from tests.kit.ports import free_port
from tests.kit.processes import outcome_of, running, texts
from tests.kit.proxies import behind, caddy, deployed
from tests.kit.services import Discord
from tests.kit.site import Site, open_site
from web import DiscordSignIn, create_app
from web.gate import POSTS_PER_MINUTE
from web.wire import MAX_BODY_BYTES

FILES = ("Caddyfile", "nginx.conf", "traefik.yaml", "cloudflared.yaml")
OTHER_PATHS = ("/metrics", "/.env", "/linked", "/callback/x", "/static", "/static/", "/healthz/x", "//", "/link/")
KEYS = {
    "traefik.yaml": "http routers musubi entryPoints rule middlewares service tls certResolver buffering "
    "maxRequestBodyBytes services loadBalancer serversTransport servers url serversTransports forwardingTimeouts "
    "dialTimeout responseHeaderTimeout",
    "cloudflared.yaml": "tunnel credentials-file ingress hostname path service originRequest connectTimeout",
}


def passes(name: str) -> Callable[[str], bool]:
    """Whether the proxy passes a path on, as its file says."""
    if found := re.search(r"(?:location ~|path:) (\^.+\$)(?: \{)?$", deployed(name), re.MULTILINE):
        pattern = re.compile(found[1])
        return lambda path: bool(pattern.search(path))
    if name == "Caddyfile":
        (paths,) = re.findall(r"@musubi path (.+)", deployed(name))
        exact, below = _split(paths.split())
    else:
        exact = set(re.findall(r"[^x]Path\(`(.+?)`\)", deployed(name)))
        below = tuple(re.findall(r"PathPrefix\(`(.+?)`\)", deployed(name)))
    return lambda path: path in exact or path.startswith(below)


def _split(paths: list[str]) -> tuple[set[str], tuple[str, ...]]:
    return {path for path in paths if "*" not in path}, tuple(path[:-1] for path in paths if path.endswith("*"))


def our_paths() -> set[str]:
    app = create_app(
        linking=cast("Linking", SimpleNamespace(recognise=None)),
        sign_in=cast("DiscordSignIn", None),
        public_url="https://musubi.example.org",
        trusted_proxies=(),
        ready=cast("Any", None),
        now=int,
    )
    return {resource.canonical for resource in app.router.resources()}


@each("name", FILES)
def test_all_that_musubi_serves_is_passed_on_and_nothing_else(name: str) -> None:
    passed = passes(name)
    assert {path for path in our_paths() if not passed(path)} == set()
    # A prefix can't tell a folder from what is in it; Musubi itself answers 404 there.
    folders = {"/static/", "/link/"} if name in {"Caddyfile", "traefik.yaml"} else set[str]()
    assert {path for path in OTHER_PATHS if passed(path)} == folders


def test_no_proxy_takes_a_body_that_musubi_would_refuse_by_far_nor_refuses_one_that_it_takes() -> None:
    sizes = {
        "Caddyfile": r"max_size (\d+)KB",
        "nginx.conf": r"client_max_body_size (\d+)k;",
        "traefik.yaml": r"maxRequestBodyBytes: (\d+)384",
    }
    for name, size in sizes.items():
        (most,) = re.findall(size, deployed(name))
        assert MAX_BODY_BYTES <= int(most) * 1000 <= 2 * MAX_BODY_BYTES


@each("name", KEYS)
def test_a_yaml_file_has_known_keys_alone(name: str) -> None:
    lines = [line for line in deployed(name).splitlines() if not line.startswith("#")]
    keys = [found[1] for line in lines if (found := re.match(r" *(?:- )?([\w-]+):(?: |$)", line))]
    assert set(keys) == set(KEYS[name].split())
    assert all("\t" not in line and (len(line) - len(line.lstrip())) % 2 == 0 for line in lines)


@each("name", FILES)
def test_each_file_says_what_trusted_proxies_has_to_be(name: str) -> None:
    assert re.search(r"TRUSTED_PROXIES(=127\.0\.0\.1| is Traefik's address)", deployed(name).replace("\n# ", " "))


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, https=True, trusted_proxies=(ip_network("127.0.0.0/8"),)) as site:
        yield site


PROXIES = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed"))
    for name in ("nginx", "caddy")
]


@pytest.mark.deploy
@pytest.mark.parametrize("name", PROXIES)
async def test_a_link_goes_through_the_proxy(name: str, site: Site, tmp_path: Path) -> None:
    state = await site.begin()
    async with behind(name, site.port, tmp_path) as proxied:
        status, page = await proxied.ask("GET", "/callback?state=x")
        assert status == 200 and "/static/link.js" in page
        status, answer = await proxied.ask("POST", "/link/who", headers=own(site), json={"state": state})
        assert status == 200 and '"name":"aoi"' in answer
        assert [(await proxied.ask("GET", path))[0] for path in ("/metrics", "/.env")] == [404, 404]
        assert (await proxied.ask("POST", "/link/who", headers=own(site), data="x" * 20_000))[0] in {413, 502}


@pytest.mark.deploy
@pytest.mark.parametrize("name", PROXIES)
async def test_a_claimed_address_counts_for_nothing_and_the_real_one_counts(
    name: str, site: Site, tmp_path: Path
) -> None:
    async with behind(name, site.port, tmp_path) as proxied:

        async def garbage(number: int, source: str) -> int:
            headers = own(site) | {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
            return (await proxied.ask("POST", "/link/who", source=source, headers=headers, json={"state": "x"}))[0]

        answers = [await garbage(number, "127.0.0.1") for number in range(POSTS_PER_MINUTE + 1)]
        assert answers == [410] * POSTS_PER_MINUTE + [429]
        assert await garbage(0, "127.0.0.2") == 410


@pytest.mark.deploy
@pytest.mark.parametrize("name", PROXIES)
async def test_no_log_of_the_proxy_has_a_one_time_code(name: str, tmp_path: Path) -> None:
    """Neither while Musubi answers, nor while it is away."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(open_site(tmp_path / "site", https=True))
        async with behind(name, site.port, tmp_path) as proxied:
            assert (await proxied.ask("GET", "/callback?code=one-time"))[0] == 200
            await stack.aclose()
            assert (await proxied.ask("GET", "/discord?code=one-time"))[0] == 502
        assert "one-time" not in proxied.log


@pytest.mark.deploy
@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
async def test_the_doctor_finds_a_proxy_that_is_not_trusted_by_a_request_of_its_own(tmp_path: Path) -> None:
    anilist = StandIn(per_minute=None)
    port = free_port()
    async with Discord().serve() as discord, anilist.serve():
        services = {"DISCORD_API_URL": discord.api_url, "ANILIST_API_URL": anilist.api_url}
        given = texts(**services, ANILIST_OAUTH_URL=anilist.oauth_url, PUBLIC_URL=f"http://localhost:{port}")
        anilist.app.redirect_uri = f"http://localhost:{port}/callback"
        with caddy(int(given["PORT"]), tmp_path, port):
            for trusted, code in (("", 1), ("127.0.0.1", 0)):
                settings = given | {"TRUSTED_PROXIES": trusted}
                async with running(tmp_path, settings, discord.url):
                    outcome = await outcome_of(tmp_path, settings, "doctor")
                assert outcome.code == code, outcome.out
                assert ("→ If your reverse proxy is there: TRUSTED_PROXIES=127.0.0.1" in outcome.out) is (code == 1)


def own(site: Site) -> dict[str, str]:
    """The headers of a POST from Musubi's own page."""
    return {"Origin": site.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
