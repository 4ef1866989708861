"""Sends a batch of notices: reminders to a person's direct messages, news to a server's feed.

:mod:`library.notify.delivery` decides who is told, and when a batch is tried again.
"""

import logging
from collections.abc import Callable

import discord

from cards.reminder import reminder_card
from chat.languages import of_messages
from chat.posting import Posting
from chat.sending import write_message
from i18n import speaking
from library.notify.notices import Batch, Outcome
from library.notify.reminders import PersonReminders
from store import Store, StoreError

_log = logging.getLogger(__name__)


class NoticeSender:
    """The adapter between the outbox and Discord."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        reminders: PersonReminders,
        posting: Posting,
        now: Callable[[], int],
    ) -> None:
        self._client = client
        self._store = store
        self._reminders = reminders
        self._posting = posting
        self._now = now

    async def send(self, batch: Batch) -> Outcome:
        try:
            if batch.feed_id:
                return await self._posting.post(batch.feed_id, batch)
            return await self._remind(batch.discord_id or 0, batch)
        except StoreError as error:
            _log.error("Could not tell what is new; trying that again. %s", error)
            return Outcome.LATER
        except Exception:  # noqa: BLE001  (a batch that can't be written must not hold up the others)
            _log.exception("Could not tell what is new; not trying that again")
            return Outcome.REFUSED

    async def _remind(self, discord_id: int, batch: Batch) -> Outcome:
        news = await self._reminders.news(batch)
        if not news:
            return Outcome.NEEDLESS
        with speaking(await of_messages(self._store.languages, discord_id)):
            card = reminder_card(news)
        outcome, is_closed = await write_message(self._client, discord_id, card, nonce=batch.nonce)
        if is_closed:
            await self._store.reminders.close(discord_id, self._now())
        return outcome
