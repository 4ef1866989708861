"""A note in the data folder: the address of a reverse proxy that the running Musubi does not trust.

The doctor is a process of its own, and reads there what Musubi has seen. Each start takes the note away. Knows no HTTP.
"""

from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

from admin.findings import Finding
from config import Settings, with_proxy
from store import StoreError, files

_NAME = "untrusted-proxy"


def write(folder: Path, proxy: str) -> None:
    """Note `proxy`; a request never fails for a note that can't be written."""
    with suppress(StoreError):
        files.replace(folder / _NAME, proxy.encode())


def clear(folder: Path) -> None:
    files.remove(folder / _NAME)


def check_proxy(settings: Settings) -> Finding | None:
    """A fault where requests come through a proxy that is not trusted."""
    try:
        proxy = ip_address((settings.data_dir / _NAME).read_text())
    except (OSError, ValueError):
        return None
    if any(proxy in network for network in settings.trusted_proxies):
        return Finding("TRUSTED_PROXIES has changed since Musubi started", "Restart Musubi.")
    return Finding(
        f"Requests come through {proxy}, which TRUSTED_PROXIES does not name: the limits count all browsers as one",
        f"If your reverse proxy is there: TRUSTED_PROXIES={with_proxy(settings.trusted_proxies, str(proxy))}",
    )
