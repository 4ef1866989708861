"""Compensation for a taken row: it is put back when the work with it is cut off. Knows no table.

A cancellation reaches every await, also that of the statement that takes the row and that of the statement that puts
it back. So both run to their end in tasks of their own, and the cancellation continues after that.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from store.errors import StoreError

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


async def to_the_end(work: Awaitable[_T]) -> _T:
    """Finish `work` even if the caller is cancelled meanwhile; the cancellation is raised at the end.

    It is raised also where `work` fails: a caller that goes on after errors would go on for good.
    """
    task = asyncio.ensure_future(work)
    cut_off: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cut_off = error
    if cut_off is None or task.cancelled():
        return task.result()
    task.exception()  # otherwise asyncio would log that nobody has looked at it
    raise cut_off


@asynccontextmanager
async def taken(
    take: Awaitable[_T | None],
    put_back: Callable[[_T], Awaitable[object]],
    *,
    is_unused: Callable[[BaseException], bool],
) -> AsyncGenerator[_T | None]:
    """Use the row that `take` returns, which may be None. An error or cancellation that `is_unused` puts it back."""
    taking = asyncio.ensure_future(take)
    try:
        yield await to_the_end(taking)
    except (Exception, asyncio.CancelledError) as error:
        row = None if taking.cancelled() or taking.exception() else taking.result()
        if row is not None and is_unused(error):
            try:
                await to_the_end(put_back(row))
            except StoreError as lost:  # the first error is what the caller can tell its person
                _log.error("What was taken could not be put back. %s", lost)
        raise
