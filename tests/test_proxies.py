"""The reverse proxies of deploy/: they pass Musubi's paths and no others, and nobody's claim of an address."""

import asyncio
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from ipaddress import ip_network
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest

from linking import Linking
from tests.kit.cases import each
from tests.kit.processes import ROOT
from tests.kit.site import Site, free_port, open_site
from web import DiscordSignIn, create_app
from web.gate import POSTS_PER_MINUTE
from web.wire import MAX_BODY_BYTES

DEPLOY = ROOT / "deploy"
FILES = ("Caddyfile", "nginx.conf", "traefik.yaml", "cloudflared.yaml")
OTHER_PATHS = ("/metrics", "/.env", "/linked", "/callback/x", "/static", "/static/", "/healthz/x", "//", "/link/")
KEYS = {
    "traefik.yaml": "http routers musubi entryPoints rule middlewares service tls certResolver buffering "
    "maxRequestBodyBytes services loadBalancer serversTransport servers url serversTransports forwardingTimeouts "
    "dialTimeout responseHeaderTimeout",
    "cloudflared.yaml": "tunnel credentials-file ingress hostname path service originRequest connectTimeout",
}


def text(name: str) -> str:
    return (DEPLOY / name).read_text()


def passes(name: str) -> Callable[[str], bool]:
    """Whether the proxy passes a path on, as its file says."""
    if found := re.search(r"(?:location ~|path:) (\^.+\$)(?: \{)?$", text(name), re.MULTILINE):
        pattern = re.compile(found[1])
        return lambda path: bool(pattern.search(path))
    if name == "Caddyfile":
        (paths,) = re.findall(r"@musubi path (.+)", text(name))
        exact, below = _split(paths.split())
    else:
        exact = set(re.findall(r"[^x]Path\(`(.+?)`\)", text(name)))
        below = tuple(re.findall(r"PathPrefix\(`(.+?)`\)", text(name)))
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
        (most,) = re.findall(size, text(name))
        assert MAX_BODY_BYTES <= int(most) * 1000 <= 2 * MAX_BODY_BYTES


@each("name", KEYS)
def test_a_yaml_file_has_known_keys_alone(name: str) -> None:
    lines = [line for line in text(name).splitlines() if not line.startswith("#")]
    keys = [found[1] for line in lines if (found := re.match(r" *(?:- )?([\w-]+):(?: |$)", line))]
    assert set(keys) == set(KEYS[name].split())
    assert all("\t" not in line and (len(line) - len(line.lstrip())) % 2 == 0 for line in lines)


@each("name", FILES)
def test_each_file_says_what_trusted_proxies_has_to_be(name: str) -> None:
    assert re.search(r"TRUSTED_PROXIES(=127\.0\.0\.1| is Traefik's address)", text(name).replace("\n# ", " "))


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, https=True, trusted_proxies=(ip_network("127.0.0.0/8"),)) as site:
        yield site


class Proxied:
    """The site behind a proxy. `log` is all that the proxy has written."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    async def ask(self, method: str, path: str, *, source: str = "127.0.0.1", **options: Any) -> tuple[int, str]:
        headers = {"Host": "musubi.example.org", **options.pop("headers", {})}
        connector = aiohttp.TCPConnector(local_addr=(source, 0), ssl=_unchecked())
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.request(method, self.url + path, headers=headers, allow_redirects=False, **options) as response,
        ):
            return response.status, await response.text()


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def process(log: Path, *arguments: str | Path, **environment: str) -> Generator[None]:
    with log.open("a") as output:
        running = subprocess.Popen(arguments, stdout=output, stderr=output, env=os.environ | environment)
        try:
            yield
        finally:
            running.terminate()
            running.wait(10)


@contextmanager
def nginx(site: Site, folder: Path) -> Generator[Proxied]:
    """nginx with our file in its `http` block; its ports, certificate and logs are the test's."""
    key, certificate, log, port = folder / "key.pem", folder / "cert.pem", folder / "proxy.log", free_port()
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
    subprocess.run([*making, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    ours = re.sub(r" *listen (?:\[::\]:)?(?:443 ssl|80);\n", "", text("nginx.conf"), count=4)
    ours = ours.replace("server {", f"server {{\n listen 127.0.0.1:{port} ssl;", 1)
    ours = ours.replace("server {\n    server_name", f"server {{\n listen 127.0.0.1:{free_port()};\n server_name")
    ours = re.sub(r"/etc/letsencrypt/\S+fullchain.pem", str(certificate), ours)
    ours = re.sub(r"/etc/letsencrypt/\S+privkey.pem", str(key), ours).replace(
        "127.0.0.1:8080", f"127.0.0.1:{site.port}"
    )
    ours = re.sub(r"/var/log/nginx/\S+?\.log", str(log), ours)
    temporary = "".join(
        f"{name}_temp_path {folder};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off; pid {folder}/pid; error_log {log};\nevents {{}}\nhttp {{\n{temporary}"
    (folder / "nginx.conf").write_text(f"{head}{ours}}}\n")
    command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", log]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert "syntax is ok" in checked.stderr and "warn" not in checked.stderr, checked.stderr
    with process(log, *command):
        yield Proxied(f"https://127.0.0.1:{port}", log)


@contextmanager
def caddy(site: Site, folder: Path) -> Generator[Proxied]:
    """Caddy with our file, over plain HTTP: it would put a certificate of its own into the system otherwise."""
    log, port = folder / "proxy.log", free_port()
    given = {
        "PUBLIC_URL": f"http://:{port}",
        "MUSUBI": f"127.0.0.1:{site.port}",
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
        "HOME": str(folder),
    }
    arguments = ["caddy", "run", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    with process(log, *arguments, **given):
        yield Proxied(f"http://127.0.0.1:{port}", log)


@asynccontextmanager
async def behind(name: str, site: Site, folder: Path) -> AsyncGenerator[Proxied]:
    with {"nginx": nginx, "caddy": caddy}[name](site, folder) as proxied:
        async with asyncio.timeout(10):
            while not await _answers(proxied):  # noqa: ASYNC110  (neither tells when it listens)
                await asyncio.sleep(0.05)
        yield proxied


async def _answers(proxied: Proxied) -> bool:
    try:
        return await proxied.ask("GET", "/healthz") == (200, "ok\n")
    except aiohttp.ClientConnectorError:
        return False


PROXIES = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed"))
    for name in ("nginx", "caddy")
]


@pytest.mark.deploy
@pytest.mark.parametrize("name", PROXIES)
async def test_a_link_goes_through_the_proxy(name: str, site: Site, tmp_path: Path) -> None:
    state = await site.begin()
    async with behind(name, site, tmp_path) as proxied:
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
    async with behind(name, site, tmp_path) as proxied:

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
        async with behind(name, site, tmp_path) as proxied:
            assert (await proxied.ask("GET", "/callback?code=one-time"))[0] == 200
            await stack.aclose()
            assert (await proxied.ask("GET", "/discord?code=one-time"))[0] == 502
        assert "one-time" not in proxied.log


def own(site: Site) -> dict[str, str]:
    """The headers of a POST from Musubi's own page."""
    return {"Origin": site.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
