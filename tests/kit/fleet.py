"""Several Musubi processes that share one database, with Discord and AniList on this machine, all over real sockets.

Each process has its own folder, its own port for its pages, and its own door to Discord, by which its requests are
told from those of others. Knows no feature.
"""

import asyncio
import signal
from asyncio import StreamReader
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from config import read_shards
from demo.anilist import StandIn
from redaction import Secret
from store import Store, open_store
from tests.kit.engine import new_database
from tests.kit.gateway import Session
from tests.kit.ports import free_port
from tests.kit.processes import Process, environment, forked, texts
from tests.kit.running import Order
from tests.kit.services import Discord

SECONDS = 60  # in which all that is waited for has to happen, on a busy machine


class Peer:
    """A process of a fleet. `lines` are its output; `port` is that of its pages, `door` its address of Discord."""

    def __init__(
        self, name: str, process: Process, *, port: int, door: str, log: Path, settings: Mapping[str, str]
    ) -> None:
        self.name = name
        self.settings = settings
        self.port = port
        self.door = door
        self.lines: list[str] = []
        self._process = process
        self._log = log
        self._reading = [asyncio.create_task(self._read(one)) for one in (process.stdout, process.stderr)]

    @property
    def pid(self) -> int:
        return self._process.pid

    async def says(self, text: str, *, since: int = 0) -> str:
        """Wait for a line with `text`, after line `since`; returns the line."""
        await until(lambda: any(text in line for line in self.lines[since:]), f"{self.name} says {text!r}")
        return next(line for line in self.lines[since:] if text in line)

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        self._process.kill()
        await self._gone()

    async def stop(self) -> int:
        """Ask it to end (SIGTERM); returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self._gone()

    async def _gone(self) -> int:
        async with asyncio.timeout(SECONDS):
            code = await self._process.wait()
            await asyncio.gather(*self._reading)
        return code

    async def _read(self, stream: StreamReader) -> None:
        with self._log.open("a") as log:
            async for line in stream:
                self.lines.append(line.decode().rstrip())
                log.write(line.decode())


class Fleet:
    """Processes by their names; a name that is started again is a new process in the place of the last."""

    def __init__(self, folder: Path, discord: Discord, anilist: StandIn, database_url: Secret) -> None:
        self.folder = folder
        self.discord = discord
        self.anilist = anilist
        self.peers: dict[str, Peer] = {}
        port = str(free_port())
        services = {"ANILIST_API_URL": anilist.api_url, "ANILIST_OAUTH_URL": anilist.oauth_url}
        self.settings = texts(
            PORT=port,
            PUBLIC_URL=f"http://localhost:{port}",
            DATABASE_URL=database_url.reveal(),
            SECRET_KEY_FILE=str(folder / "musubi.key"),
            LOG_LEVEL="INFO",
            **services,
        )
        self._stack = AsyncExitStack()

    async def start(self, name: str, **settings: str) -> Peer:
        """Start a process; it is killed at the end of the fleet if it still runs."""
        address, port = await self._stack.enter_async_context(self.discord.door()), free_port()
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        own = {"DATA_DIR": str(folder / "data"), "PORT": str(port), "DISCORD_API_URL": f"{address}/api"}
        given = self.settings | own | settings
        process = await forked(Order([], str(folder), environment(given, address)))
        self.peers[name] = peer = Peer(
            name,
            process,
            port=port,
            door=address.partition("://")[2],
            log=folder / "log",
            settings=settings,
        )
        self._stack.push_async_callback(peer.kill)
        return peer

    async def ready(self, *peers: Peer) -> None:
        """Wait until each serves its pages and is connected to Discord, unless it is for pages alone."""
        for peer in peers:
            await peer.says("Redirect URL")
            await until(partial(self._is_connected, peer), f"{peer.name} is connected")

    def _is_connected(self, peer: Peer) -> bool:
        return len(self._sessions_of(peer)) >= self._shards_of(peer)

    def session_of(self, peer: Peer) -> Session:
        """The latest session of the process, which has a single shard."""
        return self._sessions_of(peer)[-1]

    def _shards_of(self, peer: Peer) -> int:
        if peer.settings.get("ROLE") == "web":
            return 0
        own = peer.settings.get("SHARDS")
        return len(read_shards(own).numbers) if own else self.discord.gateway.shards

    def _sessions_of(self, peer: Peer) -> list[Session]:
        return [one for one in self.discord.gateway.living if one.door == peer.door]

    async def start_all(self) -> None:
        """Start a process for each shard, and one for pages; wait until they are ready."""
        shards = self.discord.gateway.shards
        for shard in range(shards):
            await self.start(f"shard-{shard}", SHARDS=f"{shard}/{shards}")
        await self.start("web", ROLE="web")
        await self.ready(*self.peers.values())

    def open_store(self) -> AbstractAsyncContextManager[Store]:
        """A store of the test's own on the fleet's database."""
        return open_store(
            self.folder / "data",
            key_file=self.folder / "musubi.key",
            database_url=Secret(self.settings["DATABASE_URL"]),
        )

    async def aclose(self) -> None:
        await self._stack.aclose()


async def until(holds: Callable[[], bool | Awaitable[bool]], what: str, seconds: float = SECONDS) -> None:
    """Rest until `holds` is true; it may have to be awaited."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                so = holds()
                if so if isinstance(so, bool) else await so:
                    return
                await asyncio.sleep(0.005 if isinstance(so, bool) else 0.2)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None


@asynccontextmanager
async def open_fleet(
    folder: Path, discord: Discord, anilist: StandIn, database_url: Secret | None = None
) -> AsyncGenerator[Fleet]:
    """A fleet without processes, on a new database, with Discord and AniList served."""
    async with discord.serve(), anilist.serve():
        fleet = Fleet(folder, discord, anilist, database_url or new_database())
        try:
            yield fleet
        except Exception as error:
            for peer in fleet.peers.values():
                error.add_note("\n".join([f"The last lines of {peer.name}:", *peer.lines[-20:]]))
            raise
        finally:
            await fleet.aclose()
