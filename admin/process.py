"""A graceful shutdown: the process ends in order on a signal. Knows nothing of its work."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

SECONDS_TO_CLOSE = 3


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` until it ends, or in order end it when the process is asked to stop. Asking twice hurries nothing."""
    working = asyncio.create_task(work)
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    asking = asyncio.create_task(asked.wait())
    await asyncio.wait({working, asking}, return_when=asyncio.FIRST_COMPLETED)
    asking.cancel()
    while not working.done():
        # Again when it was lost: wait_for of Python 3.11 drops a cancellation that comes together with its result.
        working.cancel()
        await asyncio.wait({working}, timeout=SECONDS_TO_CLOSE)
    if not working.cancelled():
        working.result()
