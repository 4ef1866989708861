"""Who is asking, and how often they may. Memory is bounded however many ask. Knows nothing of what is asked."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from config import Network

Address = IPv4Address | IPv6Address

# An IPv6 customer has a /64 to spend, and a company or a rented server a /48: with 65,536 of the former, once the limit
# each would be no limit. One household of many in a /48 is to be served all the same.
_SHARES = {64: 1, 48: 8}


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

    def admit(self, clients: Mapping[str, int]) -> None:
        """Count one for each key of `clients`, which may have the limit so many times over.

        Raises :class:`TooManyRequests` when one of them has used it up, and then counts none.
        """
        now = self._now()
        self._forget(now)
        times = {key: [time for time in self._seen.get(key, ()) if time > now - self._seconds] for key in clients}
        for key, share in clients.items():
            if len(times[key]) >= self._count * share:
                raise TooManyRequests(times[key][-self._count * share] + self._seconds - now)
        for key in clients:
            self._seen[key] = [*times[key], now]
            self._seen.move_to_end(key)
        while len(self._seen) > self._capacity:
            self._seen.popitem(last=False)

    def _forget(self, now: int) -> None:
        """Drop those whose time is over. Anybody who was let in longest ago stands in front."""
        while self._seen and next(iter(self._seen.values()))[-1] <= now - self._seconds:
            self._seen.popitem(last=False)


def limit_keys(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> dict[str, int]:
    """Who counts as one client, as :meth:`Limiter.admit` takes it.

    `forwarded` are the X-Forwarded-For headers. They are believed from the right, as far as trusted proxies wrote them.
    """
    client = address_of(peer or "")
    if client is None:
        return {"unknown": 1}
    hops = [hop.strip() for header in forwarded for hop in header.split(",")]
    while hops and any(client in network for network in trusted):
        hop = address_of(hops.pop())
        if hop is None:
            break
        client = hop
    return clients_of(client)


def clients_of(address: Address) -> dict[str, int]:
    """As whom an address counts, and how many times the limit each may have: an IPv4 address, or IPv6 networks."""
    if address.version == 4:
        return {str(address): 1}
    return {str(ip_network((int(address), bits), strict=False)): share for bits, share in _SHARES.items()}


def address_of(text: str) -> Address | None:
    """The address that `text` writes; an IPv4 address in IPv6's clothes is one."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
