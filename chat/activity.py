"""The posts of a feed about what members do on their lists; they mention nobody."""

import discord

from cards.activity import activity_post
from chat.feed_posts import FeedContext, Post
from chat.member_cache import MemberCache
from library.notify.feeds import ServerFeeds
from library.notify.notices import Batch


class ActivityPosts:
    """Makes the posts about changes of members who agreed to that, and are still in the server."""

    def __init__(self, feeds: ServerFeeds, member_cache: MemberCache) -> None:
        self._feeds = feeds
        self._member_cache = member_cache

    async def make(self, context: FeedContext, batch: Batch) -> Post | None:
        """Return the post; None when there is nothing to tell. Raises DiscordSilent."""
        changes = await self._feeds.changes(batch, adult=context.takes_adult)
        names = await self._member_cache.present(context.guild, {change.discord_id for change in changes})
        told = [change for change in changes if change.discord_id in names]
        return Post(activity_post(told, names, context.language), discord.AllowedMentions.none()) if told else None
