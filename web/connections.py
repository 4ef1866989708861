"""Connection limits, in all and for one client: the longest idle connection is closed for a new one.

A limit on connections that evicts the longest idle (*least recently used*): a client that opens hundreds and sends
nothing loses them, and the next client is let in. So Discord and the database never lack file descriptors. An address
of our own network doesn't tell clients apart, as a reverse proxy may stand there: only the total counts for it.

Knows nothing of HTTP.
"""

import resource
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import msgspec

from web.limits import address_of, clients_of

MOST: Final = 256
MOST_OF_A_CLIENT: Final = 24


def most_connections() -> int:
    """In all: a quarter of the file descriptors that this process may have open."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if descriptors == resource.RLIM_INFINITY else max(1, min(MOST, descriptors // 4))


class ConnectionSlot(msgspec.Struct, eq=False):
    """An open connection: how to end it, and under which names it is counted, with the most of each."""

    end: Callable[[], None]
    counted: dict[str, int]


class Connections:
    """Those that are open. An idle one has no request that has come whole and waits for its answer."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()
        self._idle: dict[ConnectionSlot, None] = {}  # in the order in which they became so
        self._busy: set[ConnectionSlot] = set()

    def __len__(self) -> int:
        return len(self._idle) + len(self._busy)

    def open(self, peer: str | None, end: Callable[[], None]) -> ConnectionSlot | None:
        """A seat for a connection from `peer`; None when there is none, as all others are busy."""
        seat = ConnectionSlot(end, {"all": self._most, **_shares(peer)})
        for name, most in seat.counted.items():
            if self._open[name] >= most and not self._evict(name):
                return None
        self._open.update(seat.counted.keys())
        self._idle[seat] = None
        return seat

    def close(self, seat: ConnectionSlot) -> None:
        """The connection has ended; twice is once."""
        if seat in self._idle or seat in self._busy:
            self._idle.pop(seat, None)
            self._busy.discard(seat)
            self._open -= Counter(seat.counted.keys())

    @contextmanager
    def busy(self, seat: ConnectionSlot) -> Generator[None]:
        """While its request is answered, a connection is not ended for another one."""
        if seat in self._idle:
            del self._idle[seat]
            self._busy.add(seat)
        try:
            yield
        finally:
            if seat in self._busy:
                self._busy.discard(seat)
                self._idle[seat] = None

    def _evict(self, name: str) -> bool:
        """End the connection of that name which has been idle for longest; False when there is none."""
        longest = next((seat for seat in self._idle if name in seat.counted), None)
        if longest is None:
            return False
        self.close(longest)
        longest.end()
        return True


def _shares(peer: str | None) -> dict[str, int]:
    """How many connections a client may have from there, by each name that it has."""
    address = address_of(peer or "")
    if address is None or not address.is_global:
        return {}
    return {name: share * MOST_OF_A_CLIENT for name, share in clients_of(address).items()}
