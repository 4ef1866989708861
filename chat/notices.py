"""Sends a batch of notices: reminders and other news to a person's direct messages, news to a server's feed.

:mod:`library.notify.delivery` decides who is told, and when a batch is tried again.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import chain

import discord

from cards.card import Item
from cards.reminder import news_card
from chat.languages import of_messages
from chat.posting import Posting
from chat.sending import write_message
from i18n import speaking
from library.notify.notices import Batch, Outcome
from library.notify.reminders import PersonReminders
from store import Store, StoreError, Topic

_log = logging.getLogger(__name__)

# Reads the rows of a topic, by the person's Discord id and the rows' ids, and returns what the card says of those that
# are still worth telling. It speaks the person's language.
Teller = Callable[[int, Sequence[int]], Awaitable[list[Item]]]


class NoticeSender:
    """The adapter between the outbox and Discord; each topic that people are told of has its teller."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        reminders: PersonReminders,
        posting: Posting,
        tellers: Mapping[Topic, Teller],
        unread: Callable[[int], Awaitable[list[Item]]],
        now: Callable[[], int],
    ) -> None:
        self._client = client
        self._store = store
        self._reminders = reminders
        self._posting = posting
        self._tellers = tellers
        self._unread = unread
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
        episodes = await self._reminders.news(batch)
        with speaking(await of_messages(self._store.languages, discord_id)):
            told = [await tell(discord_id, batch.topic_ids(topic)) for topic, tell in self._tellers.items()]
            if not episodes and not any(told):
                return Outcome.NEEDLESS
            card = news_card(episodes, [*chain.from_iterable(told), *await self._unread(discord_id)])
        outcome, is_closed = await write_message(self._client, discord_id, card, nonce=batch.nonce)
        if is_closed:
            await self._store.reminders.close(discord_id, self._now())
        return outcome
