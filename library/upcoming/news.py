"""News of titles: events from what has changed, their notices, and what is still worth telling when they are sent.

An event is about nobody and stays in the store. Its notices go to whoever it concerns at that moment; that is decided
again when they are sent. Knows nothing of Discord.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from library.notify.notices import due_at
from library.upcoming.outlooks import DAY, SECONDS_GAP, SECONDS_SOON, day_of, step
from store import (
    Media,
    MediaFacts,
    Notices,
    Outlook,
    Outlooks,
    Sweeps,
    TitleEvent,
    TitleEventKind,
    TitleEvents,
    ToldEvent,
    TopicNotice,
)

SECONDS_EVENTS_STAY = 400 * DAY
_SECONDS_FOUND = 30 * DAY
_ORDER: tuple[TitleEventKind, ...] = ("begins", "back", "announced", "dated")  # the first says all that others say


class TitleNewsItem(msgspec.Struct, frozen=True):
    """What has happened to a title, for a person. `of` is what they have finished, if it is a sequel of that.

    `is_planned`: the title is on their Planning list. `progress` is theirs, None when the title is on no list.
    """

    kind: TitleEventKind
    media: Media
    day: int
    of: Media | None
    is_planned: bool
    progress: int | None


class TitleNews:
    """Finds what has happened, and says who is told."""

    def __init__(
        self,
        outlooks: Outlooks,
        sweeps: Sweeps,
        events: TitleEvents,
        notices: Notices,
        media: MediaFacts,
        now: Callable[[], int],
    ) -> None:
        self._outlooks = outlooks
        self._sweeps = sweeps
        self._events = events
        self._notices = notices
        self._media = media
        self._now = now

    async def outlooks(self) -> list[Outlook]:
        """The titles that are followed, as they are known now."""
        now = self._now()
        return await self._outlooks.follow(now, soon=now + SECONDS_SOON, gap=SECONDS_GAP)

    async def look(self) -> None:
        """Record what has happened since the last look."""
        now, first_at = self._now(), await self._sweeps.first_at()
        if first_at is None:
            return
        steps = [step(one, now, first_at=first_at) for one in await self.outlooks()]
        await self._outlooks.go([one for one in steps if one])
        found = await self._outlooks.found_sequels(now - _SECONDS_FOUND)
        await self._outlooks.happen(
            TitleEvent(media_id=media_id, kind="announced", of_media_id=of_media_id, at=now)
            for media_id, of_media_id in found
        )

    async def tell(self) -> None:
        """Write the notices of events that have none yet. Cut off in between, it writes the same ones again."""
        for event in await self._events.untold():
            recipients = await self._events.recipients(event.id)
            await self._notices.tell(
                TopicNotice(
                    topic="title",
                    topic_id=event.id,
                    media_id=event.media_id,
                    discord_id=discord_id,
                    happened_at=event.happened_at,
                    due_at=due_at(event.happened_at, timing, not_before=self._now()),
                )
                for discord_id, timing in recipients.items()
            )
            await self._events.mark_told(event.id, self._now())

    async def of(self, discord_id: int, event_ids: Sequence[int]) -> list[TitleNewsItem]:
        """What the person is still to be told of those events, each title once."""
        told = sorted(await self._events.of(discord_id, event_ids), key=lambda one: _ORDER.index(one.kind))
        first = {one.media_id: one for one in reversed(told)}
        media = await self._media.of({*first, *(one.of_media_id for one in told if one.of_media_id)})
        items = (_item(one, media[one.media_id], media) for one in first.values() if one.media_id in media)
        return [one for one in items if _is_true(one, self._now())]

    async def expire(self) -> None:
        """Forget events that happened long ago."""
        await self._events.expire(self._now() - SECONDS_EVENTS_STAY)


def _item(told: ToldEvent, media: Media, known: Mapping[int, Media]) -> TitleNewsItem:
    of = known.get(told.of_media_id) if told.of_media_id else None
    return TitleNewsItem(told.kind, media, day_of(media), of, told.status == "PLANNING", told.progress)


def _is_true(item: TitleNewsItem, now: int) -> bool:
    """Whether it is still so: AniList may have taken it back, or moved the day."""
    media, is_out = item.media, (item.media.next_airing_at or now + 1) <= now
    match item.kind:
        case "begins":
            return media.status in {"RELEASING", "FINISHED"} or (media.status == "NOT_YET_RELEASED" and is_out)
        case "back":
            return media.status in {"RELEASING", "FINISHED"}
        case "announced":
            return media.status not in {"CANCELLED", None}
        case "dated":
            return media.status == "NOT_YET_RELEASED" and item.day > 0
