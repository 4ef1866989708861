"""Shows people how far their import is: in the reply that they have, while Discord lets it be edited, then by a DM.

Discord notifies nobody of an edit, so the end of an import that took a while comes as a message. Knows nothing of how
an import goes on.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import discord

from cards.card import Card
from cards.imports import import_card
from chat.interactions import show, write_to
from chat.languages import of_messages
from chat.retries import Interaction, NotTaken
from i18n import speaking
from library.imports.importer import Importer
from redaction import Secret
from store import Import, ImportState, Store

if TYPE_CHECKING:
    from chat.client import Musubi

SECONDS_EDITABLE = 14 * 60  # Discord takes edits for 15 minutes
_SECONDS_BETWEEN = 15
_SECONDS_LONG = 60
_ENDS: tuple[ImportState, ...] = ("proposed", "done", "undone")

_log = logging.getLogger(__name__)


class ImportMessages:
    """Hears of each turn of an import in this process."""

    def __init__(self, client: "Musubi", store: Store, importer: Importer, now: Callable[[], int]) -> None:
        self._client = client
        self._store = store
        self._importer = importer
        self._now = now
        self._shown_at: dict[int, int] = {}  # by import: when it was shown last, and when its person last did something
        self._acted_at: dict[int, int] = {}

    async def remember_reply(self, interaction: Interaction, import_id: int) -> None:
        """Let the reply to this interaction show the import from now on."""
        self._shown_at[import_id] = self._acted_at[import_id] = self._now()
        until = self._now() + SECONDS_EDITABLE
        await self._store.imports.show_reply(import_id, Secret(interaction.token), until)

    async def hear(self, one: Import) -> None:
        """Show the import, now and then; its end always, and that AniList does not answer."""
        now, is_end = self._now(), one.state in _ENDS
        is_urgent = is_end or one.id in self._importer.overviews.unanswered
        if not is_urgent and now - self._shown_at.get(one.id, 0) < _SECONDS_BETWEEN:
            return
        self._shown_at[one.id] = now
        link = await self._store.links.of(one.discord_id)
        if link is None:
            return
        overview = await self._importer.overviews.of(link, one)
        with speaking(await of_messages(self._store.languages, one.discord_id)):
            is_shown = await self._edit(one, import_card(overview))
            if is_end and not (is_shown and now - self._acted_at.get(one.id, 0) < _SECONDS_LONG):
                await write_to(self._client, one.discord_id, import_card(overview))
        if is_end:
            self._acted_at.pop(one.id, None)
            self._shown_at.pop(one.id, None)

    async def _edit(self, one: Import, card: Card) -> bool:
        """Edit the reply; False when there is none, or Discord does not take it."""
        token = await self._store.imports.reply(one.id, self._now())
        if token is None:
            return False
        try:
            await show(self._client.earlier_reply(token), card)
        except (discord.HTTPException, NotTaken) as error:
            _log.info("A reply could not show an import: %s", type(error).__name__)
            return False
        return True
