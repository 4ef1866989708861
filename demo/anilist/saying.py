"""Mutations of the social side: texts, replies, likes and follows, with AniList's checks. Knows no GraphQL."""

import re
from typing import Any

import msgspec

from demo.anilist.activity import Activity, ListPost, MessagePost, ReplyPost, TextPost
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal, invalid, not_found
from demo.anilist.world import AniListWorld

_ABOVE = re.compile("[\U00010000-\U0010ffff]")
_MENTION = re.compile(r"@(\w+)")
_LONGEST = 2000


def save_text(world: AniListWorld, owner: AniListUser, given: dict[str, Any]) -> TextPost:
    """Post a text, or change one's own by its id. Raises Refusal."""
    text = _kept(given.get("text"))
    if "id" in given:
        before = activity_of(world, owner, given["id"])
        if not isinstance(before, TextPost) or before.user_id != owner.id:
            raise _not_yours()
        after = msgspec.structs.replace(before, text=text)
    else:
        after = TextPost(id=world.activities.new_id(), user_id=owner.id, text=text, created_at=world.now())
        _tell_mentioned(world, owner, text, after.id)
    world.activities.put(after)
    return after


def save_reply(world: AniListWorld, owner: AniListUser, given: dict[str, Any]) -> ReplyPost:
    """Reply to an activity, or change one's own reply by its id. Raises Refusal."""
    text = _kept(given.get("text"))
    if "id" in given:
        reply = msgspec.structs.replace(_own_reply(world, owner, given["id"]), text=text)
    else:
        to = activity_of(world, owner, given.get("activityId") or 0)
        reply = ReplyPost(
            id=world.activities.new_id(), activity_id=to.id, user_id=owner.id, text=text, created_at=world.now()
        )
        _tell(world, owner_id(to), "ACTIVITY_REPLY", owner, to.id)
        _tell_mentioned(world, owner, text, to.id)
    world.activities.replies[reply.id] = reply
    return reply


def save_message(
    world: AniListWorld, sender: AniListUser, recipient: AniListUser, text: str, *, private: bool = False
) -> MessagePost:
    """Write a message on somebody's profile."""
    new = MessagePost(
        id=world.activities.new_id(),
        messenger_id=sender.id,
        recipient_id=recipient.id,
        message=text,
        is_private=private,
        created_at=world.now(),
    )
    world.activities.put(new)
    _tell(world, recipient.id, "ACTIVITY_MESSAGE", sender, new.id)
    return new


def delete_activity(world: AniListWorld, owner: AniListUser, activity_id: int) -> None:
    """Delete one's own activity, or a message on one's profile. Raises Refusal."""
    found = activity_of(world, owner, activity_id)
    if owner.id not in {owner_id(found), getattr(found, "messenger_id", None)}:
        raise _not_yours()
    world.activities.remove(activity_id)


def delete_reply(world: AniListWorld, owner: AniListUser, reply_id: int) -> None:
    reply = _own_reply(world, owner, reply_id)
    del world.activities.replies[reply.id]
    to = world.activities.all[reply.activity_id]
    world.notifications.take_back(owner_id(to), "ACTIVITY_REPLY", userId=owner.id, activityId=to.id)


def toggle_like(world: AniListWorld, owner: AniListUser, one_id: int, kind: str) -> Activity | ReplyPost:
    """Like an ``ACTIVITY`` or an ``ACTIVITY_REPLY``, or take the like back. Raises Refusal."""
    if kind == "ACTIVITY":
        liked, to, told = (one := activity_of(world, owner, one_id)), one, "ACTIVITY_LIKE"
    elif kind == "ACTIVITY_REPLY" and one_id in world.activities.replies:
        liked = world.activities.replies[one_id]
        to, told = activity_of(world, owner, liked.activity_id), "ACTIVITY_REPLY_LIKE"
    else:
        raise not_found()
    whose = liked.user_id if isinstance(liked, ReplyPost) else owner_id(liked)
    likes = world.activities.likes_of(one_id)
    if not world.takes_likes:
        return liked
    if owner.id in likes:
        likes.remove(owner.id)
        world.notifications.take_back(whose, told, userId=owner.id, activityId=to.id)
    else:
        likes.append(owner.id)
        _tell(world, whose, told, owner, to.id)
    return liked


def toggle_follow(world: AniListWorld, owner: AniListUser, user_id: int) -> AniListUser:
    """Follow somebody, or stop following them. Raises Refusal."""
    other = world.person(user_id, None, seen_by=owner)
    if other == owner:
        raise Refusal(400, "You can not follow yourself.")
    followed = world.follows[owner.id]
    if not world.takes_follows:
        return other
    if user_id in followed:
        followed.discard(user_id)
        world.notifications.take_back(user_id, "FOLLOWING", userId=owner.id)
    else:
        followed.add(user_id)
        world.notifications.tell(user_id, "FOLLOWING", userId=owner.id)
    return other


def activity_of(world: AniListWorld, viewer: AniListUser | None, activity_id: int) -> Activity:
    """An activity that the viewer may see. Raises Refusal."""
    found = world.activities.all.get(activity_id)
    if found is None or not may_see(world, viewer, found):
        raise not_found()
    return found


def may_see(world: AniListWorld, viewer: AniListUser | None, activity: Activity) -> bool:
    """Whether it is there for the viewer: no private message, private profile or title that is gone."""
    mine = viewer.id if viewer else 0
    if isinstance(activity, MessagePost) and activity.is_private:
        return mine in {activity.messenger_id, activity.recipient_id}
    if isinstance(activity, ListPost) and not world.editors.has(activity.media_id):
        return False
    whose = owner_id(activity)
    return whose == mine or not world.people[whose].private_profile


def owner_id(activity: Activity) -> int:
    """Whose profile has the activity."""
    return activity.recipient_id if isinstance(activity, MessagePost) else activity.user_id


def _own_reply(world: AniListWorld, owner: AniListUser, reply_id: int) -> ReplyPost:
    reply = world.activities.replies.get(reply_id)
    if reply is None:
        raise not_found()
    if reply.user_id != owner.id:
        raise _not_yours()
    return reply


def _not_yours() -> Refusal:
    return Refusal(403, "You are not authorized to modify this activity")


def _kept(text: str | None) -> str:
    """The text as AniList keeps it: cut off before an emoji, as notes are. Raises Refusal."""
    if not (text or "").strip():
        raise invalid(text="The text field is required.")
    if len(text or "") > _LONGEST:
        raise invalid(text=f"The text may not be greater than {_LONGEST} characters.")
    return _ABOVE.split(text or "", maxsplit=1)[0]


def _tell_mentioned(world: AniListWorld, owner: AniListUser, text: str, activity_id: int) -> None:
    names = {name.casefold() for name in _MENTION.findall(text)}
    for person in world.people.values():
        if person.name.casefold() in names:
            _tell(world, person.id, "ACTIVITY_MENTION", owner, activity_id)


def _tell(world: AniListWorld, to: int, kind: str, who: AniListUser, activity_id: int) -> None:
    if to != who.id:
        world.notifications.tell(to, kind, userId=who.id, activityId=activity_id)
