"""Posts batches to a server's feeds: any batch to any feed. What follows a refusal is in :mod:`chat.feed_refusals`.

What is in a post is made by the *maker* of the feed's kind; :mod:`library.notify.feeds` decides what is worth one.
:mod:`chat.feed_channels` knows the kinds of channels.
"""

import logging
from collections.abc import Callable, Mapping

import discord

from cards.card import moment, text
from cards.posts import CAUGHT_UP
from chat.feed_channels import FeedChannels
from chat.feed_posts import FeedContext, Post, PostMaker, context_of
from chat.feed_refusals import Refusals
from chat.languages import of_server
from chat.publishing import Publishing
from i18n import speaking, t
from library.notify.notices import Batch, Outcome
from library.visible_members import DiscordSilent
from store import Feed, Pause, Store, StoreError
from store.feeds import Kind

_log = logging.getLogger(__name__)


class Posting:
    """Sends batches to feeds; `makers` are by the kind of feed."""

    def __init__(
        self, client: discord.Client, store: Store, makers: Mapping[Kind, PostMaker], now: Callable[[], int]
    ) -> None:
        self._client = client
        self._store = store
        self._makers = makers
        self._channels = FeedChannels(client, store)
        self._refusals = Refusals(client, store, now)
        self._publishing = Publishing(store.feeds, now)
        self._now = now

    async def post(self, feed_id: int, batch: Batch) -> Outcome:
        feed = await self._store.feeds.of(feed_id)
        if feed is None or feed.ended_at:
            return Outcome.NEEDLESS
        guild = self._client.get_guild(feed.guild_id)
        if guild is None or guild.unavailable:
            return Outcome.LATER
        context, pause = await context_of(self._store, feed, guild), await self._store.feed_pauses.of(feed.id)
        try:
            with speaking(of_server(self._store.guilds, guild)):
                made = await self._makers[feed.kind].make(context, batch)
                if made and pause:
                    made.view.extend([text(f"-# {t(CAUGHT_UP, time=moment(pause.since))}")])
        except DiscordSilent:
            return Outcome.LATER
        if made is None:
            return Outcome.NEEDLESS
        sent = await self._channels.send(context, made, batch.nonce, is_retried=batch.tried_at is not None)
        if sent.result is None:
            return await self._refusals.judge(feed, guild, sent, pause)
        return await self._finished(context, batch, made, pause, sent.result)

    async def _finished(
        self, context: FeedContext, batch: Batch, made: Post, pause: Pause | None, message: discord.Message
    ) -> Outcome:
        """Do what follows a post that Discord has. When that fails, the same message is sent again, by its nonce."""
        try:
            if pause:
                await self._resume(context.feed, batch)
            if made.keep:
                await made.keep(message)
            await self._publishing.publish(context, message)
        except StoreError as error:
            _log.error("Could not finish a post; trying that again. %s", error)
            return Outcome.UNKNOWN
        return Outcome.SENT

    async def _resume(self, feed: Feed, batch: Batch) -> None:
        """End the pause: the post has told what was held back, in a forum of one title."""
        told_from = None if feed.is_forum else min(notice.due_at for notice in batch.notices)
        await self._store.feed_pauses.resume(feed.id, self._now(), told_from=told_from)
