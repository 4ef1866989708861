"""Runs tests of a copy of the project, each run in a fork of one pytest that has loaded everything but the copy.

Packages and pytest's plugins take three quarters of the time of a short test in a process of its own. Each fork imports
the copy's modules, so a change between two runs counts.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

PACKAGES = (
    *("PIL.Image", "aiohttp.web", "aiosqlite", "asyncpg", "cryptography.hazmat.primitives.asymmetric.rsa"),
    *("discord.ext.commands", "graphql", "hypothesis", "jwt", "markdown_it", "numpy", "playwright.async_api"),
    *("rapidfuzz", "simcord"),
)
NOT_PASSED_ON = ("PYTEST_", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


class Result(msgspec.Struct, frozen=True):
    code: int
    output: str


class Forks:
    """Orders runs from the process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *tests: str) -> Result:
        """Run `tests` of the copy, up to the first that fails."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(tests) + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Result)


@contextmanager
def forks_in(copy: Path) -> Generator[Forks]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
    command = [sys.executable, "-m", "tests.kit.forks"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=copy, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        yield Forks(process)
        assert process.stdin
        process.stdin.close()


class Forking:
    """A plugin: where pytest would load the project's conftest, each order goes on in a fork instead."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self, args: list[str]) -> None:
        for package in PACKAGES:
            importlib.import_module(package)
        gc.freeze()
        for order in sys.stdin:
            with tempfile.TemporaryFile("w+") as said:
                child = os.fork()
                if child == 0:
                    for stream in (sys.stdout, sys.stderr):
                        os.dup2(said.fileno(), stream.fileno())
                    args.extend(json.loads(order))
                    return
                _, status = os.waitpid(child, 0)
                said.seek(0)
                result = Result(code=os.waitstatus_to_exitcode(status), output=said.read())
            sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
            sys.stdout.flush()
        os._exit(0)  # without a test


if __name__ == "__main__":
    # A run ends before the test that has ordered it is stopped: the next test would read this one's answer.
    arguments = ["-x", "-q", "-s", "-p", "no:cacheprovider", "-n", "0", "--timeout", "100"]
    sys.exit(pytest.main(arguments, plugins=[Forking()]))
