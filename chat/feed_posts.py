"""What the makers of feeds' posts and their sender share. What is in a post is made by the maker of the feed's kind."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import discord
import msgspec

from cards.card import Card
from chat.replies import takes_adult
from library.notify.notices import Batch
from store import Feed, Media, Store


class FeedContext(msgspec.Struct, frozen=True, kw_only=True):
    """A feed at the moment of a post. `takes_adult`: adult titles may be in it. `language` is that of titles."""

    feed: Feed
    guild: discord.Guild
    takes_adult: bool
    language: str


async def context_of(store: Store, feed: Feed, guild: discord.Guild) -> FeedContext:
    adult = takes_adult(guild.get_channel_or_thread(feed.channel_id), store.guilds)
    language = (await store.guilds.of(guild.id)).title_language
    return FeedContext(feed=feed, guild=guild, takes_adult=adult, language=language)


class Post(msgspec.Struct, frozen=True):
    """A post, the mentions that it may make, and the `media` that it is about, where it is a single title.

    `keep` is called with the message that Discord has made of it.
    """

    view: Card
    mentions: discord.AllowedMentions
    media: Media | None = None
    keep: Callable[[discord.Message], Awaitable[None]] | None = None


class PostMaker(Protocol):
    """Makes the posts of one kind of feed."""

    async def make(self, context: FeedContext, batch: Batch) -> Post | None: ...
