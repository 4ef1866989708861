"""A graceful shutdown: the process ends in order on a signal. Knows nothing of its work."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

SECONDS_TO_CLOSE = 3


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end, or cancel it in order when the process gets a signal. A second signal hurries nothing."""
    working = asyncio.create_task(work)
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    asking = asyncio.create_task(asked.wait())
    await asyncio.wait({working, asking}, return_when=asyncio.FIRST_COMPLETED)
    asking.cancel()
    while not working.done():
        # Cancel again if it was lost: wait_for of Python 3.11 drops a cancellation that comes together with its result.
        working.cancel()
        await asyncio.wait({working}, timeout=SECONDS_TO_CLOSE)
    if not working.cancelled():
        working.result()
