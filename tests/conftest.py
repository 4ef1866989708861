"""For every test: Python's garbage collector looks at what the tests of this file have made, and no further.

The modules, the tests themselves and the caches of one process are a million objects that stay. Looking through them
took a second each time a test asks what memory still holds, late in the suite.
"""

import gc

import pytest


def pytest_collection_finish() -> None:
    _leave_what_stays()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path != item.path:
        _leave_what_stays()


def _leave_what_stays() -> None:
    gc.collect()
    gc.freeze()
