"""SQLite without its driver's thread: a call runs at once, and its result arrives at the loop's next turn.

In production the thread keeps a slow disk from holding up Discord. In tests the hand-over between threads takes a
fifth of the processor's time. Order, errors and cancellation stay as in the driver: a statement runs although its
calling task was cancelled. Tests of the driver, and separate processes, keep the thread.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import aiosqlite.core
import pytest


def disk_error() -> sqlite3.OperationalError:
    """What the driver raises when the disk fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return error


_Call = tuple[Any, Callable[[], Any]]


class _Queue:
    """Replaces the queue to the thread."""

    def put_nowait(self, call: _Call) -> None:
        future, function = call
        try:
            finish, result = aiosqlite.core.set_result, function()
        except BaseException as error:  # noqa: BLE001 (as the thread does: the task that asked gets it)
            finish, result = aiosqlite.core.set_exception, error
        if future:
            # Past SimCord, which tracks the task that waits for it.
            asyncio.BaseEventLoop.call_soon(future.get_loop(), finish, future, result)


class _NoThread:
    """Replaces the thread."""

    def __init__(self, **_how: object) -> None:
        """Takes the thread's arguments and ignores them."""

    def start(self) -> None:
        """Does nothing: there is no thread to start."""


_THREAD = queue.SimpleQueue, threading.Thread


def without_thread() -> AbstractContextManager[None]:
    """Connections opened inside run every call at once."""
    return _driven_by(_Queue, _NoThread)


def with_thread() -> AbstractContextManager[None]:
    """Connections opened inside have the thread, as in production."""
    return _driven_by(*_THREAD)


@contextmanager
def _driven_by(calls: Any, thread: Any) -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core, "SimpleQueue", calls)
        patch.setattr(aiosqlite.core, "Thread", thread)
        yield
