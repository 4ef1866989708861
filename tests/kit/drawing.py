"""Pictures that were drawn before in this process are not drawn again: of equal arguments a chart makes equal bytes.

A person's profile is shown hundreds of times in the tests, and its pictures were a tenth of a command's time.
"""

import pickle
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from cards.card import Picture
from chat import pictures
from i18n import current

_drawn: dict[object, Picture | None] = {}


class _Easel(ThreadPoolExecutor):
    """Draws in one thread what is not known yet; what does not tell all its arguments is always drawn."""

    def submit(self, run: Callable[..., Any], draw: Any) -> Future[Any]:  # pyright: ignore[reportIncompatibleMethodOverride] (of drawn() alone)
        try:
            key = draw.func, pickle.dumps((draw.args, draw.keywords)), current()
        except (AttributeError, pickle.PicklingError):  # it is no partial, or a function is among its arguments
            return super().submit(run, draw)
        return super().submit(run, partial(_known, key, draw))


def _known(key: object, draw: Callable[[], Picture | None]) -> Picture | None:
    if key not in _drawn:
        _drawn[key] = draw()
    return _drawn[key]


def draw_once() -> None:
    pictures._easel = _Easel(max_workers=1, thread_name_prefix="pictures")
