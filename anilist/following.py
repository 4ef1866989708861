"""The entries that people whom a token's owner follows have of a title (``following.graphql``)."""

from typing import Annotated

import msgspec
from msgspec import Meta

from anilist.library import MediaListStatus
from anilist.shapes import Address, Count, Id, Name, OnOdd, Selection


class FollowedUser(Selection, frozen=True):
    id: Id
    name: Annotated[Name, OnOdd.COSTS_ALL]
    site_url: Address | None


class FollowedEntry(Selection, frozen=True):
    """Somebody's entry, as the viewer may see it at AniList. `score` is 0 (none) to 100."""

    status: MediaListStatus | None
    score: Annotated[float, Meta(ge=0, le=100)] | None
    progress: Count | None
    repeat: Count | None
    private: Annotated[bool | None, OnOdd.IS_TRUE]
    user: Annotated[FollowedUser | None, OnOdd.COSTS_ALL]


class FollowingPart(msgspec.Struct, frozen=True):
    """Up to 25 entries, the latest change first; whether there are more."""

    entries: list[FollowedEntry]
    has_next: bool
