"""Draws pictures in one thread, off the event loop.

Drawing holds Python's global lock for a few milliseconds at a time; several threads would hold up the event loop, and
each would keep memory of its own.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from cards.card import Picture

_Drawn = TypeVar("_Drawn", Picture, Picture | None)
_easel = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


async def drawn(draw: Callable[[], _Drawn]) -> _Drawn:
    """Run `draw`, a function of :mod:`cards.charts` with its arguments, in the thread, and return its picture.

    It speaks the language of this task.
    """
    return await asyncio.get_running_loop().run_in_executor(_easel, copy_context().run, draw)
