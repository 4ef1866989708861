"""Feeds of a server about episodes that members watch, decided at the moment of the post. Knows nothing of Discord.

What members do is in :mod:`library.activity.lines`.
"""

from collections.abc import Callable

import msgspec

from library.notify.notices import Batch
from store import Feed, Feeds, Media, MediaFacts


class AiredEpisode(msgspec.Struct, frozen=True):
    """An episode, the visible members who watch the title, and the subscribers who have not seen the episode."""

    media: Media
    episode: int
    aired_at: int
    watchers: tuple[int, ...]
    subscribers: tuple[int, ...]
    is_chosen: bool


class ServerFeeds:
    """Reads the contents of a post at the moment of the post, so that nobody who hides, unlinks or undoes is in it."""

    def __init__(self, feeds: Feeds, media: MediaFacts, now: Callable[[], int]) -> None:
        self._feeds = feeds
        self._media = media
        self._now = now

    async def episodes(self, feed: Feed, batch: Batch, *, adult: bool) -> list[AiredEpisode]:
        """The batch's episodes that are still worth a post, without adult titles unless `adult`."""
        standings = await self._feeds.episodes(batch.ids)
        media = await self._media.of({one.media_id for one in standings})
        return [
            AiredEpisode(media[one.media_id], one.episode, one.airing_at, one.watchers, one.subscribers, one.is_chosen)
            for one in standings
            if one.media_id in media
            and one.airing_at <= self._now()
            and (adult or not media[one.media_id].is_adult)
            and (one.is_chosen or (feed.is_all and one.watchers))
        ]
