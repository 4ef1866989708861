"""A decorator for a test that loops over many cases and names every case that fails."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import wraps
from inspect import iscoroutinefunction, signature
from typing import Any

import pytest

Test = Callable[..., Any]


def each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Like ``pytest.mark.parametrize``, but in a single test that goes on after a failed case.

    All cases share the test's fixtures.
    """
    given = [dict(zip(names, case, strict=True)) if isinstance(names, tuple) else {names: case} for case in cases]

    def decorate(test: Test) -> Test:
        every: Test = _awaited(test, given) if iscoroutinefunction(test) else _called(test, given)
        own = signature(test)
        rest = [parameter for name, parameter in own.parameters.items() if name not in given[0]]
        every.__dict__["__signature__"] = own.replace(parameters=rest)  # pytest reads it as the list of fixtures
        return every

    return decorate


def _called(test: Test, given: list[dict[str, Any]]) -> Test:
    @wraps(test)
    def every(*instance: Any, **fixtures: Any) -> None:
        failures: list[BaseException] = []
        for case in given:
            with _noted(case, failures):
                test(*instance, **fixtures, **case)
        _report(failures, len(given))

    return every


def _awaited(test: Test, given: list[dict[str, Any]]) -> Test:
    @wraps(test)
    async def every(*instance: Any, **fixtures: Any) -> None:
        failures: list[BaseException] = []
        for case in given:
            with _noted(case, failures):
                await test(*instance, **fixtures, **case)
        _report(failures, len(given))

    return every


@contextmanager
def _noted(case: dict[str, Any], failures: list[BaseException]) -> Generator[None]:
    """After any failure the next case runs."""
    try:
        yield
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  (the test raises it in the end)
        error.add_note(f"the case is {case}")
        failures.append(error)


def _report(failures: list[BaseException], count: int) -> None:
    if failures:
        raise BaseExceptionGroup(f"{len(failures)} of {count} cases fail", failures)
