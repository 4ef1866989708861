"""The two shapes that all of AniList's answers are made of."""

from enum import Enum

import msgspec


class Selection(msgspec.Struct, frozen=True, rename="camel"):
    """One GraphQL selection; AniList's camelCase names become snake_case attributes."""


class AniListEnum(Enum):
    """An enum of AniList's. A value that is new to us becomes UNKNOWN and does not fail the answer."""

    @classmethod
    def _missing_(cls, value: object) -> "AniListEnum":  # noqa: ARG003  (enum's own signature)
        return cls["UNKNOWN"]
