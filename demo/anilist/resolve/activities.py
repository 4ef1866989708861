"""Activities, replies and likes. A source is the struct of :mod:`demo.anilist.activity`."""

from collections.abc import Callable, Collection
from typing import Any

from demo.anilist.activity import Activity, ListPost, MessagePost, ReplyPost, TextPost
from demo.anilist.media import COMPARISONS, Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal, not_found
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.saying import (
    activity_of,
    delete_activity,
    delete_reply,
    may_see,
    owner_id,
    save_reply,
    save_text,
    toggle_like,
)
from demo.anilist.world import AniListWorld, Info

_KINDS = ("ListActivity", "TextActivity", "MessageActivity")
_LISTS = {"ANIME_LIST", "MANGA_LIST"}
_VALUES: dict[str, Callable[[Activity], Any]] = {
    "id": lambda one: one.id,
    "userId": owner_id,
    "messengerId": lambda one: getattr(one, "messenger_id", None),
    "mediaId": lambda one: getattr(one, "media_id", None),
    "type": lambda one: one.type,
    "createdAt": lambda one: one.created_at,
}


def activity(_root: None, info: Info, **arguments: Any) -> Activity:
    """The first activity that fits. Raises Refusal (404) when none does."""
    found = _found(info, arguments)
    if not found:
        raise not_found()
    return found[0]


def activities(page: GraphQLPage, info: Info, **arguments: Any) -> list[Activity]:
    return page.cut(_found(info, arguments))


def _found(info: Info, arguments: dict[str, Any]) -> list[Activity]:
    """The activities that the viewer may see and that fit, the oldest first unless sorted otherwise."""
    given = {name: value for name, value in arguments.items() if value is not None}
    sort, world = given.pop("sort", None) or ["ID"], info.context.world
    if "userId_in" in given and not world.answers_many_users:
        return []
    followed = world.follows[info.context.owner.id] if given.pop("isFollowing", False) else None
    with_replies = given.pop("hasReplies", False)
    with_replies_or_text = given.pop("hasRepliesOrTypeText", False)
    found = [
        one
        for one in world.activities.all.values()
        if may_see(world, info.context.viewer, one)
        and (followed is None or owner_id(one) in followed)
        and (not with_replies or world.activities.replies_to(one.id))
        and (not with_replies_or_text or isinstance(one, TextPost) or world.activities.replies_to(one.id))
        and all(_passes(one, *item) for item in given.items())
    ]
    return sorted(found, key=lambda one: one.id, reverse=_is_reversed(sort))


def _is_reversed(sort: Collection[str | None]) -> bool:
    if set(sort) - {"ID", "ID_DESC"}:
        raise Refusal(501, "The stand-in AniList sorts activities by their id only.")
    return "ID_DESC" in sort


def _passes(one: Activity, argument: str, wanted: Any) -> bool:
    name, _, comparison = argument.partition("_")
    if name == "type":
        named: list[str] = wanted if comparison.endswith("in") else [wanted]
        is_named = one.type in named or ("MEDIA_LIST" in named and one.type in _LISTS)
        return is_named != comparison.startswith("not")
    return COMPARISONS[comparison](_VALUES[name](one), wanted)


def save_text_activity(_root: None, info: Info, **arguments: Any) -> TextPost:
    return save_text(info.context.world, info.context.owner, _given(arguments))


def save_activity_reply(_root: None, info: Info, **arguments: Any) -> ReplyPost:
    return save_reply(info.context.world, info.context.owner, _given(arguments))


def delete(_root: None, info: Info, **arguments: Any) -> Node:
    delete_activity(info.context.world, info.context.owner, arguments.get("id") or 0)
    return {"deleted": True}


def delete_activity_reply(_root: None, info: Info, **arguments: Any) -> Node:
    delete_reply(info.context.world, info.context.owner, arguments.get("id") or 0)
    return {"deleted": True}


def toggle_like_v2(_root: None, info: Info, **arguments: Any) -> Activity | ReplyPost:
    given = arguments.get("id") or 0, arguments.get("type") or ""
    return toggle_like(info.context.world, info.context.owner, *given)


def toggle_like_v1(_root: None, info: Info, **arguments: Any) -> list[AniListUser]:
    return likes(toggle_like_v2(None, info, **arguments), info)


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def activity_reply(_root: None, info: Info, **arguments: Any) -> ReplyPost:
    found = _replies(info, arguments)
    if not found:
        raise not_found()
    return found[0]


