"""The posts of a feed about new episodes, and the mentions that they may make."""

import discord
import msgspec

from cards.posts import episodes_post, mention, mentioned
from chat.feed_posts import FeedContext, Post
from chat.member_cache import MemberCache
from library.notify.feeds import AiredEpisode, ServerFeeds
from library.notify.notices import Batch
from store import Feed


class EpisodePosts:
    """Makes the posts about episodes that members watch, or that admins have chosen."""

    def __init__(self, feeds: ServerFeeds, member_cache: MemberCache) -> None:
        self._feeds = feeds
        self._member_cache = member_cache

    async def make(self, context: FeedContext, batch: Batch) -> Post | None:
        """Return the post; None when there is nothing to tell. Raises DiscordSilent."""
        feed, guild = context.feed, context.guild
        found = await self._feeds.episodes(feed, batch, adult=context.takes_adult)
        episodes = [await self._with_present(guild, one) for one in found]
        told = [one for one in episodes if one.is_chosen or one.watchers]
        if not told:
            return None
        post = _mentioning(feed, guild, told, context.language)
        (media, *others) = {one.media.id: one.media for one in told}.values()
        return post if others else msgspec.structs.replace(post, media=media)

    async def _with_present(self, guild: discord.Guild, one: AiredEpisode) -> AiredEpisode:
        """Return the episode without the members who have left the server."""
        here = await self._member_cache.present(guild, one.watchers)
        return AiredEpisode(
            media=one.media,
            episode=one.episode,
            aired_at=one.aired_at,
            watchers=tuple(here),
            subscribers=tuple(discord_id for discord_id in one.subscribers if discord_id in here),
            is_chosen=one.is_chosen,
        )


def _mentioning(feed: Feed, guild: discord.Guild, episodes: list[AiredEpisode], language: str) -> Post:
    """Return the post and the mentions it may make, by the feed's setting."""
    allowed = discord.AllowedMentions.none()
    if feed.mentions == "role" and feed.role_id and guild.get_role(feed.role_id):
        allowed.roles = [discord.Object(feed.role_id)]
        return Post(episodes_post(episodes, feed, language, f"<@&{feed.role_id}>"), allowed)
    post = episodes_post(episodes, feed, language, "")
    asked = sorted({discord_id for one in episodes for discord_id in one.subscribers})
    if feed.mentions != "asked" or not asked:
        return Post(post, allowed)
    count = mentioned(asked, post)
    allowed.users = [discord.Object(discord_id) for discord_id in asked[:count]]
    return Post(episodes_post(episodes, feed, language, mention(asked, count)), allowed)
