"""Where pictures are drawn: off the event loop, one at a time.

Drawing holds Python's lock for a few milliseconds at a time; several threads doing so would take turns with the event
loop, and each would keep memory of its own.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from cards.card import Picture

_easel = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


async def drawn(draw: Callable[[], Picture]) -> Picture:
    """What `draw`, a function of :mod:`cards.charts` with its arguments, gives."""
    return await asyncio.get_running_loop().run_in_executor(_easel, draw)
