"""What AniList tells its people: who followed, liked, replied, mentioned or wrote, what aired, which titles changed."""

from collections.abc import Callable, Iterable
from typing import Any

from demo.anilist.airing import AiringCalendar
from demo.anilist.lists import Lists
from demo.anilist.media import Node

_CONTEXTS = {
    "FOLLOWING": " started following you.",
    "ACTIVITY_LIKE": " liked your activity.",
    "ACTIVITY_REPLY": " replied to your activity.",
    "ACTIVITY_REPLY_LIKE": " liked your activity reply.",
    "ACTIVITY_MENTION": " mentioned you in their activity.",
    "ACTIVITY_MESSAGE": " sent you a message.",
    "RELATED_MEDIA_ADDITION": " was recently added to the site.",
    "MEDIA_DATA_CHANGE": " received site data changes.",
    "MEDIA_MERGE": " was merged into another title.",
    "MEDIA_DELETION": " was deleted from the site.",
}
_AIRED = ("Episode ", " of ", " aired.")
_WATCHED = {"CURRENT", "REPEATING"}


class Notifications:
    """Everybody's notifications, the latest last, and how many of them are unread.

    A notification is plain data in the shape of its type; ``to`` is the person's id. Episodes that have aired are
    looked up whenever somebody reads.
    """

    def __init__(self, lists: Lists, airings: AiringCalendar, *, now: Callable[[], int]) -> None:
        self._last_id = 900_000_000
        self._lists = lists
        self._airings = airings
        self._now = now
        self._aired_until = now()
        self._all: list[Node] = []
        self._unread: dict[int, int] = {}

    def of(self, user_id: int) -> list[Node]:
        """A person's notifications, the latest first."""
        self._tell_aired()
        return [one for one in reversed(self._all) if one["to"] == user_id]

    def unread(self, user_id: int) -> int:
        self._tell_aired()
        return self._unread.get(user_id, 0)

    def reset(self, user_id: int) -> None:
        """Mark everything as read."""
        self._unread[user_id] = 0

    def tell(self, to: int, kind: str, **values: Any) -> None:
        """Tell one person; `kind` is a ``NotificationType``, `values` are the other fields of its type."""
        self._last_id += 1
        shape = {"id": self._last_id, "type": kind, "createdAt": self._now(), "context": _CONTEXTS.get(kind)}
        self._all.append({"to": to, "__typename": _type_name(kind), **shape, **values})
        self._unread[to] = self._unread.get(to, 0) + 1

    def tell_all(self, people: Iterable[int], kind: str, **values: Any) -> None:
        for one in people:
            self.tell(one, kind, **values)

    def take_back(self, to: int, kind: str, **values: Any) -> None:
        """Delete what was told of something that is undone; it no longer counts as unread."""
        wanted = {"to": to, "type": kind, **values}
        kept = [one for one in self._all if any(one.get(name) != value for name, value in wanted.items())]
        if len(kept) < len(self._all):
            self._unread[to] = max(0, self._unread.get(to, 0) - len(self._all) + len(kept))
        self._all = kept

    def _tell_aired(self) -> None:
        since, self._aired_until = self._aired_until, self._now()
        if since >= self._aired_until:
            return
        aired = [one for one in self._airings.all() if since < one.airing_at <= self._aired_until]
        for airing in sorted(aired, key=lambda one: one.airing_at):
            values = {"animeId": airing.media_id, "episode": airing.episode, "contexts": _AIRED}
            values |= {"createdAt": airing.airing_at}
            self.tell_all(self._lists.who_lists(airing.media_id, _WATCHED), "AIRING", **values)


def _type_name(kind: str) -> str:
    """The type of a kind: ``FollowingNotification`` for FOLLOWING."""
    return "".join(word.capitalize() for word in kind.split("_")) + "Notification"
