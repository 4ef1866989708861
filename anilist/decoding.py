"""A lenient decoder of AniList's answers: an odd value costs itself, and not the rest.

An odd part becomes null, and null spreads to the nearest place where the schema allows it, as GraphQL has it
(https://spec.graphql.org/October2021/#sec-Handling-Field-Errors). Fields that must not become null have an
:class:`anilist.shapes.OnOdd`. Knows no operation.
"""

import logging
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec

from anilist.shapes import AniListEnum, OnOdd

_MOST = 5_000  # half a second at the worst, for which the whole event loop waits

_T = TypeVar("_T")
_UNTYPED = msgspec.json.Decoder(float_hook=float)  # takes 1e400, too
_log = logging.getLogger(__name__)


def decode(body: bytes | msgspec.Raw, shape: type[_T]) -> _T:
    """The answer as `shape`.

    Raises msgspec.DecodeError for text that is no JSON, an answer with too many odd parts, or an odd part that can't be
    null.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        try:
            found = _PartialDecoder().part(_UNTYPED.decode(body), shape)
        except _TooOdd as too_odd:
            raise msgspec.DecodeError(f"more than {_MOST:,} parts of it are odd") from too_odd
        _log.info("AniList's answer has odd parts, which are left out. The first: %s", error)
        return found


class _TooOdd(Exception):
    """The answer has so many odd parts that checking the rest would take too long."""


class _Kind(NamedTuple):
    """A type without its annotations."""

    bare: Any
    takes_null: bool
    when_odd: OnOdd | None


class _PartialDecoder:
    """Reads an answer part by part; a part that fits as a whole is not walked."""

    def __init__(self) -> None:
        self._left = _MOST

    def part(self, raw: Any, shape: Any) -> Any:
        """The part as `shape`.

        Raises ValidationError, a ValueError as those of ``__post_init__``, when no value can stand for it.
        """
        try:
            return msgspec.convert(raw, shape, strict=False)
        except msgspec.ValidationError:
            self._left -= 1
        if self._left < 0:
            raise _TooOdd
        kind = _kind(shape)
        try:
            return self._decoded(raw, shape, kind.bare)
        except ValueError:
            return _fallback(kind)

    def _decoded(self, raw: Any, shape: Any, bare: Any) -> Any:
        if get_origin(bare) is list:
            (item,) = get_args(bare)
            return [self.part(one, item) for one in msgspec.convert(raw, list[Any])]
        if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
            values = msgspec.convert(raw, dict[str, Any])
            return bare(**{field.name: self._field(values, field) for field in _fields(bare)})
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return msgspec.convert(str(raw), shape)  # a title that is a number
        raise msgspec.ValidationError("it is odd")

    def _field(self, raw: dict[str, Any], field: msgspec.structs.FieldInfo) -> Any:
        name = field.encode_name
        return self.part(raw[name], field.type) if name in raw else _fallback(_kind(field.type))


_fields = cache(msgspec.structs.fields)


@cache
def _kind(shape: Any) -> _Kind:
    if get_origin(shape) is Annotated:
        inner, *marks = get_args(shape)
        kind = _kind(inner)
        return _Kind(kind.bare, kind.takes_null, next((one for one in marks if isinstance(one, OnOdd)), kind.when_odd))
    if get_origin(shape) in {Union, UnionType}:
        (inner,) = (one for one in get_args(shape) if one is not NoneType)
        return _kind(inner)._replace(takes_null=True)
    return _Kind(shape, shape is Any, None)


def _fallback(kind: _Kind) -> Any:
    """The value for an odd or missing part. Raises ValidationError."""
    if kind.when_odd is OnOdd.IS_TRUE:
        return True
    if kind.when_odd is None and isinstance(kind.bare, type) and issubclass(kind.bare, AniListEnum):
        return kind.bare["UNKNOWN"]
    if kind.when_odd is OnOdd.COSTS_ALL or not kind.takes_null:
        raise msgspec.ValidationError("it can't be null")
    return None
