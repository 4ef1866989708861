"""AniList's ``Json`` scalars, read leniently: an odd part of a scalar is left out. Pure.

Their shape has varied with the account: a list for an object, text for a number, null for both.
"""

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from anilist.shapes import Name

_MOST = 200  # far above what AniList lets people have

_T = TypeVar("_T")


class _CustomList(msgspec.Struct, frozen=True):
    name: Annotated[Name, Meta(min_length=1)]
    enabled: bool = False


def custom_lists(raw: Any) -> tuple[str, ...]:
    """The names of the enabled lists, in their order."""
    lists = _read(raw, list[Any]) or [{"name": name, "enabled": value} for name, value in _values(raw)]
    read = (_read(one, _CustomList) for one in lists[:_MOST])
    return tuple(dict.fromkeys(one.name for one in read if one and one.enabled))


def advanced_scores(raw: Any) -> dict[str, float]:
    """The scores, of 100, by their names and in their order."""
    numbers = {name: _read(value, float) for name, value in _values(raw)}
    return {name: number for name, number in numbers.items() if name and number is not None and 0 <= number <= 100}


def _values(raw: Any) -> list[tuple[str, Any]]:
    return list((_read(raw, dict[str, Any]) or {}).items())[:_MOST]


def _read(raw: Any, shape: type[_T]) -> _T | None:
    try:
        return msgspec.convert(raw, shape, strict=False)
    except msgspec.ValidationError:
        return None
