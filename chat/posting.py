"""Posts batches to a server's feeds: any batch to any feed. What follows a refusal is in :mod:`chat.feed_refusals`.

What is in a post is made by the *maker* of the feed's kind; :mod:`library.notify.feeds` decides what is worth one.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import discord
import msgspec

from cards.card import Card, moment, text
from cards.posts import CAUGHT_UP
from chat.feed_refusals import Refusals
from chat.languages import of_server
from chat.replies import takes_adult
from chat.sending import DiscordAnswer, attempt
from i18n import speaking, t
from library.notify.notices import Batch, Outcome
from library.visible_members import DiscordSilent
from store import Feed, Store
from store.feeds import Kind


class FeedContext(msgspec.Struct, frozen=True, kw_only=True):
    """A feed at the moment of a post. `takes_adult`: adult titles may be in it. `language` is that of titles."""

    feed: Feed
    guild: discord.Guild
    takes_adult: bool
    language: str


class Post(msgspec.Struct, frozen=True):
    """A post, and the mentions that it may make."""

    view: Card
    mentions: discord.AllowedMentions


class PostMaker(Protocol):
    """Makes the posts of one kind of feed."""

    async def make(self, context: FeedContext, batch: Batch) -> Post | None: ...


class Posting:
    """Sends batches to feeds; `makers` are by the kind of feed."""

    def __init__(
        self, client: discord.Client, store: Store, makers: Mapping[Kind, PostMaker], now: Callable[[], int]
    ) -> None:
        self._client = client
        self._store = store
        self._makers = makers
        self._refusals = Refusals(client, store, now)
        self._now = now

    async def post(self, feed_id: int, batch: Batch) -> Outcome:
        feed = await self._store.feeds.of(feed_id)
        if feed is None or feed.ended_at:
            return Outcome.NEEDLESS
        guild = self._client.get_guild(feed.guild_id)
        if guild is None or guild.unavailable:
            return Outcome.LATER
        pause = await self._store.feed_pauses.of(feed.id)
        try:
            with speaking(of_server(self._store.guilds, guild)):
                made = await self._makers[feed.kind].make(await self._context(feed, guild), batch)
                if made and pause:
                    made.view.extend([text(f"-# {t(CAUGHT_UP, time=moment(pause.since))}")])
        except DiscordSilent:
            return Outcome.LATER
        if made is None:
            return Outcome.NEEDLESS
        sent = await self._send(feed, guild, made, batch.nonce)
        if pause and sent.outcome is Outcome.SENT:
            await self._resume(feed, batch)
        return await self._refusals.judge(feed, guild, sent, pause)

    async def _context(self, feed: Feed, guild: discord.Guild) -> FeedContext:
        adult = takes_adult(guild.get_channel_or_thread(feed.channel_id), self._store.guilds)
        language = (await self._store.guilds.of(guild.id)).title_language
        return FeedContext(feed=feed, guild=guild, takes_adult=adult, language=language)

    async def _send(self, feed: Feed, guild: discord.Guild, made: Post, nonce: str) -> DiscordAnswer[discord.Message]:
        channel = self._client.get_partial_messageable(feed.channel_id, guild_id=guild.id)
        return await attempt(channel.send(view=made.view, nonce=nonce, allowed_mentions=made.mentions))

    async def _resume(self, feed: Feed, batch: Batch) -> None:
        """End the pause: the post has told what was held back."""
        oldest = min(notice.due_at for notice in batch.notices)
        await self._store.feed_pauses.resume(feed.id, self._now(), told_from=oldest)
