"""Uploads the emojis of ours to the bot's application at Discord, where a picture has changed.

https://discord.com/developers/docs/resources/emoji#create-application-emoji. A failure costs no more than the look:
cards have plain signs for emojis that are not there. Emojis that are not ours stay as they are, and so do those of
another release that runs at the same time.
"""

import logging

import discord

from cards.emojis import Drawn, drawn, know_emojis, outdated
from store import Store
from version import VERSION

_log = logging.getLogger(__name__)


class EmojiUpload:
    """Uploads what is missing, then deletes what it replaces: once, and again after a failure."""

    def __init__(self, client: discord.Client, store: Store) -> None:
        self._client = client
        self._store = store
        self._wanted = drawn()
        self._markup = dict[str, str]()
        self._is_done = False

    async def round(self) -> None:
        if self._is_done:
            return
        try:
            async with self._store.leases.held("emojis", seconds=30):
                await self._bring_up_to_date()
            self._is_done = True
        except Exception as error:  # noqa: BLE001  (any error: plain signs will do)
            _log.warning("Could not upload all emojis, so cards show plain signs until the next try: %s", error)

    async def _bring_up_to_date(self) -> None:
        there = {one.name: one for one in await self._client.fetch_application_emojis()}
        missing = [one for one in self._wanted if one.uploaded_name not in there]
        for one in self._wanted:
            if found := there.get(one.uploaded_name):
                self._use(one, found.id)
        for one in missing:
            made = await self._client.create_application_emoji(name=one.uploaded_name, image=one.png)
            self._use(one, made.id)
        is_alone = not await self._store.processes.other_versions(VERSION)
        for name in outdated(there, self._wanted) if is_alone else ():
            await there[name].delete()

    def _use(self, one: Drawn, emoji_id: int) -> None:
        """Show it on cards from now on."""
        self._markup[one.name] = f"<:{one.uploaded_name}:{emoji_id}>"
        know_emojis(self._markup)
