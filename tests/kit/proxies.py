"""A reverse proxy of deploy/ in front of a port: nginx and Caddy, as the system has them. Knows nothing of the site."""

import asyncio
import os
import re
import ssl
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.kit.ports import free_port
from tests.kit.processes import ROOT

DEPLOY = ROOT / "deploy"


def deployed(name: str) -> str:
    """The text of a file in deploy/."""
    return (DEPLOY / name).read_text()


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
            running.wait(60)


@contextmanager
def nginx(upstream: int, folder: Path, port: int) -> Generator[Proxied]:
    """nginx with our file in its `http` block; its ports, certificate and logs are the test's."""
    key, certificate, log = folder / "key.pem", folder / "cert.pem", folder / "proxy.log"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
    subprocess.run([*making, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    ours = re.sub(r" *listen (?:\[::\]:)?(?:443 ssl|80);\n", "", deployed("nginx.conf"), count=4)
    ours = ours.replace("server {", f"server {{\n listen 127.0.0.1:{port} ssl;", 1)
    ours = ours.replace("server {\n    server_name", f"server {{\n listen 127.0.0.1:{free_port()};\n server_name")
    ours = re.sub(r"/etc/letsencrypt/\S+fullchain.pem", str(certificate), ours)
    ours = re.sub(r"/etc/letsencrypt/\S+privkey.pem", str(key), ours).replace("127.0.0.1:8080", f"127.0.0.1:{upstream}")
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
def caddy(upstream: int, folder: Path, port: int) -> Generator[Proxied]:
    """Caddy with our file, over plain HTTP: it would put a certificate of its own into the system otherwise."""
    log = folder / "proxy.log"
    given = {
        "PUBLIC_URL": f"http://:{port}",
        "MUSUBI": f"127.0.0.1:{upstream}",
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
        "HOME": str(folder),
    }
    arguments = ["caddy", "run", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    with process(log, *arguments, **given):
        yield Proxied(f"http://127.0.0.1:{port}", log)


@asynccontextmanager
async def behind(name: str, upstream: int, folder: Path) -> AsyncGenerator[Proxied]:
    with {"nginx": nginx, "caddy": caddy}[name](upstream, folder, free_port()) as proxied:
        async with asyncio.timeout(60):
            while not await _answers(proxied):  # noqa: ASYNC110  (neither tells when it listens)
                await asyncio.sleep(0.05)
        yield proxied


async def _answers(proxied: Proxied) -> bool:
    try:
        return await proxied.ask("GET", "/healthz") == (200, "ok\n")
    except aiohttp.ClientConnectorError:
        return False
