"""The driver of PostgreSQL: connections, their statements, and errors in an admin's words.

The only module that knows the driver. A statement that was sent runs to its end, also when its task is cancelled: the
cancellation is raised after that, and the connection is free for the next statement. The driver's errors have the
content of rows; none of it is in the store's errors, nor is a driver's error their cause or context. Knows no table.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from redaction import Secret
from store.errors import Damaged, DatabaseAway, StatementRefused, Unwritable
from store.postgresql_parameters import arguments, translated
from store.statements import Row, Value
from store.taking import to_the_end

SCHEMA = "musubi"
OLDEST = 13

_SETTINGS = {
    "application_name": "musubi",
    "search_path": f"{SCHEMA}, {SCHEMA}_functions",
    "jit": "off",  # it compiles for longer than the statements take
    "random_page_cost": "1.1",  # what is asked for often is in memory: an index is worth it
    "lock_timeout": "20s",
    "tcp_keepalives_idle": "60",  # a router on the way forgets connections that are silent
}
_SHOWN = ("host", "port")  # of the address's options
_SECONDS_TO_CONNECT = 10
_SECONDS_SILENT = 30  # of the network, before a connection counts as lost
_STATEMENTS_KEPT = 1000  # prepared, of each connection
# By SQLSTATE, or its first two letters: https://www.postgresql.org/docs/current/errcodes-appendix.html.
_IN_WORDS = {
    "0A000": "its tables were changed meanwhile: try again",
    "25006": "it can only be read: DATABASE_URL may name a standby server",
    "28": "it refuses the user or the password of DATABASE_URL",
    "3D000": "there is no such database: create it, or mend DATABASE_URL",
    "40": "two transactions were in each other's way: try again",
    "42501": "its user may not use the tables: `GRANT CREATE ON DATABASE … TO …`, or name the one who made them",
    "53": "it has no room left",
    "53300": "it has no connection left: raise max_connections or the user's limit",
    "55P03": "another process held its lock for too long",
    "57": "it has ended the statement: try again",
    "58": "its files can't be read or written",
}
_ENDS = ("08", "25P03", "57P0")
_DAMAGED = "XX"
_CROWDED = "53300"  # which passes
# ValueError and OverflowError: a value that the driver can't send, or an option that it can't read.
_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    ValueError,
    OverflowError,
)
_connect: Any = asyncpg.connect  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class PostgreSQLServer:
    """The PostgreSQL at `url`. It says once in the log when it is lost, and when it is there again."""

    def __init__(self, url: Secret) -> None:
        self._url = url
        parts = urlsplit(url.reveal())
        shown = [(name, value) for name, value in parse_qsl(parts.query) if name in _SHOWN]
        options = f"?{urlencode(shown, safe='/')}" if shown else ""
        self.where = f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}{options}"
        self._is_there: bool | None = None  # None until the first connection

    @asynccontextmanager
    async def connected(self, **settings: str) -> AsyncGenerator["PostgreSQLStatements"]:
        """A connection with those settings of a session. Raises Unwritable."""
        statements = await self.connect(**settings)
        try:
            yield statements
        finally:
            await statements.close()

    async def connect(self, **settings: str) -> "PostgreSQLStatements":
        """Like `connected`, for somebody who closes it."""
        connecting = asyncio.ensure_future(self.ask(self._connect(settings)))
        try:
            connection = await to_the_end(connecting)
        except asyncio.CancelledError:
            if connecting.exception() is None:
                connecting.result().terminate()
            raise
        except StatementRefused as error:
            raise Unwritable(
                f"{self.where} can't be used with the port and the options of DATABASE_URL: {error}."
            ) from None
        except Unwritable as error:
            self.lost(error)
            raise
        if self._is_there is False:
            _log.warning("%s is there again.", self.where)
        self._is_there = True
        return PostgreSQLStatements(connection, self)

    async def ask(self, call: Awaitable[_T]) -> _T:
        """The result of a call of the driver. Raises StatementRefused, Damaged, Unwritable."""
        try:
            return await call
        except _ERRORS as error:
            explained = self._explained(error)
        raise explained  # not in the handler: there the driver's error would be its context

    def lost(self, error: Unwritable) -> None:
        """Say so, unless that was said since it was there."""
        if self._is_there:
            self._is_there = False
            _log.error("%s Musubi goes on by itself when it is there again.", error)

    async def _connect(self, settings: Mapping[str, str]) -> Any:
        connection: Any = await _connect(
            self._url.reveal(),
            timeout=_SECONDS_TO_CONNECT,
            statement_cache_size=_STATEMENTS_KEPT,
            max_cached_statement_lifetime=0,
            server_settings={**_SETTINGS, **settings},
        )
        _watch(connection._transport.get_extra_info("socket"))  # noqa: SLF001  (the driver has no other way)
        await _read_as_sqlite(connection)
        return connection

    def _explained(self, error: Exception) -> Exception:
        """The error in our words."""
        code: str = getattr(error, "sqlstate", None) or ""
        if isinstance(error, asyncpg.ClientConfigurationError):
            return Unwritable(f"DATABASE_URL can't be used: {str(error).partition(chr(10))[0]}.")
        if isinstance(error, OSError):
            return self._unreachable(error)
        if code.startswith(_DAMAGED):
            return Damaged(f"{self.where} is damaged ({code}): restore a backup.")
        if code.startswith(_ENDS) or _is_the_drivers(error):
            return DatabaseAway(
                f"{self.where} can't be used: the connection has ended. See that PostgreSQL runs there."
            )
        words = _IN_WORDS.get(code) or _IN_WORDS.get(code[:2])
        kind = DatabaseAway if code == _CROWDED else Unwritable
        return kind(f"{self.where} can't be used: {words}.") if words else _refused(error, code)

    def _unreachable(self, error: OSError) -> Unwritable:
        if isinstance(error, ConnectionError) and "SSL" in str(error):
            return Unwritable(f"{self.where} speaks no SSL: mend sslmode in DATABASE_URL, or PostgreSQL's settings.")
        reason = error.strerror or "no answer"
        return DatabaseAway(f"{self.where} can't be reached ({reason}): see that PostgreSQL runs there.")


def _is_the_drivers(error: Exception) -> bool:
    """Whether the driver can't use the connection any more. For a value that it can't send it has a ValueError."""
    return isinstance(error, (asyncpg.InterfaceError, asyncpg.InternalClientError)) and not isinstance(
        error, ValueError
    )


def _refused(error: Exception, code: str) -> StatementRefused:
    """A bug. The messages of class 42 are about the statement's text; others may have a row's content."""
    fields = ("message",) if code.startswith("42") else ("table_name", "column_name", "constraint_name")
    words = [code, *(str(getattr(error, name, None) or "") for name in fields)]
    return StatementRefused(" ".join(filter(None, [type(error).__name__, *words])))


class PostgreSQLStatements:
    """The statements of a connection, or of a transaction on it. Each raises StatementRefused, Damaged, Unwritable."""

    def __init__(self, connection: Any, server: PostgreSQLServer) -> None:
        self._connection = connection
        self._server = server

    @property
    def is_open(self) -> bool:
        return not self._connection.is_closed()

    @property
    def version(self) -> int:
        return self._connection.get_server_version().major

    async def one(self, sql: str, /, **values: Value) -> Row | None:
        """The first row, if any."""
        rows = await self.all(sql, **values)
        return rows[0] if rows else None

    async def all(self, sql: str, /, **values: Value) -> list[Row]:
        text, names = translated(sql)
        rows = await self._run(self._connection.fetch(text, *arguments(names, values)))
        columns = list(rows[0].keys()) if rows else []
        return [dict(zip(columns, row.values(), strict=True)) for row in rows]

    async def execute(self, sql: str, /, **values: Value) -> int:
        """Run a statement that returns no rows; returns the number of rows that it changed."""
        text, names = translated(sql)
        status = await self._run(self._connection.execute(text, *arguments(names, values)))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, sql: str, /, values: Iterable[Mapping[str, Value]]) -> None:
        """Run a statement that returns no rows once for each of `values`."""
        text, names = translated(sql)
        await self._run(self._connection.executemany(text, [arguments(names, row) for row in values]))

    async def notify(self, channel: str, payload: str) -> None:
        """Send a notification to all who listen, once the transaction is committed."""
        await self.all(
            "SELECT pg_notify(CAST(:channel AS TEXT), CAST(:payload AS TEXT))", channel=channel, payload=payload
        )

    async def clock(self) -> float:
        """Unix seconds by the server's clock, which goes on within a transaction."""
        row = await self.one("SELECT CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION) AS now")
        assert row
        return row["now"]

    async def script(self, sql: str) -> str:
        """Run several statements in turn, without parameters; returns the server's word for the last of them."""
        return await self._run(self._connection.execute(sql))

    async def plan_again(self) -> None:
        """Forget what was prepared: the tables have changed, and within a transaction it would be refused."""
        await self._run(self._connection.reload_schema_state())
        await self._run(_read_as_sqlite(self._connection))

    async def listen(self, channel: str, heard: Callable[[str | None], object]) -> None:
        """Call `heard` with None once it listens, and then with the payload of each notification, until it is lost."""
        lost = asyncio.Event()

        def tell(*notification: Any) -> None:
            heard(notification[-1])

        def end(_connection: Any) -> None:
            lost.set()

        self._connection.add_termination_listener(end)
        await self._run(self._connection.add_listener(channel, tell))
        heard(None)
        await lost.wait()

    async def close(self) -> None:
        """End the connection politely, or at once where that takes long."""
        try:
            await to_the_end(self._connection.close(timeout=1))
        except _ERRORS:
            self._connection.terminate()

    async def _run(self, call: Awaitable[_T]) -> _T:
        return await to_the_end(self._ask(call))

    async def _ask(self, call: Awaitable[_T]) -> _T:
        try:
            return await self._server.ask(call)
        except DatabaseAway as error:
            self._connection.terminate()
            self._server.lost(error)
            raise


def _watch(connection: socket.socket) -> None:
    """Have the system end a connection whose other end is gone; a timer for each statement would cost more."""
    if connection.family == socket.AF_UNIX:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in {
        "TCP_KEEPIDLE": _SECONDS_SILENT,
        "TCP_KEEPINTVL": 10,
        "TCP_KEEPCNT": 3,
    }.items():
        if hasattr(socket, name):  # each system has others
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * _SECONDS_SILENT)


async def _read_as_sqlite(connection: Any) -> None:
    """Truth is 0 or 1, and sums are whole numbers."""
    await connection.set_type_codec("bool", schema="pg_catalog", encoder=str, decoder=_truth)
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=_number)


def _truth(text: str) -> int:
    return int(text == "t")


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)
