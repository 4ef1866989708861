"""Whom a token's owner follows, and what they like and reply to: the structs, and the requests that read them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from anilist.library import MediaListStatus
from anilist.shapes import Address, Count, Id, Moment, Name, OnOdd, PageInfo, Selection, Text


class FollowedUser(Selection, frozen=True):
    id: Id
    name: Annotated[Name, OnOdd.COSTS_ALL]
    site_url: Address | None


class FollowState(FollowedUser, frozen=True):
    """An account, and whether the viewer follows it (``follow.graphql``)."""

    is_following: bool | None


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


Direction = Literal["following", "followers"]


class FollowsPage(Selection, frozen=True):
    """``follows.graphql``: the people whom an account follows, or those who follow it."""

    page_info: PageInfo | None
    following: list[FollowedUser | None] | None = None
    followers: list[FollowedUser | None] | None = None


class FollowsPart(msgspec.Struct, frozen=True):
    """Up to 50 people by name; whether there are more."""

    people: list[FollowedUser]
    has_next: bool


class LikeState(Selection, frozen=True):
    """A list activity, whose it is, and whether the viewer likes it (``like.graphql``)."""

    id: Id
    site_url: Address | None
    is_liked: bool | None
    user: FollowedUser | None


class ActivityReply(Selection, frozen=True):
    """A reply to an activity; `text` is as its author wrote it."""

    id: Id
    user_id: Id | None
    text: Text | None
    created_at: Annotated[Moment, OnOdd.COSTS_ALL]


class Replied(Selection, frozen=True):
    """A list activity with all replies to it (``replies.graphql``)."""

    id: Id
    site_url: Address | None
    replies: list[ActivityReply | None] | None
