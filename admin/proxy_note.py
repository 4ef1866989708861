"""A note in the data folder: the addresses of reverse proxies that the running Musubi does not trust.

The doctor is a process of its own, and reads there what Musubi has seen. Each start takes the note away. Knows no HTTP.
"""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from admin.findings import Finding
from config import Settings, with_proxy
from store import StoreError, files

_NAME = "untrusted-proxy"


def write(folder: Path, proxies: Iterable[str]) -> None:
    """Note `proxies`; a request never fails for a note that can't be written."""
    with suppress(StoreError):
        files.replace(folder / _NAME, "\n".join(proxies).encode())


def clear(folder: Path) -> None:
    files.remove(folder / _NAME)


def check_proxies(settings: Settings) -> list[Finding]:
    """A fault for each proxy that is not trusted."""
    try:
        proxies = [ip_address(line) for line in (settings.data_dir / _NAME).read_text().splitlines()]
    except (OSError, ValueError):
        return []
    unknown = [proxy for proxy in proxies if not any(proxy in network for network in settings.trusted_proxies)]
    if proxies and not unknown:
        return [Finding("TRUSTED_PROXIES has changed since Musubi started", "Restart Musubi.")]
    return [
        Finding(
            f"Requests come through {proxy}, which TRUSTED_PROXIES does not name: the limits count all browsers as one",
            f"If your reverse proxy is there: TRUSTED_PROXIES={with_proxy(settings.trusted_proxies, str(proxy))}",
        )
        for proxy in unknown
    ]
