"""Typed ids: the ``custom_id`` of a button, a select or a form, by which it is recognised on messages of any age.

A route table: one declaration is the pattern, the builder and the decoder. ::

    class Plus(Action, prefix="musubi:plus"):
        media_id: MediaId
        target: Count
        beside: bool = False

    Plus(1, target=5).custom_id             # "musubi:plus:1:5"
    Plus.parse("musubi:plus:1:5:beside")    # Plus(media_id=1, target=5, beside=True)

An id is its prefix, and each field behind a colon. A ``bool`` is its own name, or nothing; a field that is None is left
out. Ids on messages that are out there must go on being read: ``tests/test_ids.py`` has samples of them all. Knows no
feature, and nothing of how an interaction is handled.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, dataclass_transform, get_args, get_origin

LONGEST = 100  # the longest custom_id that Discord takes


class Codec(NamedTuple):
    """How a value is written in an id: a regular expression without groups, a decoder and an encoder."""

    pattern: str
    longest: int
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def digits(most: int, least: int = 1) -> Codec:
    """A number of `least` to `most` digits."""
    return Codec(f"[0-9]{{{least},{most}}}", most, int)


def numbered(letter: str, most: int) -> Codec:
    """A number of up to `most` digits behind a letter that tells it from others, such as ``n123``."""

    def read(text: str) -> int:
        return int(text.removeprefix(letter))

    def write(value: int) -> str:
        return f"{letter}{value}"

    return Codec(f"{letter}[0-9]{{1,{most}}}", 1 + most, read, write)


def letters(among: str, most: int, least: int = 1) -> Codec:
    """A text of `least` to `most` letters from `among`, such as ``a-z``."""
    return Codec(f"[{among}]{{{least},{most}}}", most, str)


def one_of(values: Mapping[str, Any]) -> Codec:
    """A fixed set of values, by their texts."""
    texts = {value: text for text, value in values.items()}
    return Codec("|".join(map(re.escape, texts.values())), max(map(len, values)), values.__getitem__, texts.__getitem__)


GLUED = "glued"  # an annotation of a field: no colon stands before it
Snowflake = Annotated[int, digits(20)]
MediaId = Annotated[int, digits(12)]
Count = Annotated[int, digits(9)]
PageNumber = Annotated[int, digits(5)]
StatusName = Annotated[str, letters("A-Z", 20)]
ListStatus = Annotated[str, letters("A-Z", 9)]
ViewId = Annotated[str, letters("a-p", 14, least=14)]  # of filters that are kept
NoticeId = Annotated[int, numbered("n", 15)]
OnOff = Annotated[bool, one_of({"on": True, "off": False})]
MediaKind = Annotated[str, one_of({"ANIME": "ANIME", "MANGA": "MANGA"})]


class _Segment(NamedTuple):
    """A field in an id: its codec, the text before it, and the value of a missing field."""

    codec: Codec
    before: str = ":"
    is_optional: bool = False
    missing: object = None

    def pattern(self, group: str = "") -> str:
        text = f"{self.before}({group}{self.codec.pattern})"
        return f"(?:{text})?" if self.is_optional else text

    def read(self, text: str | None) -> Any:
        return self.missing if text is None else self.codec.read(text)

    def write(self, value: Any) -> str:
        return "" if self.is_optional and value == self.missing else self.before + self.codec.write(value)


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class IdPart:
    """Values that stand together in an id, in the order of their fields."""

    _prefix: ClassVar[str]
    _segments: ClassVar[Mapping[str, _Segment]]
    _pattern: ClassVar[str]

    def __init_subclass__(cls, prefix: str = "") -> None:
        dataclass(frozen=True)(cls)
        cls._prefix = prefix
        cls._segments = {field.name: _segment(field.name, field.type) for field in fields(cls)}
        cls._pattern = re.escape(prefix) + "".join(one.pattern() for one in cls._segments.values())

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The values in `text`; None when it does not match."""
        # Compiled by the first id of its kind: all two hundred at once would be a twentieth of a start.
        match = re.fullmatch(cls._pattern, text) if text.startswith(cls._prefix) else None
        if match is None:
            return None
        segments = zip(cls._segments.items(), match.groups(), strict=True)
        return cls(**{name: segment.read(group) for (name, segment), group in segments})

    @classmethod
    def codec(cls) -> Codec:
        """The codec for this part inside another id: the same text, its colons included."""
        pattern = "".join(one.pattern("?:") for one in cls._segments.values())
        return Codec(pattern, cls.longest(), cls.parse, cls._text)

    @classmethod
    def longest(cls) -> int:
        """The most characters that the text can have."""
        return len(cls._prefix) + sum(len(one.before) + one.codec.longest for one in cls._segments.values())

    def _text(self) -> str:
        return self._prefix + "".join(one.write(getattr(self, name)) for name, one in self._segments.items())


class Action(IdPart):
    """The typed id of a button, a select or a form. Raises TypeError for a class whose id could be too long.

    A field `beside` means the same everywhere: the answer is ephemeral and comes below the card.
    """

    def __init_subclass__(cls, *, prefix: str) -> None:
        super().__init_subclass__(prefix)
        if cls.longest() > LONGEST:
            raise TypeError(f"{cls.__name__} may have {cls.longest()} characters: Discord takes {LONGEST}")

    @property
    def custom_id(self) -> str:
        return self._text()

    def renewed(self, current: Callable[[int], int]) -> Self:
        """Itself with the `current` id of its title, for AniList merges titles. Raises as `current`."""
        media_id: int | None = getattr(self, "media_id", None)
        return self if media_id is None else replace(self, media_id=current(media_id))


def _segment(name: str, hint: Any) -> _Segment:
    """The segment for a field, by its type."""
    if hint is bool:
        return _Segment(one_of({name: True}), is_optional=True, missing=False)
    if isinstance(hint, type) and issubclass(hint, IdPart):
        return _Segment(hint.codec(), before="")
    if get_origin(hint) is Literal:
        return _Segment(one_of({str(value): value for value in get_args(hint)}))
    if get_origin(hint) is Annotated:
        of, *notes = get_args(hint)
        codec = next((one for one in notes if isinstance(one, Codec)), None)
        return (_Segment(codec) if codec else _segment(name, of))._replace(before="" if GLUED in notes else ":")
    of, none = get_args(hint)
    assert none is NoneType, f"{name}: {hint} has no way to be written"
    return _segment(name, of)._replace(is_optional=True)
