"""Access tokens for requests in a person's name. A token that AniList rejects marks its link as dead."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anilist import TokenRejected
from redaction import Secret
from store import Link, Links, OpenLink, StoreError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Access:
    """Hands out tokens, and marks the link of an expired or rejected token as dead."""

    def __init__(self, links: Links, now: Callable[[], int]) -> None:
        self._links = links
        self._now = now

    @asynccontextmanager
    async def token(self, link: Link) -> AsyncGenerator[Secret]:
        """The person's token for one conversation with AniList. Raises TokenRejected when there is no valid one.

        AniList answers 500 to some expired tokens, so no request is sent with them.
        """
        async with self.open(link) as opened:
            yield opened.token

    @asynccontextmanager
    async def open(self, link: Link) -> AsyncGenerator[OpenLink]:
        """The link as it is now and the person's token, for several conversations. Raises TokenRejected as above."""
        opened = await self._links.opened(link.discord_id)
        if opened is None or link.rejected_at is not None or opened.link.anilist_id != link.anilist_id:
            raise TokenRejected("the link has to be made again")
        if opened.link.expires_at <= self._now():
            await self._reject(opened)
            raise TokenRejected("the token has ended")
        try:
            yield opened
        except TokenRejected:
            await self._reject(opened)
            raise

    async def _reject(self, refused: OpenLink) -> None:
        opened = await self._links.opened(refused.link.discord_id)
        if opened and opened.token == refused.token:  # and not another token, of a link made meanwhile
            await self._links.reject(refused.link.discord_id)

    async def is_tied(self, link: Link) -> bool:
        """Whether the two accounts are still linked: people unlink, and link other accounts."""
        known = await self._links.of(link.discord_id)
        return known is not None and known.anilist_id == link.anilist_id

    async def current_link(self, link: Link) -> Link:
        """The same link with the newest settings that AniList has told, as far as it can be read.

        It is read after a change, too, so an error of the store must not make the change look undone.
        """
        try:
            known = await self._links.of(link.discord_id)
        except StoreError as error:
            _log.error("The newest settings of somebody can't be read: %s", error)
            return link
        return known if known and known.anilist_id == link.anilist_id else link

    async def fetch_public(self, link: Link | None, fetch: Callable[[Secret | None], Awaitable[_T]]) -> _T:
        """A public answer, in the person's name if they have linked.

        AniList answers anonymous requests less readily.
        """
        if link is not None:
            try:
                async with self.token(link) as token:
                    return await fetch(token)
            except TokenRejected:
                pass
        return await fetch(None)
