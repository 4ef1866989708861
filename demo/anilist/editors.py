"""What AniList's editors do to titles: add, merge, delete and change them, and tell those who have them on a list."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from demo.anilist.airing import AiringCalendar
from demo.anilist.lists import Lists
from demo.anilist.media import Node, all_media
from demo.anilist.notifications import Notifications
from demo.anilist.relations import INVERSE, relations


class Editors:
    """The titles' state wherever it differs from ``media.json``."""

    def __init__(
        self,
        lists: Lists,
        favourites: dict[int, list[int]],
        airings: AiringCalendar,
        notifications: Notifications,
        *,
        now: Callable[[], int],
    ) -> None:
        self._lists = lists
        self._favourites = favourites
        self._airings = airings
        self._notifications = notifications
        self._now = now
        self._gone: set[int] = set()
        self._facts: dict[int, Node] = {}
        self._relations: list[tuple[int, str, int]] = []

    def has(self, media_id: int) -> bool:
        """Whether AniList has the title: not a deleted, merged or unannounced one."""
        return media_id in all_media() and media_id not in self._gone

    def status(self, node: Node) -> str | None:
        """AniList's ``MediaStatus`` as of now."""
        return self._facts.get(node["id"], {}).get("status") or self._airings.status(node)

    def start_date(self, node: Node) -> Node:
        return self._facts.get(node["id"], {}).get("startDate") or node["startDate"]

    def season(self, node: Node) -> Node:
        """The season and its year; none as long as no date is known."""
        started = self._facts.get(node["id"], {}).get("startDate")
        is_undated = started is not None and started["year"] is None
        return {name: None if is_undated else node[name] for name in ("season", "seasonYear")}

    def relations(self, media_id: int) -> list[Node]:
        """``relationType`` and ``id`` of others that AniList has, the newest last."""
        added: list[Node] = [{"relationType": kind, "id": to} for one, kind, to in self._relations if one == media_id]
        new = {one["id"] for one in added}
        known = [one for one in relations()[media_id] if one["id"] not in new]
        return [one for one in (*known, *added) if self.has(one["id"])]

    def withhold(self, media_id: int) -> None:
        """Forget a title that is announced later; nobody is told."""
        self._forget(media_id)

    def announce(self, media_id: int, sequel: int, kind: str = "SEQUEL") -> None:
        """Add `sequel`, without a date, as a relation of a title; those with the title on a list are told."""
        self._gone.discard(sequel)
        self._airings.withdraw(sequel)
        self._facts[sequel] = {"status": "NOT_YET_RELEASED", "startDate": {"year": None, "month": None, "day": None}}
        self.relate(media_id, kind, sequel)

    def relate(self, media_id: int, kind: str, other: int) -> None:
        """Relate two titles; those with `media_id` on a list are told of the `other`."""
        self._relations += [(media_id, kind, other), (other, INVERSE.get(kind, "OTHER"), media_id)]
        self._notifications.tell_all(self._lists.who_lists(media_id), "RELATED_MEDIA_ADDITION", mediaId=other)

    def date(self, media_id: int, at: int, *, episodes: int | None = 12) -> None:
        """Say when a title begins; an anime's episodes air weekly from then on."""
        day = datetime.fromtimestamp(at, UTC)
        self._facts[media_id] = {"startDate": {"year": day.year, "month": day.month, "day": day.day}}
        if all_media()[media_id]["type"] == "ANIME":
            self._airings.put_on_air(media_id, 1, at, last=episodes)
        else:
            self._facts[media_id]["status"] = "RELEASING" if at <= self._now() else "NOT_YET_RELEASED"

    def begin(self, media_id: int) -> None:
        """A title begins now."""
        self.date(media_id, self._now())

    def set_status(self, media_id: int, status: str) -> None:
        """Change a title's status, as to HIATUS; RELEASING brings it back."""
        self._facts.setdefault(media_id, {})["status"] = status

    def change(self, media_id: int, reason: str) -> None:
        """Change a title's facts in a way that its people are told."""
        told = self._lists.who_lists(media_id)
        self._notifications.tell_all(told, "MEDIA_DATA_CHANGE", mediaId=media_id, reason=reason)

    def merge(self, media_id: int, into: int, reason: str = "Duplicate entry.") -> None:
        """Merge a title into another: entries move there, unless the person has one already."""
        told = self._lists.who_lists(media_id)
        for user_id in told:
            entry = self._lists.entry_for(user_id, media_id)
            if entry and self._lists.entry_for(user_id, into) is None:
                self._lists.remove(entry)
                self._lists.put(msgspec.structs.replace(entry, media_id=into))
        title = all_media()[media_id]["title"]["romaji"]
        self._forget(media_id)
        self._notifications.tell_all(told, "MEDIA_MERGE", mediaId=into, deletedMediaTitles=[title], reason=reason)

    def delete(self, media_id: int, reason: str = "Does not fit the guidelines.") -> None:
        """Delete a title, and everybody's entry of it."""
        told, title = self._lists.who_lists(media_id), all_media()[media_id]["title"]["romaji"]
        self._forget(media_id)
        self._notifications.tell_all(told, "MEDIA_DELETION", deletedMediaTitle=title, reason=reason)

    def _forget(self, media_id: int) -> None:
        self._gone.add(media_id)
        self._airings.withdraw(media_id)
        for user_id in self._lists.who_lists(media_id):
            if entry := self._lists.entry_for(user_id, media_id):
                self._lists.remove(entry)
        for chosen in self._favourites.values():
            if media_id in chosen:
                chosen.remove(media_id)
