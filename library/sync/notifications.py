"""Reading AniList's notifications: they come with a list's changes, for people who want to be told of some.

A mark for each person, AniList's id of the latest one, keeps anything from being told twice; each wanted kind has the
time since when, so nothing from before is told. What is to be told goes to the outbox. That a title is gone is a fact
for everybody: it is reported to :mod:`library.sync.gone_titles`, whoever wants to be told of it.
"""

from collections.abc import Callable, Iterable

from anilist import AniList, AniListNotification, ListChanges, NotificationType
from library.notify.notices import due_at
from library.notify.notifications import GONE, kind_of, types_of
from library.rules.text import shortened
from library.sync.access import Access
from store import Link, Notification, NotificationChoices, Store, TitleReport, TopicNotice

SECONDS_NOTIFICATIONS_STAY = 2 * 86400  # a digest comes within a day, and may be a day late
_LONGEST_ABOUT = 300
_ABOUT_TITLES = {"relations", "titles"}


class NotificationReading:
    """Stores what comes with a person's changes."""

    def __init__(self, store: Store, anilist: AniList, access: Access, now: Callable[[], int]) -> None:
        self._anilist = anilist
        self._access = access
        self._notifications = store.notifications
        self._notices = store.notices
        self._gone_titles = store.gone_titles
        self._now = now

    async def types(self, link: Link) -> list[str]:
        """AniList's types of notifications to ask for in the person's name; none, if they want none."""
        return types_of((await self._notifications.choices(link.discord_id)).kinds)

    async def count(self, link: Link, unread: int | None, read_at: int) -> None:
        """Store how many notifications are unread, if AniList tells."""
        if unread is not None:
            await self._notifications.count(link.discord_id, link.anilist_id, unread, read_at)

    async def hear(self, link: Link, answer: ListChanges, read_at: int) -> None:
        """Store the new ones that the person wants to be told of, and put them into the outbox."""
        if answer.news is None:
            return
        choices = await self._notifications.choices(link.discord_id)
        fresh = [one for one in answer.news if one.id > choices.last_id]
        if reports := _reports(fresh, read_at):
            await self._gone_titles.report(reports)
        wanted = [_row(one, read_at) for one in fresh if _is_wanted(one, choices, read_at)]
        if wanted:
            await self._notifications.put(link.discord_id, link.anilist_id, wanted, read_at)
            await self._tell(link, wanted)
        last_id = max((one.id for one in fresh), default=choices.last_id)
        await self._notifications.mark(link.discord_id, last_id, read_at)

    async def mark_read(self, link: Link) -> None:
        """Mark all of the person's notifications as read at AniList. One request. Raises AniList's errors.

        To do it twice is as good as once, so a lost answer is left to the next press.
        """
        asked_at = self._now()
        async with self._access.token(link) as token:
            await self._anilist.read_notifications(token)
        await self.count(link, 0, asked_at)

    async def _tell(self, link: Link, wanted: Iterable[Notification]) -> None:
        timings = await self._notices.timings([link.discord_id])
        now, timing = self._now(), timings.get(link.discord_id)
        if timing is None:  # unlinked meanwhile
            return
        due = due_at(now, timing)
        await self._notices.tell(
            TopicNotice(
                topic="notification",
                topic_id=one.id,
                discord_id=link.discord_id,
                media_id=one.media_id,
                happened_at=now,
                due_at=due,
            )
            for one in wanted
        )

    async def expire(self) -> None:
        """Forget notifications that were told, or that nobody could be told."""
        await self._notifications.expire(self._now() - SECONDS_NOTIFICATIONS_STAY)


def _is_wanted(one: AniListNotification, choices: NotificationChoices, read_at: int) -> bool:
    """Whether the person wanted that kind when it came. What somebody did who is gone from AniList is not told."""
    kind = kind_of(one.type.value) if one.type else None
    since = choices.kinds.get(kind) if kind else None
    if since is None or (one.user is None and kind not in _ABOUT_TITLES):
        return False
    return (read_at if one.created_at is None else one.created_at) >= since


def _row(one: AniListNotification, read_at: int) -> Notification:
    return Notification(
        id=one.id,
        kind=one.type.value if one.type else "",
        created_at=read_at if one.created_at is None else one.created_at,
        media_id=one.media_id,
        user_id=one.user.id if one.user else None,
        user_name=one.user.name if one.user else None,
        user_url=one.user.site_url if one.user else None,
        activity_id=one.activity_id,
        thread_id=one.thread.id if one.thread else one.thread_id,
        comment_id=one.comment_id,
        about=shortened(", ".join(_gone_names(one)) or one.reason or "", _LONGEST_ABOUT) or None,
    )


def _reports(news: Iterable[AniListNotification], read_at: int) -> list[TitleReport]:
    """The titles that are gone by these notifications."""
    gone = [one for one in news if one.type in GONE]
    return [
        TitleReport(name, one.media_id or 0, read_at)
        for one in gone
        if one.media_id or one.type is NotificationType.MEDIA_DELETION
        for name in _gone_names(one)
    ]


def _gone_names(one: AniListNotification) -> list[str]:
    names = [*(one.deleted_media_titles or ()), one.deleted_media_title]
    return [name for name in names if name]
