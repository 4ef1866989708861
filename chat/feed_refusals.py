"""What follows when Discord refuses a feed's post: the feed is paused for a day at most, or it ends.

:mod:`library.notify.pauses` draws the states.
"""

from collections.abc import Callable
from typing import Any

import discord

from cards.card import Card
from cards.feed_trouble import ended_notice, paused_notice
from chat.feed_permissions import lacked_in
from chat.interactions import write_to
from chat.languages import of_messages
from chat.sending import GONE, DiscordAnswer
from i18n import speaking
from library.notify.notices import Outcome
from library.notify.pauses import is_over, is_told, next_try
from store import Feed, Pause, Store


class Refusals:
    """Judges what became of a post, and tells the admin who opened the feed what they need to know."""

    def __init__(self, client: discord.Client, store: Store, now: Callable[[], int]) -> None:
        self._client = client
        self._store = store
        self._now = now

    async def judge(self, feed: Feed, guild: discord.Guild, sent: DiscordAnswer[Any], pause: Pause | None) -> Outcome:
        """Return the outcome for the batch. A channel that is gone ends the feed at once."""
        now = self._now()
        since = pause.since if pause else now
        if sent.code == GONE or (sent.is_for_now and is_over(since, now)):
            await self._end(feed, guild, is_gone=sent.code == GONE)
        elif sent.is_for_now:
            await self._pause(feed, guild, Pause(feed.id, since, next_try(since, now), sent.code))
            return Outcome.HELD
        return sent.outcome

    async def _pause(self, feed: Feed, guild: discord.Guild, pause: Pause) -> None:
        await self._store.feed_pauses.put(pause)
        now = self._now()
        if feed.opened_by and is_told(pause.since, now) and await self._store.feed_pauses.tell(feed.id, now):
            await self._tell(feed.opened_by, lambda: paused_notice(feed, guild.name, pause, lacked_in(guild, feed)))

    async def _end(self, feed: Feed, guild: discord.Guild, *, is_gone: bool) -> None:
        if await self._store.feeds.end(feed.id, self._now()) and feed.opened_by:
            await self._tell(feed.opened_by, lambda: ended_notice(feed, guild.name, is_gone=is_gone))

    async def _tell(self, discord_id: int, make: Callable[[], Card]) -> None:
        with speaking(await of_messages(self._store.languages, discord_id)):
            await write_to(self._client, discord_id, make())
