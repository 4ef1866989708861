"""Publishes posts of announcement channels to the servers that follow them, as often as Discord allows.

Members' names stay in their server: while members can ask a feed for pings, nothing of it is published.
"""

import asyncio
import logging
from collections.abc import Callable

import discord

from chat.feed_posts import FeedContext
from chat.sending import FAILURES
from store import Feeds

_MOST_AN_HOUR = 10  # Discord's limit for a channel
_SECONDS_TO_ANSWER = 10  # where others have used up the limit, discord.py would wait for an hour

_log = logging.getLogger(__name__)


class Publishing:
    """A post that can't be published stays in its server; it is not tried again."""

    def __init__(self, feeds: Feeds, now: Callable[[], int]) -> None:
        self._feeds = feeds
        self._now = now

    async def publish(self, context: FeedContext, message: discord.Message) -> None:
        feed, now = context.feed, self._now()
        channel = context.guild.get_channel(feed.channel_id)
        is_followed = isinstance(channel, discord.TextChannel) and channel.is_news()
        is_for_all = feed.kind == "episodes" and feed.mentions != "asked"  # members agree to be told of in one channel
        if not (feed.is_published and is_followed and is_for_all):
            return
        if not await self._feeds.publish(feed.id, now, since=now - 3600, most=_MOST_AN_HOUR):
            return
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                await message.publish()
        except FAILURES as error:
            _log.info("A post was not published: %s", type(error).__name__)
