"""Acting on AniList in somebody's name: whose token, and what follows when AniList refuses it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from anilist import TokenRejected
from redaction import Secret
from store import Link, Links


class Access:
    """Hands out tokens, and marks the link whose token AniList no longer accepts."""

    def __init__(self, links: Links) -> None:
        self._links = links

    @asynccontextmanager
    async def of(self, link: Link) -> AsyncGenerator[Secret]:
        """The person's token for one conversation with AniList. Raises TokenRejected when there is no good one."""
        token = await self._links.token(link.discord_id)
        if token is None or link.rejected_at is not None:
            raise TokenRejected("the link has to be made anew")
        try:
            yield token
        except TokenRejected:
            await self._links.reject(link.discord_id)
            raise

    async def of_anybody(self, link: Link | None) -> Secret | None:
        """A token for what is public, if there is one: AniList answers people more readily than strangers."""
        return await self._links.token(link.discord_id) if link and link.rejected_at is None else None
