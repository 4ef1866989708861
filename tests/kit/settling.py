"""A faster settling for SimCord: it looks when nothing runs any more, and at what may still have to do something.

SimCord looks at all tasks, timers and callbacks of the bot, twenty times a second. Nineteen loops that sleep are most
of what it looks at, and the next steps of tasks, which are tracked themselves, most of the callbacks.
While PostgreSQL is asked, there is nothing to look for.
"""

import asyncio
import contextvars
import datetime as dt
from collections.abc import Awaitable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import simcord
import simcord._dpy_internals as simcord_internals
import simcord._runtime as simcord_runtime
import simcord.env as simcord_env
from discord.ext import tasks

from store.postgresql_driver import PostgreSQLServer

_SECONDS_BETWEEN_LOOKS = 0.005  # SimCord's are fifty milliseconds; a turn of the loop takes one or two
_TURNS_BEFORE_A_LOOK = 1000  # at most, for those who never end

_active_callbacks = simcord_env._active_callbacks  # pyright: ignore[reportPrivateImportUsage]
_run_due = simcord_env._run_due_virtual_callbacks  # pyright: ignore[reportPrivateImportUsage]
_is_parked = simcord_env._callback_is_parked  # pyright: ignore[reportPrivateImportUsage]
_acquire_clocks = simcord_internals.acquire_clocks
_clock_monotonic = simcord_internals._clock_monotonic
_ask_alone = PostgreSQLServer.ask
_asked: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[asyncio.Future[None], None]] = WeakKeyDictionary()
_loops: WeakKeyDictionary[asyncio.Task[Any], tasks.Loop[Any] | None] = WeakKeyDictionary()  # by the tasks that run them


def settle_quickly(env: simcord.Env) -> None:
    settle = partial(env._settle_internal, idle=_SECONDS_BETWEEN_LOOKS)

    async def run_and_settle(**how: Any) -> None:
        await _run(env)
        if not _is_settled(env):
            await settle(**how)

    env._settle_internal = run_and_settle


async def _run(env: simcord.Env) -> None:
    """Run what is due, and let the loop turn until nothing is left that can run at once or waits for PostgreSQL."""
    loop: Any = asyncio.get_running_loop()
    _run_due(env._settlement_state(), loop.time() + env.settle_timeout)
    await _turn(loop)
    while asked := _asked.get(loop):
        await next(iter(asked))
        await _turn(loop)


async def _ask(server: PostgreSQLServer, call: Awaitable[Any]) -> Any:
    """Ask PostgreSQL as always, and let those who settle know when it has answered."""
    loop = asyncio.get_running_loop()
    answered = loop.create_future()
    _asked.setdefault(loop, {})[answered] = None
    try:
        return await _ask_alone(server, call)
    finally:
        del _asked[loop][answered]
        answered.set_result(None)


async def _turn(loop: Any) -> None:
    idle, turns = loop.create_future(), iter(range(_TURNS_BEFORE_A_LOOK))

    def look() -> None:
        if loop._ready and next(turns, None) is not None:
            asyncio.BaseEventLoop.call_soon(loop, look)
        elif not idle.done():
            idle.set_result(None)

    asyncio.BaseEventLoop.call_soon(loop, look)
    await idle


def _is_settled(env: Any) -> bool:
    """Whether all work waits for time to pass, so that SimCord need not look twice."""
    state, deadline = env._settlement_state(), env._loop.time() + env.settle_timeout
    others = {env._real_advance_task, env._advance_task} - {None, asyncio.current_task()}
    if others or env._loop._ready or state.work.executors or _tasks_awake(state):
        return False
    return all(_is_parked(state, record, deadline) for record in _without_stale_timers(state))


def _take_over(env: Any) -> None:
    """Take over the bot's loop as SimCord does, and let it track callbacks without the next steps of tasks."""
    _acquire_clocks(env)
    tracked, untracked, owned = env._loop.call_soon, env._runtime.call_soon, env._work.tasks

    def call_soon(callback: Any, *args: Any, context: contextvars.Context | None = None) -> Any:
        task = getattr(callback, "__self__", None)
        is_step = isinstance(task, asyncio.Task) and (task in owned or (context is not None and _is_nobodys(context)))
        return (untracked if is_step else tracked)(callback, *args, context=context)

    env._loop.call_soon = call_soon


def _is_nobodys(context: contextvars.Context) -> bool:
    return context.get(simcord_runtime._BOT_SCOPE) is None


def _monotonic() -> float:
    """The time of SimCord's, which imports a module each time, for the bot alone."""
    return simcord_internals._REAL_MONOTONIC() if simcord_runtime._BOT_SCOPE.get() is None else _clock_monotonic()


def _without_stale_timers(state: Any) -> Any:
    """Cancel the real timers behind cancelled ones: SimCord keeps hundreds of these and scans them at every turn."""
    for record in state.work.callbacks:
        if record.real_handle is not None and record.handle is not None and record.handle.cancelled():
            record.real_handle.cancel()
    return _active_callbacks(state)


def _tasks_awake(state: Any) -> list[asyncio.Task[Any]]:
    """The tasks that settling waits for: for a loop that sleeps, SimCord would search all timers for its own."""
    now = state.virtual_time
    return [task for task in state.work.tasks if not task.done() and not _sleeps(task, now)]


def _sleeps(task: Any, now: float) -> bool:
    """Whether the task is a loop between two rounds, whose timer only :meth:`simcord.Env.advance_time` lets ring."""
    if task not in _loops:
        runs = simcord_internals._tasks_loop_self(task)
        _loops[task] = runs if isinstance(runs, tasks.Loop) else None
    loop = _loops[task]
    sleep = loop and loop._handle
    if not sleep or sleep.future.done() or sleep.future is not task._fut_waiter:
        return False
    return sleep.handle.when() > now and not sleep.handle.cancelled()


PostgreSQLServer.ask = _ask  # pyright: ignore[reportAttributeAccessIssue]
simcord_env._active_callbacks = _without_stale_timers  # pyright: ignore[reportPrivateImportUsage]
simcord_env._owned_tasks = _tasks_awake  # pyright: ignore[reportPrivateImportUsage]
simcord_internals.acquire_clocks = _take_over
simcord_internals._clock_monotonic = _monotonic
for name in ("time", "timedelta", "timezone"):  # else a function of SimCord's looks them up, ten times in each round
    setattr(simcord_internals._DatetimeModule, name, getattr(dt, name))
# A removal from the list compares a record's fields with those of every record before it. It equals only itself.
simcord_runtime._CallbackRecord.__eq__ = object.__eq__  # pyright: ignore[reportAttributeAccessIssue]
