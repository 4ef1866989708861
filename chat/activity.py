"""The posts of a feed about what members do on their lists: made, kept as they are true, and looked up at a press.

A post is a view of rows: the notices of its letter. As long as it is kept in mind, it is made again now and then, and
edited where it says something else by now: an activity is gone at AniList, a change was undone, somebody hides or
stopped sharing, unlinked or left. Two processes that do so at once edit it alike. Posts mention nobody.
"""

from collections.abc import Callable, Collection, Iterable
from functools import partial

import discord
import msgspec

from cards.activity import activity_post
from chat.feed_posts import FeedContext, Post, context_of
from chat.feed_refusals import Refusals
from chat.interactions import Interaction
from chat.languages import of_server
from chat.member_cache import MemberCache
from chat.sending import attempt, outcome
from chat.sharing import announce
from i18n import speaking
from library.activity.lines import ActivityLines, Line, digest
from library.activity.missing import MissingActivities
from library.errors import UpdateGone
from library.notify.notices import Batch, Outcome
from library.visible_members import DiscordSilent
from store import ActivityPost, Feed, PostPlace, Store

SECONDS_KEPT = 3 * 86400  # in which a post is edited


class Found(msgspec.Struct, frozen=True):
    """A line of a post as it may be shown now, the name of its person there, and the language of titles there."""

    line: Line
    name: str
    language: str


