"""A decorator for a test that loops over many cases and names every case that fails."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]


def each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Like ``pytest.mark.parametrize``, but in a single test that goes on after a failed case.

    All cases share the test's fixtures.
    """
    given = [dict(zip(names, case, strict=True)) if isinstance(names, tuple) else {names: case} for case in cases]

    def decorate(test: Test) -> Test:
        @wraps(test)
        def every(*instance: Any, **fixtures: Any) -> None:
            failures = [error for case in given if (error := _failure(test, instance, fixtures, case))]
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(given)} cases fail", failures)

        own = signature(test)
        rest = [parameter for name, parameter in own.parameters.items() if name not in given[0]]
        every.__dict__["__signature__"] = own.replace(parameters=rest)  # pytest reads it as the list of fixtures
        return every

    return decorate


def _failure(
    test: Test, instance: tuple[Any, ...], fixtures: dict[str, Any], case: dict[str, Any]
) -> BaseException | None:
    try:
        test(*instance, **fixtures, **case)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  (after any failure the next case runs)
        error.add_note(f"the case is {case}")
        return error
    return None
