"""AniList's answers about other people, as :mod:`anilist.answers`."""

import msgspec

from anilist.shapes import PageInfo, Selection
from anilist.social import FollowedEntry, FollowsPage, FollowState, LikeState, Replied


class FollowingPage(Selection, frozen=True):
    page_info: PageInfo | None
    media_list: list[FollowedEntry | None] | None


class FollowingAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``following.graphql``."""

    page: FollowingPage


class FollowAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``follow.graphql``."""

    user: FollowState


class FollowsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``follows.graphql``."""

    page: FollowsPage


class LikeAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``like.graphql``."""

    activity: LikeState


class RepliesAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``replies.graphql``."""

    activity: Replied
