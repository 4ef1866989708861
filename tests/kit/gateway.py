"""Discord's gateway on loopback: sessions of shards, their servers and events, RESUME, and the pace of IDENTIFY.

https://discord.com/developers/docs/events/gateway. Sends plain text, which discord.py takes beside compressed data.
Several processes may have sessions of the same shard: each is told everything. Knows no REST API.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

SECONDS_BETWEEN_SESSIONS = 5  # of the shards with an equal remainder by the concurrency
_FOR_GOOD = {1000, 1001}  # close codes after which a session can't be resumed


class Session:
    """What a shard has been told; it outlives a connection, so that a shard can resume.

    `door` is the host and port by which its process knows Discord.
    """

    def __init__(self, session_id: str, shard_id: int, door: str) -> None:
        self.id = session_id
        self.shard_id = shard_id
        self.door = door
        self.events: list[dict[str, Any]] = []
        self.connection: web.WebSocketResponse | None = None

    async def tell(self, event: str, data: Any) -> None:
        self.events.append({"op": 0, "t": event, "s": len(self.events) + 1, "d": data})
        if self.is_connected and self.connection:
            with suppress(ConnectionError):  # its process may have been killed at this moment
                await send(self.connection, **self.events[-1])

    @property
    def is_connected(self) -> bool:
        return self.connection is not None and not self.connection.closed


class Gateway:
    """Takes all shards of a single bot.

    `servers` are the events of their creation, by id; of those in `outages` only the ids are told. `clock` decides
    whether a session begins too early.
    """

    def __init__(self, token: str, bot: dict[str, Any]) -> None:
        self.url = ""
        self.shards = 1
        self.concurrency = 1
        self.sessions_left = 1000
        self.clock: Callable[[], float] | None = None
        self.servers: dict[int, dict[str, Any]] = {}
        self.outages: set[int] = set()
        self.sessions: dict[int, Session] = {}  # by shard: the latest
        self.living: list[Session] = []  # those that are connected or may be resumed
        self.begun: list[int] = []  # the shards of all sessions
        self.resumed: list[int] = []
        self.too_early: list[int] = []
        self.members_asked: list[tuple[int, int]] = []  # the shard and the server of each request for members
        self.hears = True  # whether messages are read after the login
        self.on_ready: Callable[[], object] = bool  # called after each login
        self._token = token
        self._bot = bot
        self._ids = count(1)
        self._last: dict[int, float] = {}
        self._refused: dict[int, int] = {}
        self._over = asyncio.Event()

    def end(self) -> None:
        self._over.set()

    def shard_of(self, guild_id: str | int | None) -> int:
        """Direct messages, which have no server, belong to shard 0."""
        return (int(guild_id or 0) >> 22) % self.shards

    async def tell(self, event: str, data: dict[str, Any]) -> None:
        """Tell every session of the shard that sees the server of `data`."""
        of_server = "id" if event.startswith("GUILD_") else "guild_id"
        for session in self.sessions_of(self.shard_of(data.get(of_server))):
            await session.tell(event, data)

    def sessions_of(self, shard_id: int) -> list[Session]:
        return [session for session in self.living if session.shard_id == shard_id]

    async def remove_server(self, guild_id: int) -> None:
        del self.servers[guild_id]
        await self.tell("GUILD_DELETE", {"id": str(guild_id)})

    async def refuse(self, code: int, shard_id: int = 0) -> None:
        """Close a shard's connection with Discord's close code `code`, and each that it opens again."""
        self._refused[shard_id] = code
        await self._connection(shard_id).close(code=code)

    def accept(self, shard_id: int) -> None:
        """Refuse the shard no more."""
        del self._refused[shard_id]

    async def ask_to_reconnect(self, shard_id: int) -> None:
        await send(self._connection(shard_id), op=7, d=None)

    async def invalidate(self, shard_id: int) -> None:
        """End a shard's session, which can't be resumed any more."""
        connection = self._connection(shard_id)
        self._end_session(connection)
        await send(connection, op=9, d=False)

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse(autoclose=False)
        await connection.prepare(request)
        await send(connection, op=10, d={"heartbeat_interval": 41250})
        async for message in connection:
            if message.type is WSMsgType.TEXT:
                await self._hear(connection, request.host, **msgspec.json.decode(message.data))
        if connection.close_code in _FOR_GOOD:
            self._end_session(connection)
        return connection

    async def _hear(self, connection: web.WebSocketResponse, door: str, op: int, d: Any, **_: object) -> None:
        match op:
            case 1:
                await send(connection, op=11)
            case 2:
                await self._identify(connection, door, d)
            case 6:
                await self._resume(connection, d)
            case 8:
                session = next(one for one in self.living if one.connection is connection)
                await self._say_members(session, d)
            case _:
                raise AssertionError(f"nobody sends op {op}")

    async def _identify(self, connection: web.WebSocketResponse, door: str, data: dict[str, Any]) -> None:
        shard_id, shards = data["shard"]
        code = 4004 if data["token"] != self._token else 4010 if shards != self.shards else self._refused.get(shard_id)
        if code:
            await connection.close(code=code)
        elif self._is_too_early(shard_id):
            self.too_early.append(shard_id)
            await send(connection, op=9, d=False)
        else:
            self.begun.append(shard_id)
            self.sessions[shard_id] = session = Session(str(next(self._ids)), shard_id, door)
            self.living.append(session)
            session.connection = connection
            await self._welcome(session)

    def _is_too_early(self, shard_id: int) -> bool:
        if self.clock is None:
            return False
        bucket, now = shard_id % self.concurrency, self.clock()
        before = self._last.get(bucket, now - SECONDS_BETWEEN_SESSIONS)
        self._last[bucket] = now
        return now - before < SECONDS_BETWEEN_SESSIONS

    async def _welcome(self, session: Session) -> None:
        own = [one for one in self.servers if self.shard_of(one) == session.shard_id]
        ready = {
            "v": 10,
            "user": self._bot,
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in own],
            "session_id": session.id,
            "resume_gateway_url": f"ws://{session.door}/gateway",
            "shard": [session.shard_id, self.shards],
            "application": {"id": self._bot["id"], "flags": 0},
        }
        await session.tell("READY", ready)
        for guild_id in own:
            if guild_id not in self.outages:
                await session.tell("GUILD_CREATE", self.servers[guild_id])
        self.on_ready()
        if not self.hears:
            await self._over.wait()

    async def _resume(self, connection: web.WebSocketResponse, data: dict[str, Any]) -> None:
        session = next((one for one in self.living if one.id == data["session_id"]), None)
        if session is None or data["token"] != self._token:
            await send(connection, op=9, d=False)
            return
        if code := self._refused.get(session.shard_id):
            await connection.close(code=code)
            return
        self.resumed.append(session.shard_id)
        session.connection = connection
        for event in session.events[data["seq"] :]:
            await send(connection, **event)
        await session.tell("RESUMED", {})

    async def _say_members(self, session: Session, data: dict[str, Any]) -> None:
        guild_id, wanted = int(data["guild_id"]), set(map(str, data["user_ids"]))
        self.members_asked.append((session.shard_id, guild_id))
        members = [one for one in self.servers[guild_id]["members"] if one["user"]["id"] in wanted]
        chunk = {"guild_id": data["guild_id"], "members": members, "chunk_index": 0, "chunk_count": 1}
        await session.tell("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data["nonce"]})

    def _end_session(self, connection: web.WebSocketResponse) -> None:
        self.living = [session for session in self.living if session.connection is not connection]

    def _connection(self, shard_id: int) -> web.WebSocketResponse:
        connection = self.sessions[shard_id].connection
        assert connection is not None
        return connection


async def send(connection: web.WebSocketResponse, **payload: Any) -> None:
    await connection.send_str(msgspec.json.encode(payload).decode())