class ActivityPosts:
    """Makes the posts about members who agreed to that and are still in the server, and looks after them."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        lines: ActivityLines,
        missing: MissingActivities,
        member_cache: MemberCache,
        now: Callable[[], int],
    ) -> None:
        self._client = client
        self._store = store
        self._lines = lines
        self._missing = missing
        self._member_cache = member_cache
        self._refusals = Refusals(client, store, now)
        self._now = now

    async def make(self, context: FeedContext, batch: Batch) -> Post | None:
        """Return the post; None when there is nothing to tell. Raises DiscordSilent."""
        lines, names = await self._told(context, [batch.id])
        told = lines.get(batch.id)
        if not told:
            return None
        keep = partial(self._keep, context.feed, batch.id, digest(told))
        return Post(activity_post(told, names, context.language), discord.AllowedMentions.none(), keep=keep)

    async def find(self, interaction: Interaction, notice_id: int) -> Found:
        """The line with that notice, for somebody in its server; edits its post.

        Raises UpdateGone where it may be shown no more, DiscordSilent.
        """
        place, context = await self._place(interaction, notice_id)
        lines, names = await self._told(context, [place.letter])
        line = _with(notice_id, lines.get(place.letter, []))
        if line is None:
            await self.refresh(place)
            raise UpdateGone("it may be shown no more")
        return Found(line, names[line.discord_id], context.language)

    async def require(self, interaction: Interaction, notice_id: int | None) -> None:
        """Raises as :meth:`find` for a press on a post; a button without a notice is beside none."""
        if notice_id is not None:
            await self.find(interaction, notice_id)

    async def require_rows(self, interaction: Interaction, notice_id: int | None) -> None:
        """Raises UpdateGone as far as is known without Discord, for a form has to open within seconds."""
        if notice_id is not None:
            place, context = await self._place(interaction, notice_id)
            lines = await self._lines.of(context.feed, [place.letter], adult=context.takes_adult)
            if _with(notice_id, lines.get(place.letter, [])) is None:
                raise UpdateGone("it may be shown no more")

    async def missed(self, activity_id: int, guild_id: int | None) -> None:
        """AniList did not tell somebody of the activity: if it is gone, take it out of the server's posts.

        Raises UpdateGone then.
        """
        if not await self._missing.is_gone(activity_id):
            return
        for feed in await self._store.feeds.of_guild(guild_id or 0):
            await self._look_after(feed.id, await self._store.posted_activity.of(feed.id))
        raise UpdateGone("AniList has it no more")

    async def refresh(self, place: PostPlace) -> None:
        """Edit one post, if it says something that is no longer so."""
        posts = [one for one in await self._store.posted_activity.of(place.feed_id) if one.letter == place.letter]
        await self._look_after(place.feed_id, posts)

    async def round(self) -> None:
        """Say in each channel once what is told there, and edit the posts of this process's servers."""
        for feed in await self._store.feeds.unannounced(self._now()):
            await self._announce(feed)
        await self._store.posted_activity.expire(self._now() - SECONDS_KEPT)
        for feed_id in await self._store.posted_activity.feeds():
            await self._look_after(feed_id, await self._store.posted_activity.of(feed_id))

    async def _announce(self, feed: Feed) -> None:
        """Say in the channel what is told there. What Discord refuses has the same end as any post of the feed."""
        guild = self._client.get_guild(feed.guild_id)
        if guild is None or guild.unavailable:
            return
        where = self._client.get_partial_messageable(feed.channel_id, guild_id=guild.id)
        pause = await self._store.feed_pauses.of(feed.id)
        announced = await attempt(announce(self._store, feed, guild, where))
        became = await self._refusals.judge(feed, guild, announced, pause)
        if pause and became is Outcome.SENT:
            await self._store.feed_pauses.resume(feed.id, self._now(), told_from=None)
        elif became is Outcome.REFUSED:
            await self._store.feeds.announce(feed.id)  # not tried again

    async def _look_after(self, feed_id: int, posts: Collection[ActivityPost]) -> None:
        feed = await self._store.feeds.of(feed_id)
        guild = self._client.get_guild(feed.guild_id) if feed else None
        if feed is None or guild is None or guild.unavailable or not posts:
            return
        context = await context_of(self._store, feed, guild)
        try:
            lines, names = await self._told(context, [post.letter for post in posts])
        except DiscordSilent:
            return  # nobody knows who is still there
        for post in posts:
            told = lines.get(post.letter, [])
            if digest(told) != post.content:
                await self._edit(context, post, told, names)

    async def _edit(self, context: FeedContext, post: ActivityPost, told: list[Line], names: dict[int, str]) -> None:
        """Edit the message, or delete it when it is empty; a message that Discord refuses to edit is forgotten."""
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=context.guild.id)
        message = channel.get_partial_message(post.message_id)
        if not told:
            became, _ = await outcome(message.delete())
        else:
            with speaking(of_server(self._store.guilds, context.guild)):
                view = activity_post(told, names, context.language)
            became, _ = await outcome(message.edit(view=view, allowed_mentions=discord.AllowedMentions.none()))
        if became is Outcome.REFUSED or (became is Outcome.SENT and not told):
            await self._store.posted_activity.forget(post.letter)
        elif became is Outcome.SENT:
            await self._store.posted_activity.show(post.letter, digest(told))

    async def _place(self, interaction: Interaction, notice_id: int) -> tuple[PostPlace, FeedContext]:
        """The post with the notice, in the server of the press. Raises UpdateGone."""
        place = await self._store.activity_news.place(notice_id)
        feed = await self._store.feeds.of(place.feed_id) if place else None
        guild = self._client.get_guild(interaction.guild_id or 0)
        if place is None or feed is None or guild is None or feed.guild_id != guild.id:
            raise UpdateGone("no post of this server has it")
        return place, await context_of(self._store, feed, guild)

    async def _told(
        self, context: FeedContext, letters: Collection[int]
    ) -> tuple[dict[int, list[Line]], dict[int, str]]:
        """The lines of the posts, and the names of their people, who are all in the server. Raises DiscordSilent."""
        lines = await self._lines.of(context.feed, letters, adult=context.takes_adult)
        people = {line.discord_id for some in lines.values() for line in some}
        names = await self._member_cache.present(context.guild, people)
        return {letter: [one for one in some if one.discord_id in names] for letter, some in lines.items()}, names

    async def _keep(self, feed: Feed, letter: int, content: str, message: discord.Message) -> None:
        """Keep the message in mind, so that it can be edited."""
        post = ActivityPost(
            letter=letter,
            feed_id=feed.id,
            channel_id=message.channel.id,
            message_id=message.id,
            content=content,
            posted_at=self._now(),
        )
        await self._store.posted_activity.put(post)


def _with(notice_id: int, lines: Iterable[Line]) -> Line | None:
    return next((line for line in lines if notice_id in line.notice_ids), None)
