"""Warnings in direct messages, each once: a link ends soon, or has died and ends its owner's reminders."""

from collections.abc import Callable

import discord

from cards import link_notices
from cards.card import Card
from chat.interactions import write_to
from chat.languages import of_messages
from i18n import speaking
from store import Store

DAYS_AHEAD = (3, 14)


class ExpiryWarnings:
    """Sends warnings. Each is recorded before it is sent: a kill in between loses it, and nothing sends it twice."""

    def __init__(self, client: discord.Client, store: Store, now: Callable[[], int]) -> None:
        self._client = client
        self._links = store.links
        self._reminders = store.reminders
        self._languages = store.languages
        self._now = now

    async def round(self) -> None:
        """Warn everybody whose time has come."""
        for days in DAYS_AHEAD:
            for link in await self._links.due_warnings(days):
                if await self._links.mark_warned(link.discord_id, days):
                    await self._warn(link.discord_id, lambda link=link: link_notices.ends_soon(link))
        for discord_id in await self._reminders.ending():
            if await self._reminders.mark_end_told(discord_id, self._now()):
                await self._warn(discord_id, link_notices.reminders_end)

    async def _warn(self, discord_id: int, card: Callable[[], Card]) -> None:
        with speaking(await of_messages(self._languages, discord_id)):
            await write_to(self._client, discord_id, card())
