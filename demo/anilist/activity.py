"""What people do and say at the stand-in: list activity, texts, messages, replies and likes. Knows no GraphQL."""

from collections.abc import Iterator, Mapping

import msgspec

from demo.anilist.lists import MediaList
from demo.anilist.media import Node
from demo.anilist.people import AniListUser

_MINUTE = 60
_ALWAYS_MERGED = 20_160  # minutes; a longer time means always
_STATUSES = {  # AniList's words, for anime and for manga
    "PLANNING": ("plans to watch", "plans to read"),
    "CURRENT": ("watched episode", "read chapter"),
    "REPEATING": ("rewatched episode", "reread chapter"),
    "COMPLETED": ("completed", "completed"),
    "PAUSED": ("paused watching", "paused reading"),
    "DROPPED": ("dropped", "dropped"),
}
_REPEATED = ("rewatched", "reread")
_COUNTED = {*_STATUSES["CURRENT"], *_STATUSES["REPEATING"]}


class ListPost(msgspec.Struct, frozen=True, kw_only=True):
    """A change of somebody's list; `progress` is "3", "3 - 5", or None for a change of status."""

    id: int
    user_id: int
    media_id: int
    type: str
    status: str
    progress: str | None = None
    created_at: int


class TextPost(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own post."""

    id: int
    user_id: int
    text: str
    created_at: int
    type: str = "TEXT"


class MessagePost(msgspec.Struct, frozen=True, kw_only=True):
    """A message on `recipient_id`'s profile; the two alone see a private one."""

    id: int
    messenger_id: int
    recipient_id: int
    message: str
    is_private: bool = False
    created_at: int
    type: str = "MESSAGE"


class ReplyPost(msgspec.Struct, frozen=True, kw_only=True):
    """A reply to an activity."""

    id: int
    activity_id: int
    user_id: int
    text: str
    created_at: int


Activity = ListPost | TextPost | MessagePost
POST_TYPES: Mapping[type[msgspec.Struct], str] = {
    ListPost: "ListActivity",
    TextPost: "TextActivity",
    MessagePost: "MessageActivity",
    ReplyPost: "ActivityReply",
}


class ActivityLog:
    """All activities and replies, and who likes them. Tests switch `merges_late`, for changes merged unseen.

    A merged activity is as new as its last change; with `merges_late` it keeps the time of the first.
    """

    def __init__(self) -> None:
        self._last_id = 800_000_000
        self.merges_late = False
        self.all: dict[int, Activity] = {}
        self.replies: dict[int, ReplyPost] = {}
        self.likes: dict[int, list[int]] = {}  # people by the id of an activity or reply, the first who liked first

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def put(self, activity: Activity) -> None:
        self.all[activity.id] = activity

    def remove(self, activity_id: int) -> None:
        """Delete an activity and the replies to it."""
        del self.all[activity_id]
        for reply in self.replies_to(activity_id):
            del self.replies[reply.id]

    def replies_to(self, activity_id: int) -> list[ReplyPost]:
        return [reply for reply in self.replies.values() if reply.activity_id == activity_id]

    def likes_of(self, one_id: int) -> list[int]:
        return self.likes.setdefault(one_id, [])

    def tell(self, owner: AniListUser, before: MediaList | None, after: MediaList, node: Node, now: int) -> None:
        """Make the activity of a saved entry, if it makes one; `before` is None for a new entry."""
        told = _told(before, after, node)
        if told is None or after.private or after.status in owner.disabled_list_activity:
            return
        status, progress = told
        new = ListPost(
            id=self.new_id(),
            user_id=owner.id,
            media_id=node["id"],
            type=f"{node['type']}_LIST",
            status=status,
            progress=progress,
            created_at=now,
        )
        self.put(self._merged(owner, new, now))

    def _merged(self, owner: AniListUser, new: ListPost, now: int) -> ListPost:
        """The activity merged into the person's last one of the title, where AniList does so."""
        last = next(self._of(owner.id, new.media_id), None)
        if last is None or last.status != new.status or new.status not in _COUNTED:
            return new
        minutes = owner.activity_merge_time
        if minutes <= _ALWAYS_MERGED and now - last.created_at >= minutes * _MINUTE:
            return new
        progress = _spanned(last.progress or "", new.progress or "")
        kept = last.created_at if self.merges_late else now
        return msgspec.structs.replace(last, progress=progress, created_at=kept)

    def _of(self, user_id: int, media_id: int) -> Iterator[ListPost]:
        """A person's activities of a title, the latest first."""
        for one in reversed(self.all.values()):
            if isinstance(one, ListPost) and (one.user_id, one.media_id) == (user_id, media_id):
                yield one


def _told(before: MediaList | None, after: MediaList, node: Node) -> tuple[str, str | None] | None:
    """AniList's status and progress of a change; None for a change that makes no activity."""
    at = 0 if node["type"] == "ANIME" else 1
    first = (before.progress if before else 0) + 1
    if after.status in {"CURRENT", "REPEATING"}:
        if after.progress < first:
            return None
        return _STATUSES[after.status][at], _spanned(str(first), str(after.progress))
    if before is not None and before.status == after.status:
        return None
    if after.status == "COMPLETED" and before is not None and before.status == "REPEATING":
        return _REPEATED[at], None
    return _STATUSES[after.status][at], None


def _spanned(first: str, last: str) -> str:
    """From the first part's beginning to the last part's end: "3" and "4 - 5" make "3 - 5"."""
    start, end = first.partition(" - ")[0], last.rpartition(" - ")[2]
    return end if start == end else f"{start} - {end}"
