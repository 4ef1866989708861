"""Who follows whom, and what a person is told of it and of everything else."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from demo.anilist.activity import Activity
from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal
from demo.anilist.resolve.activities import activity_seen_by
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.saying import toggle_follow
from demo.anilist.world import Info

_ORDERS: dict[str, Callable[[AniListUser], Any]] = {
    "ID": lambda person: person.id,
    "USERNAME": lambda person: person.name.casefold(),
}
_BY_ACTIVITY = ("Like", "Reply", "ReplyLike", "ReplySubscribed", "Mention")
_BY_MEDIA = ("Airing", "RelatedMediaAddition", "MediaDataChange", "MediaMerge")


def toggle(_root: None, info: Info, **arguments: Any) -> AniListUser:
    return toggle_follow(info.context.world, info.context.owner, arguments.get("userId") or 0)


def following(page: GraphQLPage, info: Info, **arguments: Any) -> list[AniListUser]:
    followed = info.context.world.follows.get(_whose(info, arguments), set())
    return page.cut(_shown(info, followed, arguments))


def followers(page: GraphQLPage, info: Info, **arguments: Any) -> list[AniListUser]:
    whose = _whose(info, arguments)
    found = (user_id for user_id, followed in info.context.world.follows.items() if whose in followed)
    return page.cut(_shown(info, found, arguments))


def _whose(info: Info, arguments: dict[str, Any]) -> int:
    """The person named, unless they are private or unknown. Raises Refusal."""
    return info.context.world.person(arguments["userId"], None, seen_by=info.context.viewer).id


def _shown(info: Info, user_ids: Iterable[int], arguments: dict[str, Any]) -> list[AniListUser]:
    """Without private profiles, but the viewer's own."""
    people = (info.context.world.people[user_id] for user_id in user_ids)
    shown = [person for person in people if person == info.context.viewer or not person.private_profile]
    return _ordered(shown, arguments.get("sort") or ["ID"])


def _ordered(people: list[AniListUser], sort: Sequence[str | None]) -> list[AniListUser]:
    for order in reversed([order for order in sort if order]):
        name = order.removesuffix("_DESC")
        if name not in _ORDERS:
            raise Refusal(501, f"The stand-in AniList does not know the order {order}.")
        people = sorted(people, key=_ORDERS[name], reverse=order != name)
    return people


def is_following(person: AniListUser, info: Info) -> bool | None:
    viewer = info.context.viewer
    return None if viewer is None else person.id in info.context.world.follows[viewer.id]


def is_follower(person: AniListUser, info: Info) -> bool | None:
    viewer = info.context.viewer
    return None if viewer is None else viewer.id in info.context.world.follows[person.id]


def unread(person: AniListUser, info: Info) -> int | None:
    """The person's own count; nobody else's."""
    return info.context.world.notifications.unread(person.id) if person == info.context.viewer else None


def notifications(page: GraphQLPage, info: Info, **arguments: Any) -> list[Node]:
    """The viewer's own, the latest first; the count of unread ones is reset if asked."""
    owner, told = info.context.owner, info.context.world.notifications
    kinds = arguments.get("type_in") or ([arguments["type"]] if arguments.get("type") else None)
    found = [one for one in told.of(owner.id) if kinds is None or one["type"] in kinds]
    if arguments.get("resetNotificationCount"):
        told.reset(owner.id)
    return page.cut(found)


def user(told: Node, info: Info) -> AniListUser | None:
    return info.context.world.people.get(told["userId"])


def activity(told: Node, info: Info) -> Activity | None:
    return activity_seen_by(info.context.world, info.context.viewer, told["activityId"])


def media(told: Node, info: Info) -> Node | None:
    """The title; null when it has been merged or deleted since."""
    media_id = told["mediaId"] if "mediaId" in told else told["animeId"]
    return all_media()[media_id] if info.context.world.editors.has(media_id) else None


RESOLVERS: dict[str, Callable[..., Any]] = {
    "Mutation.ToggleFollow": toggle,
    "Page.following": following,
    "Page.followers": followers,
    "Page.notifications": notifications,
    "User.isFollowing": is_following,
    "User.isFollower": is_follower,
    "User.unreadNotificationCount": unread,
    "FollowingNotification.user": user,
    "ActivityMessageNotification.user": user,
    "ActivityMessageNotification.message": activity,
    **{f"Activity{kind}Notification.user": user for kind in _BY_ACTIVITY},
    **{f"Activity{kind}Notification.activity": activity for kind in _BY_ACTIVITY},
    **{f"{kind}Notification.media": media for kind in _BY_MEDIA},
}
