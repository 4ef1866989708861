"""Who is asking, and how often they may. Memory is bounded however many ask. Knows nothing of what is asked."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from config import Network

Address = IPv4Address | IPv6Address


class TooManyRequests(Exception):
    """The limit is used up; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests, {retry_after} s to wait")
        self.retry_after = retry_after


class Limiter:
    """At most `count` in any `seconds`, by key. A key is forgotten after that time, or when `capacity` others came."""

    def __init__(self, count: int, seconds: int, *, now: Callable[[], int], capacity: int = 4096) -> None:
        self._count = count
        self._seconds = seconds
        self._now = now
        self._capacity = capacity
        self._seen: OrderedDict[str, list[int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def admit(self, key: str) -> None:
        """Count one for `key`. Raises :class:`TooManyRequests`, and then does not count it."""
        now = self._now()
        self._forget(now)
        times = [time for time in self._seen.get(key, ()) if time > now - self._seconds]
        if len(times) == self._count:
            raise TooManyRequests(times[0] + self._seconds - now)
        self._seen[key] = [*times, now]
        self._seen.move_to_end(key)
        if len(self._seen) > self._capacity:
            self._seen.popitem(last=False)

    def _forget(self, now: int) -> None:
        """Drop those whose time is over. Whoever was let in longest ago stands in front."""
        while self._seen and next(iter(self._seen.values()))[-1] <= now - self._seconds:
            self._seen.popitem(last=False)


def limit_key(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> str:
    """Who counts as one client: an IPv4 address, or the /64 that one IPv6 customer has to spend.

    `forwarded` are the X-Forwarded-For headers. They are believed from the right, as far as trusted proxies wrote them.
    """
    client = _address(peer or "")
    if client is None:
        return "unknown"
    hops = [hop.strip() for header in forwarded for hop in header.split(",")]
    while hops and any(client in network for network in trusted):
        hop = _address(hops.pop())
        if hop is None:
            break
        client = hop
    return str(client if client.version == 4 else ip_network((int(client), 64), strict=False))


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
