"""A real PostgreSQL for the tests: its data in memory, one server for all workers of a run, an own database a test.

Each process that uses the server holds a FIFO open. The FIFO's reader stops the server when nobody does any more, also
when all were killed. Knows nothing of Musubi: a template database has its tables.
"""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.kit.ports import free_port

USER, PASSWORD = "musubi", "a-password-of-the-tests"
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "dynamic_shared_memory_type": "mmap",  # with the data, which goes at the end
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}
# A connection from this machine needs no password; a connection over the network does.
_ACCESS = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
# Ends the connections that listen to a database. Those to other databases of the server are other tests'.
END_LISTENING = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'
"""
# Waits for the end of the last process that has the FIFO open.
_WATCH = '(cat "$1/users"; "$2/pg_ctl" stop --mode immediate --pgdata "$1/data" --silent; rm -rf "$1") &'
_DATABASES_KEPT = 20  # of each process: a test may open its database again
_INSTALLED = "/usr/lib/postgresql"  # Debian's, by version


class Server:
    """A PostgreSQL whose data and socket are in `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.kept = set[str]()  # databases that are used again
        self._names = count()

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    def network_url(self, database: str, password: str = PASSWORD) -> str:
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> list[list[str]]:
        """Run one or more statements; returns their rows, as texts."""
        with closing(self.session(database)) as session:
            return session.run(sql)

    def session(self, database: str) -> "Session":
        return Session(f"{self.folder}/.s.PGSQL.{self.port}", database)

    def create(self, template: str = "template0") -> str:
        """A new database, and an end to old ones; returns its name."""
        number = next(self._names)
        if number % _DATABASES_KEPT == _DATABASES_KEPT - 1:
            self._drop_unused(number - _DATABASES_KEPT)
        name = f"test_{os.getpid()}_{number}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY")
        return name

    def _drop_unused(self, before: int) -> None:
        unused = "SELECT datname FROM pg_database EXCEPT SELECT datname FROM pg_stat_activity"
        for (name,) in self.run(unused):
            mine = name.removeprefix(f"test_{os.getpid()}_")
            if name not in self.kept and mine.isdigit() and int(mine) < before:
                self.run(f"DROP DATABASE {name}")

    def template(self, name: str, furnish: Callable[[str], None]) -> str:
        """A database to make others of; `furnish` gets its address and fills it, once a run. Returns its name."""
        with _locked(self.folder / "lock"):
            if not self.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
                self.run(f"DROP DATABASE IF EXISTS {name}_unfinished")
                self.run(f"CREATE DATABASE {name}_unfinished TEMPLATE template0 ENCODING 'UTF8'")
                furnish(self.url(f"{name}_unfinished"))
                self.run(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
        return name

    def start(self) -> None:
        settings = _SETTINGS | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._control("start", "--log", f"{self.folder}/log", "--options", options)

    def stop(self, mode: str = "fast") -> None:
        """`mode` is fast, or immediate, which is like a kill."""
        self._control("stop", "--mode", mode)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the server's first process."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), number)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def _control(self, *arguments: str) -> None:
        _run(self.folder, "pg_ctl", *arguments, "--wait", "--silent", "--pgdata", f"{self.folder}/data")


class Session:
    """PostgreSQL's protocol, as much of it as tests need: https://www.postgresql.org/docs/15/protocol-flow.html."""

    def __init__(self, path: str, database: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._stream = self._socket.makefile("rb")
        self._say(b"", b"\0\3\0\0" + f"user\0{USER}\0database\0{database}\0\0".encode())

    def run(self, sql: str) -> list[list[str]]:
        """Run one or more statements, in one transaction; returns their rows, as texts."""
        return self._say(b"Q", sql.encode() + b"\0")

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _say(self, kind: bytes, body: bytes) -> list[list[str]]:
        self._socket.sendall(kind + struct.pack("!i", len(body) + 4) + body)
        rows = list[list[str]]()
        while kind != b"Z":
            kind, size = struct.unpack("!ci", self._stream.read(5))
            body = self._stream.read(size - 4)
            assert kind != b"E", body.decode()
            if kind == b"D":
                rows.append(_columns(body))
        return rows


@contextmanager
def own_server() -> Generator[Server]:
    """A server that a test may stop and start. Skips the test where PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="musubi-postgresql-"))
    server = _new(folder)
    use = _watch(folder)
    try:
        yield server
    finally:
        os.close(use)


@cache
def shared_server() -> Server:
    """The server of this run. Skips the test where PostgreSQL is not installed."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"musubi-postgresql-{os.getuid()}-{run}"
    with _locked(Path(tempfile.gettempdir()) / f"musubi-postgresql-{os.getuid()}.lock"):
        try:
            os.open(folder / "users", os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # there is none, or its last user is gone
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            server = _new(folder)
            _watch(folder)
            (folder / "port").write_text(str(server.port))
        return Server(folder, int((folder / "port").read_text()))


def _new(folder: Path) -> Server:
    """A new server in the empty `folder`."""
    (folder / "password").write_text(PASSWORD)
    _give_away(folder, folder / "password")
    options = ("--username", USER, "--pwfile", f"{folder}/password", "--encoding", "UTF8", "--locale", "C", "--no-sync")
    _run(folder, "initdb", "--pgdata", f"{folder}/data", *options)
    (folder / "data" / "pg_hba.conf").write_text(_ACCESS)
    server = Server(folder, free_port())
    server.start()
    return server


def _watch(folder: Path) -> int:
    """Have the server stopped once no process has the FIFO open; returns the descriptor of this process's."""
    os.mkfifo(folder / "users")
    _give_away(folder / "users")
    subprocess.run(
        ["sh", "-c", _WATCH, "watch", folder, programs()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
        **_its_user(),
    )
    return os.open(folder / "users", os.O_WRONLY)  # it waits for the reader


def _run(folder: Path, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [programs() / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        check=False,
        **_its_user(),
    )
    assert done.returncode == 0, done.stdout.decode()


@cache
def programs() -> Path:
    """The folder of PostgreSQL's programs. Skips the test where they are not installed."""
    found = shutil.which("initdb")
    folders = (
        [Path(found).parent] if found else sorted(Path(_INSTALLED).glob("*/bin"), key=lambda one: int(one.parts[-2]))
    )
    if not folders:
        assert "CI" not in os.environ, "PostgreSQL is not installed"
        pytest.skip("PostgreSQL is not installed")
    return folders[-1]


@cache
def _its_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid():
        return {}
    names = {account.pw_name: account for account in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _give_away(*paths: Path) -> None:
    if user := _its_user():
        for path in paths:
            os.chown(path, user["user"], user["group"])


@contextmanager
def _locked(path: Path) -> Generator[None]:
    """One process of the run at a time."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _columns(body: bytes) -> list[str]:
    """The values of a row; NULL is an empty text."""
    columns, at = list[str](), 2
    while at < len(body):
        (size,) = struct.unpack_from("!i", body, at)
        columns.append(body[at + 4 : at + 4 + max(size, 0)].decode())
        at += 4 + max(size, 0)
    return columns
