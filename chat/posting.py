"""Posts news to a server's feed: the words, the mentions, and what follows when a channel is closed.

:mod:`library.notify.feeds` decides what is worth a post.
"""

from collections.abc import Callable

import discord
from discord import ui

from cards.feed import ended_notice
from cards.posts import activity_post, episodes_post, mention, mentioned
from chat.interactions import write_to
from chat.languages import of_messages, of_server
from chat.member_cache import MemberCache
from chat.replies import takes_adult
from chat.sending import CLOSED_CHANNEL, outcome
from i18n import speaking
from library.notify.feeds import AiredEpisode, ServerFeeds
from library.notify.notices import Batch, Outcome
from library.visible_members import DiscordSilent
from store import Feed, Store


class Posting:
    """Sends batches to feeds."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        feeds: ServerFeeds,
        member_cache: MemberCache,
        now: Callable[[], int],
    ) -> None:
        self._client = client
        self._store = store
        self._feeds = feeds
        self._member_cache = member_cache
        self._now = now

    async def post(self, feed_id: int, batch: Batch) -> Outcome:
        feed = await self._store.feeds.of(feed_id)
        if feed is None or feed.ended_at:
            return Outcome.NEEDLESS
        guild = self._client.get_guild(feed.guild_id)
        if guild is None or guild.unavailable:
            return Outcome.LATER
        try:
            with speaking(of_server(self._store.guilds, guild)):
                made = await self._made(feed, guild, batch)
        except DiscordSilent:
            return Outcome.LATER
        if made is None:
            return Outcome.NEEDLESS
        view, mentions = made
        channel = self._client.get_partial_messageable(feed.channel_id, guild_id=guild.id)
        became, code = await outcome(channel.send(view=view, nonce=batch.nonce, allowed_mentions=mentions))
        if code in CLOSED_CHANNEL and await self._store.feeds.end(feed.id, self._now()) and feed.opened_by:
            with speaking(await of_messages(self._store.languages, feed.opened_by)):
                await write_to(self._client, feed.opened_by, ended_notice(feed, guild.name))
        return became

    async def _made(
        self, feed: Feed, guild: discord.Guild, batch: Batch
    ) -> tuple[ui.LayoutView, discord.AllowedMentions] | None:
        """Return the post and the mentions it may make; None when there is nothing to tell."""
        adult = takes_adult(guild.get_channel_or_thread(feed.channel_id), self._store.guilds)
        language = (await self._store.guilds.of(guild.id)).title_language
        if feed.kind == "activity":
            changes = await self._feeds.changes(batch, adult=adult)
            names = await self._member_cache.present(guild, {change.discord_id for change in changes})
            told = [change for change in changes if change.discord_id in names]
            return (activity_post(told, names, language), discord.AllowedMentions.none()) if told else None
        episodes = [
            await self._with_present(guild, one) for one in await self._feeds.episodes(feed, batch, adult=adult)
        ]
        episodes = [one for one in episodes if one.is_chosen or one.watchers]
        if not episodes:
            return None
        return _mentioning(feed, guild, episodes, language)

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


def _mentioning(
    feed: Feed, guild: discord.Guild, episodes: list[AiredEpisode], language: str
) -> tuple[ui.LayoutView, discord.AllowedMentions]:
    """Return the post and the mentions it may make, by the feed's setting."""
    allowed = discord.AllowedMentions.none()
    if feed.mentions == "role" and feed.role_id and guild.get_role(feed.role_id):
        allowed.roles = [discord.Object(feed.role_id)]
        return episodes_post(episodes, feed, language, f"<@&{feed.role_id}>"), allowed
    post = episodes_post(episodes, feed, language, "")
    asked = sorted({discord_id for one in episodes for discord_id in one.subscribers})
    if feed.mentions != "asked" or not asked:
        return post, allowed
    count = mentioned(asked, post)
    allowed.users = [discord.Object(discord_id) for discord_id in asked[:count]]
    return episodes_post(episodes, feed, language, mention(asked, count)), allowed
