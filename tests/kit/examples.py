"""How Hypothesis makes examples in all tests."""

from hypothesis import settings
from hypothesis.internal import charmap
from hypothesis.internal.intervalsets import IntervalSet

_try_out = charmap.intervals_from_codec
_ALL_BUT_SURROGATES = IntervalSet(((0, 0xD7FF), (0xE000, 0x10FFFF)))


def choose_examples() -> None:
    """How long one takes hangs on what else the machine does; nobody needs examples of failures from earlier runs.

    In a new clone each worker would try out a million characters, to learn which of them UTF-8 has.
    """
    settings.register_profile("musubi", deadline=None, database=None)
    settings.load_profile("musubi")
    charmap.intervals_from_codec = _characters


def _characters(codec: str) -> tuple[IntervalSet, IntervalSet]:
    """The characters of the codec, and those that it changes."""
    return (_ALL_BUT_SURROGATES, IntervalSet(())) if codec == "utf-8" else _try_out(codec)
