"""Reminders of one person: their news at this moment, and the effect of other choices.

Knows nothing of Discord.
"""

from collections.abc import Callable

import msgspec

from library.notify.notices import Batch, due_at, is_wanted
from store import Entries, Link, Media, MediaFacts, Notices, Recipient, Reminder, Reminders

_WATCHED = {"CURRENT", "REPEATING"}


class News(msgspec.Struct, frozen=True):
    """An episode that has aired, for somebody who has seen `progress` of the title; None when it is on no list."""

    notice_id: int
    media: Media
    episode: int
    aired_at: int
    progress: int | None
    language: str

    @property
    def behind(self) -> int:
        """How many episodes are out that they have not seen, this one among them; 0 when nobody knows."""
        out = max(self.episode, (self.media.next_episode or 1) - 1)
        return 0 if self.progress is None else out - self.progress


class PersonReminders:
    """People's reminders, as they stand at the moment of the question."""

    def __init__(
        self,
        reminders: Reminders,
        notices: Notices,
        entries: Entries,
        media: MediaFacts,
        now: Callable[[], int],
    ) -> None:
        self._reminders = reminders
        self._notices = notices
        self._entries = entries
        self._media = media
        self._now = now

    async def news(self, batch: Batch) -> list[News]:
        """The batch's news that its recipient still wants."""
        standings = await self._reminders.statuses(batch.ids)
        media = await self._media.of({notice.media_id for notice in batch.notices})
        return [
            News(
                one.id, media[one.media_id], standing.episode, standing.airing_at, standing.progress, standing.language
            )
            for one in batch.notices
            if (standing := standings.get(one.id)) and one.media_id in media and is_wanted(standing, self._now())
        ]

    async def put(self, link: Link, reminder: Reminder) -> None:
        """Choose how to be told; what is still to be told follows."""
        await self._reminders.put(link.discord_id, reminder)
        pending = await self._notices.pending(link.discord_id)
        moved = {
            one.id: due_at(
                Recipient(
                    discord_id=link.discord_id,
                    media_id=one.media_id,
                    episode=one.episode or 0,
                    airing_at=one.happened_at,
                    hours_later=reminder.hours_later,
                    digest_hour=reminder.digest_hour,
                    zone=reminder.zone,
                    timezone=link.timezone,
                ),
                not_before=self._now(),
            )
            for one in pending
            if one.tried_at is None
        }
        await self._notices.move(moved)

    async def is_told(self, link: Link, media_id: int) -> bool:
        """Whether they are told of that title."""
        said = (await self._reminders.titles(link.discord_id)).get(media_id)
        return await self._is_told_anyway(link, media_id) if said is None else said

    async def tell(self, link: Link, media_id: int, *, wanted: bool) -> None:
        """Tell them of that title, or don't. Who has wanted none yet is told of chosen titles alone."""
        reminder = await self._reminders.of(link.discord_id)
        if wanted and not reminder.is_on:
            await self._reminders.put(link.discord_id, msgspec.structs.replace(reminder, is_on=True, is_all=False))
        is_anyway = await self._is_told_anyway(link, media_id)
        await self._reminders.want(link.discord_id, media_id, is_wanted=None if wanted == is_anyway else wanted)

    async def _is_told_anyway(self, link: Link, media_id: int) -> bool:
        """Whether they are told of it without having said so by name."""
        reminder = await self._reminders.of(link.discord_id)
        known = await self._entries.of(link.discord_id, media_id)
        return reminder.is_on and reminder.is_all and bool(known and known.entry and known.entry.status in _WATCHED)
