"""What AniList tells a token's owner of people and titles (``fragments/notification.graphql``).

One struct stands for all kinds: a notification has only the fields of its kind. Knows nothing of who wants which.
"""

from typing import Annotated

from msgspec import Meta

from anilist.library import AniListMedia, ListChunk
from anilist.shapes import Address, AniListEnum, Id, Moment, Name, OnOdd, Selection, Text


class NotificationType(AniListEnum):
    ACTIVITY_MESSAGE = "ACTIVITY_MESSAGE"
    ACTIVITY_REPLY = "ACTIVITY_REPLY"
    FOLLOWING = "FOLLOWING"
    ACTIVITY_MENTION = "ACTIVITY_MENTION"
    THREAD_COMMENT_MENTION = "THREAD_COMMENT_MENTION"
    THREAD_SUBSCRIBED = "THREAD_SUBSCRIBED"
    THREAD_COMMENT_REPLY = "THREAD_COMMENT_REPLY"
    AIRING = "AIRING"
    ACTIVITY_LIKE = "ACTIVITY_LIKE"
    ACTIVITY_REPLY_LIKE = "ACTIVITY_REPLY_LIKE"
    THREAD_LIKE = "THREAD_LIKE"
    THREAD_COMMENT_LIKE = "THREAD_COMMENT_LIKE"
    ACTIVITY_REPLY_SUBSCRIBED = "ACTIVITY_REPLY_SUBSCRIBED"
    RELATED_MEDIA_ADDITION = "RELATED_MEDIA_ADDITION"
    MEDIA_DATA_CHANGE = "MEDIA_DATA_CHANGE"
    MEDIA_MERGE = "MEDIA_MERGE"
    MEDIA_DELETION = "MEDIA_DELETION"
    MEDIA_SUBMISSION_UPDATE = "MEDIA_SUBMISSION_UPDATE"
    STAFF_SUBMISSION_UPDATE = "STAFF_SUBMISSION_UPDATE"
    CHARACTER_SUBMISSION_UPDATE = "CHARACTER_SUBMISSION_UPDATE"
    UNKNOWN = "UNKNOWN"


class Notifier(Selection, frozen=True):
    """The person who has done something; the token's owner sees their name on AniList, too."""

    id: Id
    name: Annotated[Name, OnOdd.COSTS_ALL]
    site_url: Address | None


class ForumThread(Selection, frozen=True):
    id: Id


class AniListNotification(Selection, frozen=True):
    """A notification; `deleted_media_titles` and `deleted_media_title` name titles that are gone from AniList."""

    id: Id
    type: NotificationType | None
    created_at: Moment | None
    user: Notifier | None = None
    activity_id: Id | None = None
    comment_id: Id | None = None
    thread_id: Id | None = None
    thread: ForumThread | None = None
    media_id: Id | None = None
    media: AniListMedia | None = None
    reason: Text | None = None
    deleted_media_titles: Annotated[list[Name | None], Meta(max_length=100)] | None = None
    deleted_media_title: Name | None = None


class ListChanges(ListChunk, frozen=True):
    """A part of a list, with the latest notifications of the wanted kinds; None when AniList does not tell them."""

    news: list[AniListNotification] | None = None
