"""The kinds of AniList's notifications that people choose from. Pure."""

from collections.abc import Mapping
from typing import Literal, get_args

from anilist import NotificationType as Type

NotificationKind = Literal["follows", "replies", "mentions", "likes", "relations", "titles"]
KINDS: tuple[NotificationKind, ...] = get_args(NotificationKind)
GONE = {Type.MEDIA_MERGE, Type.MEDIA_DELETION}
TYPES: Mapping[NotificationKind, frozenset[Type]] = {
    "follows": frozenset({Type.FOLLOWING}),
    "replies": frozenset(
        {Type.ACTIVITY_REPLY, Type.ACTIVITY_REPLY_SUBSCRIBED, Type.THREAD_COMMENT_REPLY, Type.THREAD_SUBSCRIBED}
    ),
    "mentions": frozenset({Type.ACTIVITY_MENTION, Type.ACTIVITY_MESSAGE, Type.THREAD_COMMENT_MENTION}),
    "likes": frozenset({Type.ACTIVITY_LIKE, Type.ACTIVITY_REPLY_LIKE, Type.THREAD_LIKE, Type.THREAD_COMMENT_LIKE}),
    "relations": frozenset({Type.RELATED_MEDIA_ADDITION}),
    "titles": frozenset({Type.MEDIA_DATA_CHANGE, *GONE}),
}
_KIND_OF: Mapping[str, NotificationKind] = {one.value: kind for kind, types in TYPES.items() for one in types}


def kind_of(type_name: str) -> NotificationKind | None:
    """The kind of a notification by its type at AniList; None for one that nobody is told of."""
    return _KIND_OF.get(type_name)


def types_of(kinds: Mapping[str, int]) -> list[str]:
    """AniList's types of the wanted kinds, and those that tell that a title is gone; none where no kind is wanted."""
    wanted = {one for kind in KINDS if kind in kinds for one in TYPES[kind]}
    return sorted(one.value for one in wanted | GONE) if wanted else []
