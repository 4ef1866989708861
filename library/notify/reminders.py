"""Reminders of one person: their news at this moment, and the effect of other choices.

Knows nothing of Discord.
"""

from collections.abc import Callable, Collection

import msgspec

from library.notify.notices import Batch, due_at, is_wanted
from store import Entries, Link, Media, MediaFacts, Notices, Reminder, Reminders, Timing

_WATCHED = {"CURRENT", "REPEATING"}


class News(msgspec.Struct, frozen=True):
    """An episode that has aired. `progress` is the person's, None when the title is on no list."""

    notice_id: int
    media: Media
    episode: int
    aired_at: int
    progress: int | None
    language: str

    @property
    def behind(self) -> int:
        """The number of unseen episodes that are out, this one included; 0 when it is unknown."""
        out = max(self.episode, (self.media.next_episode or 1) - 1)
        return 0 if self.progress is None else out - self.progress


class PersonReminders:
    """People's reminders, as they stand at this moment."""

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
        episodes = [one for one in batch.notices if one.topic is None]
        standings = await self._reminders.statuses([one.id for one in episodes])
        media = await self._media.of({one.media_id for one in episodes if one.media_id})
        return [
            News(
                one.id, media[one.media_id], standing.episode, standing.airing_at, standing.progress, standing.language
            )
            for one in episodes
            if (standing := standings.get(one.id))
            and one.media_id
            and one.media_id in media
            and is_wanted(standing, self._now())
        ]

    async def put(self, link: Link, reminder: Reminder) -> None:
        """Store the person's choice, and move the times of notices that are still due."""
        await self._reminders.put(link.discord_id, reminder)
        pending = await self._notices.pending(link.discord_id)
        episodes = Timing(
            hours_later=reminder.hours_later,
            digest_hour=reminder.digest_hour,
            zone=reminder.zone,
            timezone=link.timezone,
        )
        hour = reminder.digest_hour if reminder.is_on else None
        topics = msgspec.structs.replace(episodes, hours_later=0, digest_hour=hour)
        moved = {
            one.id: due_at(one.happened_at, topics if one.topic else episodes, not_before=self._now())
            for one in pending
            if one.tried_at is None
        }
        await self._notices.move(moved)

    async def choose_upcoming(self, link: Link, chosen: Collection[str]) -> None:
        """Tell the person what comes next of ``planned`` titles, ``sequels`` and ``breaks``, from now on."""
        reminder, now = await self._reminders.of(link.discord_id), self._now()

        def since(what: str, before: int | None) -> int | None:
            return (before or now) if what in chosen else None

        chosen_now = msgspec.structs.replace(
            reminder,
            planned_since=since("planned", reminder.planned_since),
            sequels_since=since("sequels", reminder.sequels_since),
            breaks_since=since("breaks", reminder.breaks_since),
        )
        await self._reminders.put(link.discord_id, chosen_now)

    async def is_told(self, link: Link, media_id: int) -> bool:
        """Whether the person gets reminders of that title."""
        said = (await self._reminders.titles(link.discord_id)).get(media_id)
        return await self._is_told_anyway(link, media_id) if said is None else said

    async def tell(self, link: Link, media_id: int, *, wanted: bool) -> None:
        """Turn reminders of that title on or off. A person without reminders gets them for chosen titles alone."""
        reminder = await self._reminders.of(link.discord_id)
        if wanted and not reminder.is_on:
            await self._reminders.put(link.discord_id, msgspec.structs.replace(reminder, is_on=True, is_all=False))
        is_anyway = await self._is_told_anyway(link, media_id)
        await self._reminders.want(link.discord_id, media_id, is_wanted=None if wanted == is_anyway else wanted)

    async def _is_told_anyway(self, link: Link, media_id: int) -> bool:
        """Whether the person gets reminders of the title without having chosen it."""
        reminder = await self._reminders.of(link.discord_id)
        known = await self._entries.of(link.discord_id, media_id)
        return reminder.is_on and reminder.is_all and bool(known and known.entry and known.entry.status in _WATCHED)
