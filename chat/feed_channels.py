"""Sends a feed's post to its channel or thread; in a forum it goes to the title's own post.

An archived thread is opened first.
"""

from typing import TypeAlias

import discord

from chat.feed_posts import FeedContext, Post
from chat.forums import Forums
from chat.sending import ARCHIVED, DiscordAnswer, attempt
from library.notify.notices import Outcome
from store import Store

Sent: TypeAlias = DiscordAnswer[discord.Message]


class FeedChannels:
    """The channels of feeds; knows no kind of feed, and not what follows a refusal."""

    def __init__(self, client: discord.Client, store: Store) -> None:
        self._client = client
        self._forums = Forums(client, store)

    async def send(self, context: FeedContext, post: Post, nonce: str, *, is_retried: bool) -> Sent:
        """Send the post. `is_retried`: an earlier try may have arrived."""

        async def write(channel_id: int) -> Sent:
            return await self._write(context.guild.id, channel_id, post, nonce)

        if context.feed.is_forum and post.media:
            return await self._forums.send(context, post.media, write, is_retried=is_retried)
        return await write(context.feed.channel_id)

    async def _write(self, guild_id: int, channel_id: int, post: Post, nonce: str) -> Sent:
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)

        async def write() -> Sent:
            return await attempt(channel.send(view=post.view, nonce=nonce, allowed_mentions=post.mentions))

        sent = await write()
        return await write() if sent.code == ARCHIVED and await self._reopen(channel_id) else sent

    async def _reopen(self, thread_id: int) -> bool:
        """Open an archived thread; False where Musubi may not."""
        found = await attempt(self._client.fetch_channel(thread_id))
        if not isinstance(found.result, discord.Thread):
            return False
        return (await attempt(found.result.edit(archived=False))).outcome is Outcome.SENT
