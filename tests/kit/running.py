"""The entry point for tests of a whole process: `python bot.py`, but with Discord at ``DISCORD_STAND_IN``.

``running.py fork SOCKET`` is a *fork server*. It imports everything once, and forks at each order from the socket of
that number; the fork goes on as if it had been started. It knows nothing of tests.
"""

import gc
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from typing import NoReturn

import msgspec
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import main
from chat import shards
from cogs import features
from web.pages import page_routes

_MOST_BYTES = 1 << 16  # of an order


class Order(msgspec.Struct):
    """A process to start. With it come its three standard files, and a pipe for its number and its exit code."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    descriptors: int | None = None


def ordered(orders: socket.socket) -> Order:
    """Fork at each order, until the other side closes; returns only in a fork, with the order."""
    while True:
        message, files, _, _ = socket.recv_fds(orders, _MOST_BYTES, 4)
        if not message:
            orders.close()
            _end()
        supervisor = os.fork()
        if not supervisor:
            orders.close()
            _supervise(files)
            return msgspec.json.decode(message, type=Order)
        for file in files:
            os.close(file)


def _supervise(files: list[int]) -> None:
    """Fork the process with its standard `files`, and tell its end; returns only in the process."""
    *standard, report = files
    if process := os.fork():
        for file in standard:
            os.close(file)
        os.write(report, b"%d\n" % process)
        _, status = os.waitpid(process, 0)
        os.write(report, b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    os.close(report)
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)


def _end() -> NoReturn:
    """Wait for every supervisor, so that the time of all processes is counted."""
    with suppress(ChildProcessError):
        while True:
            os.wait()
    raise SystemExit(0)


def become(order: Order) -> None:
    """Take on the folder, the environment and the limits of the order."""
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    if order.descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (order.descriptors, order.descriptors))


def start(arguments: list[str]) -> None:
    stand_in = os.environ["DISCORD_STAND_IN"]
    Route.BASE = f"{stand_in}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{stand_in.replace('http', 'ws', 1)}/gateway")
    if pause := os.environ.get("SECONDS_BETWEEN_SESSIONS"):
        shards._SECONDS_BETWEEN_SESSIONS = float(pause)
    main(arguments)


if __name__ == "__main__":
    if sys.argv[1:2] == ["fork"]:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        features()
        page_routes(contact=None)  # their words and translations are cached
        gc.freeze()  # a fork that looks through all modules for garbage copies their memory
        order = ordered(socket.socket(fileno=int(sys.argv[2])))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        become(order)
        sys.argv[1:] = order.arguments
    start(sys.argv[1:])
