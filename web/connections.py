"""Connection limits, in all and for each client: the longest idle connection is closed for a new one.

The limit evicts the *least recently used* connection: a client that opens hundreds and sends nothing loses them, and
the next client is let in. So Discord and the database never lack file descriptors. A private address doesn't tell
clients apart, as a reverse proxy may stand there: only the total counts for it.

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
    """The limit for all connections: a quarter of the file descriptors of this process, at most :data:`MOST`."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if descriptors == resource.RLIM_INFINITY else max(1, min(MOST, descriptors // 4))


class ConnectionSlot(msgspec.Struct, eq=False):
    """An open connection: `end` closes it; `counted` are the names that it counts for, each with its limit."""

    end: Callable[[], None]
    counted: dict[str, int]


class Connections:
    """The open connections. A connection is idle unless a complete request waits for its answer."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()
        self._idle: dict[ConnectionSlot, None] = {}  # in the order in which they became idle
        self._busy: set[ConnectionSlot] = set()

    def __len__(self) -> int:
        return len(self._idle) + len(self._busy)

    def open(self, peer: str | None, end: Callable[[], None]) -> ConnectionSlot | None:
        """A slot for a connection from `peer`; None when all slots are busy."""
        seat = ConnectionSlot(end, {"all": self._most, **_shares(peer)})
        for name, most in seat.counted.items():
            if self._open[name] >= most and not self._evict(name):
                return None
        self._open.update(seat.counted.keys())
        self._idle[seat] = None
        return seat

    def close(self, seat: ConnectionSlot) -> None:
        """Free the slot of a connection that has ended; a second call does nothing."""
        if seat in self._idle or seat in self._busy:
            self._idle.pop(seat, None)
            self._busy.discard(seat)
            self._open -= Counter(seat.counted.keys())

    @contextmanager
    def busy(self, seat: ConnectionSlot) -> Generator[None]:
        """Protect a connection from eviction while its request is answered."""
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
        """End the connection of that name that has been idle for longest; False when none is idle."""
        longest = next((seat for seat in self._idle if name in seat.counted), None)
        if longest is None:
            return False
        self.close(longest)
        longest.end()
        return True


def _shares(peer: str | None) -> dict[str, int]:
    """The limits of the client at `peer`, by name; empty for an address that is not public."""
    address = address_of(peer or "")
    if address is None or not address.is_global:
        return {}
    return {name: share * MOST_OF_A_CLIENT for name, share in clients_of(address).items()}
