"""A rate limiter over a sliding window, and the keys by which clients are counted.

Memory is bounded however many clients there are. Each process counts what it serves: of several, a client may ask each
as often. Knows nothing of the requests.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from config import Network

Address = IPv4Address | IPv6Address

# An IPv6 customer has a /64, and a company or a rented server has a /48 with 65,536 of them: a limit for each /64 alone
# would be none. A /48 may have eight times the limit, because many households can share it.
_SHARES = {64: 1, 48: 8}


class TooManyRequests(Exception):
    """The limit is used up; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests, {retry_after} s to wait")
        self.retry_after = retry_after


class Limiter:
    """At most `count` in any `seconds`, by key.

    A key is forgotten after that time, or when `capacity` other keys have come.
    """

    def __init__(self, count: int, seconds: int, *, now: Callable[[], int], capacity: int = 4096) -> None:
        self._count = count
        self._seconds = seconds
        self._now = now
        self._capacity = capacity
        self._seen: OrderedDict[str, list[int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def admit(self, clients: Mapping[str, int]) -> None:
        """Count a request for each key of `clients`, whose values are multiples of the limit.

        Raises :class:`TooManyRequests` when a key has used up its limit, and then counts none.
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
        """Drop the keys whose time is over; the key that was admitted longest ago is the first."""
        while self._seen and next(iter(self._seen.values()))[-1] <= now - self._seconds:
            self._seen.popitem(last=False)


def limit_keys(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> dict[str, int]:
    """The keys of the client behind `peer`, as :meth:`Limiter.admit` takes them.

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
    """The keys of an address, with the multiple of the limit for each: an IPv4 address, or IPv6 networks."""
    if address.version == 4:
        return {str(address): 1}
    return {str(ip_network((int(address), bits), strict=False)): share for bits, share in _SHARES.items()}


def address_of(text: str) -> Address | None:
    """The address in `text`; an IPv4-mapped IPv6 address is its IPv4 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
