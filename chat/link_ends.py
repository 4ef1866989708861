"""The end of an attempt to link, shown wherever the person is looking: the card, the reply, a direct message.

Any process may end an attempt, so all that is edited is found by the attempt's row, and without the gateway. Knows
nothing of the flow.
"""

import logging
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any

import discord

from cards import deferred as deferred_cards
from cards import link as cards
from cards import link_notices
from chat.interactions import Interaction, show, write_to
from chat.languages import spoken
from chat.loops import carrying_on
from chat.retries import NotTaken, repeat
from i18n import speaking
from library.changes.deferred import media_of
from library.opening import LibraryParts
from linking import Ended, Linked
from store import Attempt, Link, Store

if TYPE_CHECKING:
    from chat.client import Musubi

_log = logging.getLogger(__name__)


class LinkEnds:
    """Hears the end of every attempt that ends in this process."""

    def __init__(self, client: "Musubi", store: Store, parts: LibraryParts) -> None:
        self._client = client
        self._store = store
        self._parts = parts

    async def show(self, event: Linked | Ended) -> None:
        """Show the result of the attempt on its card, and on the reply that led there."""
        attempt = event.attempt
        token = await self._store.attempts.reply(attempt.state_hash)
        reply = self._client.earlier_reply(token) if token else None
        with speaking(spoken(self._store.languages.chosen(attempt.discord_id), attempt.locale)):
            if isinstance(event, Ended):
                await self._edit(attempt, cards.ended())
                await _answer(reply, cards.ended())
            else:
                await self._show_linked(event, reply)

    async def _show_linked(self, event: Linked, reply: Interaction | None) -> None:
        """Send the result as a new message and delete the card: Discord notifies nobody of an edit."""
        attempt, link, is_again = event.attempt, event.link, event.saved.previous is not None
        card = cards.linked(
            link,
            is_again=is_again,
            guild_id=attempt.guild_id,
            guild_name=attempt.guild_name,
            offer=await self._offer(link),
        )
        if await write_to(self._client, link.discord_id, card):
            await self._remove_card(attempt)
            await _answer(reply, cards.linked_reply(link, is_again=is_again))
        else:
            await self._edit(attempt, card)
            await _answer(reply, card)
        if lost := event.saved.displaced:
            with speaking(spoken(event.saved.displaced_language, lost.locale)):
                await write_to(self._client, lost.discord_id, link_notices.moved(lost))

    async def _offer(self, link: Link) -> Sequence[discord.ui.Item[Any]]:
        """Offer to make the deferred change from the time when the link had died."""
        with carrying_on("offer what was asked for"):
            if deferred := await self._parts.deferred.open(link.discord_id):
                media_id = media_of(deferred)
                media = (await self._parts.library.cached_media([media_id])).get(media_id) if media_id else None
                return deferred_cards.offer(deferred, media, link)
        return ()

    async def _edit(self, attempt: Attempt, card: discord.ui.LayoutView) -> None:
        if message := self._card_of(attempt):
            await _though_discord_refuses(repeat(lambda: message.edit(view=card)))

    async def _remove_card(self, attempt: Attempt) -> None:
        if message := self._card_of(attempt):
            await _though_discord_refuses(repeat(message.delete))

    def _card_of(self, attempt: Attempt) -> discord.PartialMessage | None:
        if attempt.card_channel_id is None or attempt.card_message_id is None:
            return None
        channel = self._client.get_partial_messageable(attempt.card_channel_id)
        return channel.get_partial_message(attempt.card_message_id)


async def _answer(reply: Interaction | None, card: discord.ui.LayoutView) -> None:
    if reply:
        await _though_discord_refuses(show(reply, card))


async def _though_discord_refuses(changing: Awaitable[object]) -> None:
    """Await an edit, and only log Discord's refusal: the link is stored, and must not look undone."""
    try:
        await changing
    except discord.HTTPException as error:
        _log.info("A card could not be turned into the result: %s %s", error.status, error.code)
    except NotTaken as error:
        _log.warning("Discord did not say whether it turned a card into the result: %s", error)
