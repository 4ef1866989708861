"""How Hypothesis makes examples in all tests."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis.internal import charmap
from hypothesis.internal.intervalsets import IntervalSet
from hypothesis.strategies import SearchStrategy

_try_out = charmap.intervals_from_codec
_ALL_BUT_SURROGATES = IntervalSet(((0, 0xD7FF), (0xE000, 0x10FFFF)))


def choose_examples(count: int) -> None:
    """So many examples where a property names no number: 50, 100 in ``make test-long``, 10 in ``make quick``.

    How long one takes hangs on what else the machine does; nobody needs examples of failures from earlier runs.
    In a new clone each worker would try out a million characters, to learn which of them UTF-8 has.
    """
    settings.register_profile("musubi", deadline=None, database=None, max_examples=count)
    settings.load_profile("musubi")
    charmap.intervals_from_codec = _characters


def few_or_many(few: int, many: int, *made_of: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """The test gets so few examples, which are others each time; in ``make test-long`` that many.

    Its examples are not made smaller: that would take minutes.
    """
    phases = Phase.explicit, Phase.generate

    def decorate(check: Callable[..., None]) -> Any:
        tests = {count: settings(max_examples=count, phases=phases)(given(*made_of)(check)) for count in (few, many)}

        @pytest.mark.parametrize("count", [few, pytest.param(many, marks=pytest.mark.long)])
        def test(count: int) -> None:
            tests[count]()

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate


def _characters(codec: str) -> tuple[IntervalSet, IntervalSet]:
    """The characters of the codec, and those that it changes."""
    return (_ALL_BUT_SURROGATES, IntervalSet(())) if codec == "utf-8" else _try_out(codec)
