"""Browsing as AniList answers it: parts of all titles, and the genres and tags by which it finds them.

Knows AniList's schema, and nothing of the store.
"""

from typing import Annotated

import msgspec

from anilist.library import AniListMedia
from anilist.shapes import Id, Name, OnOdd, Selection


class AniListTag(Selection, frozen=True):
    """A tag of titles; some are for adults alone."""

    id: Id
    name: Name
    is_adult: Annotated[bool | None, OnOdd.IS_TRUE]


class BrowsePart(msgspec.Struct, frozen=True):
    """Some titles, in the requested order."""

    media: list[AniListMedia]
    has_next: bool


class TermsPart(msgspec.Struct, frozen=True):
    """All genres and tags that AniList has."""

    genres: list[str]
    tags: list[AniListTag]
