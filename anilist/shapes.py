"""The two shapes that all of AniList's answers are made of, and the bounds of the values in them.

The bounds of texts are far above all that AniList is known to keep.
"""

import re
from enum import Enum
from typing import Annotated, TypeGuard

import msgspec
from msgspec import Meta

MOST = 2**31 - 1  # of GraphQL's Int: https://spec.graphql.org/October2021/#sec-Int
_LONGEST_ADDRESS = 512
_HOST = r"https://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+|http://(?:localhost|127\.0\.0\.1)"  # the latter in the demo
_ADDRESS = rf"\A(?:{_HOST})(?::[0-9]{{1,5}})?(?:[/?#][!#-'*-;=?-Z_a-z|~]*)?\Z"  # nothing that ends a link in Markdown
_COLOUR = r"\A#[0-9a-fA-F]{6}\Z"

Id = Annotated[int, Meta(ge=1, le=MOST)]
Count = Annotated[int, Meta(ge=0, le=MOST)]
Moment = Annotated[int, Meta(ge=0, le=MOST)]  # in unix seconds
Hundredths = Annotated[int, Meta(ge=0, le=100)]
Name = Annotated[str, Meta(max_length=300)]
Text = Annotated[str, Meta(max_length=100_000)]
Address = Annotated[str, Meta(max_length=_LONGEST_ADDRESS, pattern=_ADDRESS)]
VideoId = Annotated[str, Meta(pattern=r"\A[\w-]{1,50}\Z")]
Country = Annotated[str, Meta(pattern=r"\A[A-Z]{2}\Z")]  # ISO 3166-1 alpha-2
ColourCode = Annotated[str, Meta(pattern=_COLOUR)]


class Selection(msgspec.Struct, frozen=True, rename="camel"):
    """One GraphQL selection; AniList's camelCase names become snake_case attributes."""


class PageInfo(Selection, frozen=True):
    """Whether another page follows; AniList's other numbers about pages are not true."""

    has_next_page: bool | None


class AniListEnum(Enum):
    """An enum of AniList's. A value that is new to Musubi becomes UNKNOWN and does not fail the answer."""

    @classmethod
    def _missing_(cls, value: object) -> "AniListEnum":  # noqa: ARG003  (enum's own signature)
        return cls["UNKNOWN"]


class OnOdd(Enum):
    """A mark on a field that does not become null when AniList sends an odd value in it."""

    COSTS_ALL = "the selection that has the field"
    IS_TRUE = "the careful answer"


def is_address(text: str | None) -> TypeGuard[str]:
    """Whether the text can be a link or a picture on a card."""
    return text is not None and len(text) <= _LONGEST_ADDRESS and re.match(_ADDRESS, text) is not None


def is_colour(text: str | None) -> TypeGuard[str]:
    return text is not None and re.match(_COLOUR, text) is not None
