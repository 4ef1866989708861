"""Lists as AniList shows them to anybody: a struct for each selection of ``public_list.graphql``.

Knows AniList's schema, and nothing of the people who have linked.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from anilist.library import AniListDate, AniListFavourites, AniListMedia, MediaListStatus
from anilist.shapes import Address, Count, Id, Moment, Name, OnOdd, Selection


class PublicAvatar(Selection, frozen=True):
    large: Address | None


class PublicUser(Selection, frozen=True):
    """An account, with its favourites."""

    id: Id
    name: Name
    site_url: Address | None
    avatar: PublicAvatar | None
    favourites: AniListFavourites | None


class PublicListed(Selection, frozen=True):
    """``fragments/publicentry.graphql``, and the title. Notes and lists of one's own are not asked for."""

    media_id: Id
    status: MediaListStatus | None
    score: Annotated[float, Meta(ge=0, le=100)] | None
    progress: Annotated[Count | None, OnOdd.COSTS_ALL]
    progress_volumes: Annotated[Count | None, OnOdd.COSTS_ALL]
    repeat: Annotated[Count | None, OnOdd.COSTS_ALL]
    private: Annotated[bool | None, OnOdd.IS_TRUE]
    hidden_from_status_lists: Annotated[bool | None, OnOdd.IS_TRUE]
    started_at: AniListDate | None
    completed_at: AniListDate | None
    updated_at: Moment | None
    media: AniListMedia | None


class PublicGroup(Selection, frozen=True):
    entries: list[PublicListed | None] | None


class PublicCollection(Selection, frozen=True):
    has_next_chunk: bool | None
    lists: list[PublicGroup | None] | None


class PublicChunk(msgspec.Struct, frozen=True):
    """Up to 500 entries, each once, of an account's list."""

    user: PublicUser
    entries: list[PublicListed]
    has_next: bool