def activity_replies(page: GraphQLPage, info: Info, **arguments: Any) -> list[ReplyPost]:
    return page.cut(_replies(info, arguments))


def _replies(info: Info, arguments: dict[str, Any]) -> list[ReplyPost]:
    """Replies by their own id or that of the activity, the oldest first."""
    world, given = info.context.world, _given(arguments)
    return [
        reply
        for reply in world.activities.replies.values()
        if given.get("id") in {None, reply.id}
        and given.get("activityId") in {None, reply.activity_id}
        and may_see(world, info.context.viewer, world.activities.all[reply.activity_id])
    ]


def replies(one: Activity, info: Info) -> list[ReplyPost]:
    return info.context.world.activities.replies_to(one.id)


def reply_count(one: Activity, info: Info) -> int:
    return len(replies(one, info))


def likes(one: Activity | ReplyPost, info: Info) -> list[AniListUser]:
    world = info.context.world
    return [world.people[user_id] for user_id in world.activities.likes_of(one.id)]


def like_count(one: Activity | ReplyPost, info: Info) -> int:
    return len(info.context.world.activities.likes_of(one.id))


def is_liked(one: Activity | ReplyPost, info: Info) -> bool:
    viewer = info.context.viewer
    return viewer is not None and viewer.id in info.context.world.activities.likes_of(one.id)


def no(_one: Activity, _info: Info) -> bool:
    return False


def site_url(one: Activity, info: Info) -> str:
    return f"{info.context.world.site_url}/activity/{one.id}"


def user(one: ListPost | TextPost | ReplyPost, info: Info) -> AniListUser:
    return info.context.world.people[one.user_id]


def media(one: ListPost, _info: Info) -> Node:
    return all_media()[one.media_id]


def text(one: TextPost | ReplyPost, _info: Info, **arguments: Any) -> str:
    return _plain(one.text, arguments)


def message(one: MessagePost, _info: Info, **arguments: Any) -> str:
    return _plain(one.message, arguments)


def _plain(words: str, arguments: dict[str, Any]) -> str:
    if arguments.get("asHtml"):
        raise Refusal(501, "The stand-in AniList does not turn texts into HTML.")
    return words


def recipient(one: MessagePost, info: Info) -> AniListUser:
    return info.context.world.people[one.recipient_id]


def messenger(one: MessagePost, info: Info) -> AniListUser:
    return info.context.world.people[one.messenger_id]


def activity_seen_by(world: AniListWorld, viewer: AniListUser | None, activity_id: int) -> Activity | None:
    """The activity of a notification; None when it is gone."""
    try:
        return activity_of(world, viewer, activity_id)
    except Refusal:
        return None


_SHARED: dict[str, Callable[..., Any]] = {
    "replyCount": reply_count,
    "replies": replies,
    "likes": likes,
    "likeCount": like_count,
    "isLiked": is_liked,
    "isLocked": no,
    "isSubscribed": no,
    "isPinned": no,
    "siteUrl": site_url,
}
RESOLVERS: dict[str, Callable[..., Any]] = {
    "Query.Activity": activity,
    "Query.ActivityReply": activity_reply,
    "Page.activities": activities,
    "Page.activityReplies": activity_replies,
    "Mutation.SaveTextActivity": save_text_activity,
    "Mutation.SaveActivityReply": save_activity_reply,
    "Mutation.DeleteActivity": delete,
    "Mutation.DeleteActivityReply": delete_activity_reply,
    "Mutation.ToggleLike": toggle_like_v1,
    "Mutation.ToggleLikeV2": toggle_like_v2,
    **{f"{kind}.{name}": resolver for kind in _KINDS for name, resolver in _SHARED.items()},
    "ListActivity.user": user,
    "ListActivity.media": media,
    "TextActivity.user": user,
    "TextActivity.text": text,
    "MessageActivity.message": message,
    "MessageActivity.recipient": recipient,
    "MessageActivity.messenger": messenger,
    "ActivityReply.user": user,
    "ActivityReply.text": text,
    "ActivityReply.likes": likes,
    "ActivityReply.likeCount": like_count,
    "ActivityReply.isLiked": is_liked,
}
