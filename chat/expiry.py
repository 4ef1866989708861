"""Warnings in direct messages, each once: a link ends soon, or has died and ends its owner's reminders."""

from collections.abc import Callable

import discord

from cards import link as cards
from chat.interactions import write_to
from store import Store

DAYS_AHEAD = (3, 14)


class ExpiryWarnings:
    """Sends warnings. Each is recorded before it is sent: a restart in between loses it, and never sends it twice."""

    def __init__(self, client: discord.Client, store: Store, now: Callable[[], int]) -> None:
        self._client = client
        self._links = store.links
        self._reminders = store.reminders
        self._now = now

    async def round(self) -> None:
        """Warn everybody whose time has come."""
        for days in DAYS_AHEAD:
            for link in await self._links.due_warnings(days):
                if await self._links.mark_warned(link.discord_id, days):
                    await write_to(self._client, link.discord_id, cards.expires_soon(link))
        for discord_id in await self._reminders.ending():
            await self._reminders.mark_end_told(discord_id, self._now())
            await write_to(self._client, discord_id, cards.reminders_end())
