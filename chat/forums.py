"""A feed in a forum: each title has a post, and new episodes are replies in it.

A post is created without a nonce, so after a lost answer it is looked for before it is created again.
"""

from collections.abc import Awaitable, Callable, Iterable

import discord

from cards.entries import label
from cards.forum import title_post
from chat.feed_posts import FeedContext
from chat.languages import of_server
from chat.sending import ARCHIVED, GONE, LOCKED, NO_TAG, DiscordAnswer, attempt
from i18n import speaking
from library.notify.notices import Outcome
from store import Media, Store

_OVER = {GONE, ARCHIVED, LOCKED}  # codes for a post that takes no replies any more
_SECONDS_HELD = 60

Write = Callable[[int], Awaitable[DiscordAnswer[discord.Message]]]


class Forums:
    """Finds a title's post, or begins one."""

    def __init__(self, client: discord.Client, store: Store) -> None:
        self._client = client
        self._store = store
        self._posts = store.feed_posts

    async def send(
        self, context: FeedContext, media: Media, write: Write, *, is_retried: bool
    ) -> DiscordAnswer[discord.Message]:
        """Write into the title's post; into a new one where the former is deleted or locked."""
        feed = context.feed
        async with self._store.leases.held(f"feed_posts:{feed.id}", seconds=_SECONDS_HELD):  # a title has one post
            former = await self._posts.thread_of(feed.id, media.id)
            if former and (sent := await write(former)).code not in _OVER:
                return sent
            begun = await self._begun(context, media, former, is_retried=is_retried)
            if begun.result is None:
                return begun.refusal()
            await self._posts.put(feed.id, media.id, begun.result.id)
            return await write(begun.result.id)

    async def _begun(
        self, context: FeedContext, media: Media, former: int | None, *, is_retried: bool
    ) -> DiscordAnswer[discord.Thread]:
        """The title's post: one that an earlier try or an earlier feed has begun, or else a new one."""
        found = await attempt(self._client.fetch_channel(context.feed.channel_id))
        forum = found.result
        if not isinstance(forum, discord.ForumChannel):
            return found.refusal()
        threads: Iterable[discord.Thread] = [one for one in context.guild.threads if one.parent_id == forum.id]
        if is_retried:
            active = await attempt(context.guild.active_threads())
            if active.result is None:
                return DiscordAnswer(Outcome.LATER)
            threads = [one for one in active.result if one.parent_id == forum.id]
        name, taken = label(media, context.language), await self._posts.others(context.feed.id, media.id)
        for one in threads:
            is_own = one.owner_id == context.guild.me.id and one.name == name and not (one.locked or one.archived)
            if is_own and one.id != former and one.id not in taken:
                return DiscordAnswer(Outcome.SENT, one)
        return await self._begin(context, forum, media, name)

    async def _begin(
        self, context: FeedContext, forum: discord.ForumChannel, media: Media, name: str
    ) -> DiscordAnswer[discord.Thread]:
        tags = [tag for tag in forum.available_tags if tag.id == context.feed.tag_id]
        if forum.flags.require_tag and not tags:
            return DiscordAnswer(Outcome.REFUSED, status=400, code=NO_TAG)
        with speaking(of_server(self._store.guilds, context.guild)):
            card = title_post(media, context.language)
        created = await attempt(forum.create_thread(name=name, view=card, applied_tags=tags))
        thread = created.result.thread if created.result else None
        return DiscordAnswer(created.outcome, thread, created.status, created.code)
