"""Odd values, and AniList's answers with an odd value in a single place."""

from collections.abc import Iterator
from typing import Any

GONE = object()  # the field is not in the answer at all
ODD: list[Any] = [
    *(None, GONE, "", "0", "x" * 100_001, "https://x.example/a)[b](c d"),
    *(-1, 2.5, True, 2**40, 10**400, 1e300, [None], {"id": None}, {"name": "x", "enabled": "y"}),
]
Place = tuple[str | int, ...]


def paths(value: Any, path: Place = ()) -> Iterator[Place]:
    """Every place in `value`. In a list only the places of the first item: the others show that they are unharmed."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, one in inner:
        yield from paths(one, (*path, key))


def with_odd(answer: Any, path: Place, odd: Any) -> Any:
    """A copy of `answer` with `odd` at `path`."""
    if not path:
        return None if odd is GONE else odd
    key, *rest = path
    copy = answer.copy()
    if odd is GONE and not rest and isinstance(key, str):
        del copy[key]
    else:
        copy[key] = with_odd(answer[key], tuple(rest), odd)
    return copy
