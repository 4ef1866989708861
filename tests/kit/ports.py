"""Ports for servers of the tests. Knows no server."""

import contextlib
import secrets
import socket


def free_port() -> int:
    """A free port below the system's ephemeral ports, which outgoing connections take and free at any time.

    It is drawn by the system's chance: workers with equal seeds would draw the same.
    """
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", 20_000 + secrets.randbelow(12_000)))
            return int(probe.getsockname()[1])
