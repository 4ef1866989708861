"""Confirmations: changes that are made once their person agrees, such as more episodes than are out, and a rewatch."""

from functools import partial

import msgspec
from discord.ext import commands

from cards.confirmation import ConfirmChange
from cards.list_buttons import Rewatch
from cards.media import media_card
from chat.acknowledging import IS_PUBLIC, acknowledge_press, acknowledge_question
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, answer_alone, drop_question
from chat.languages import speaking_alone
from chat.registry import button
from i18n import mark
from library.changes.deferred import DeferredChange
from library.errors import AlreadyThere, ChangeDeferred, ChangedSince, NoLongerPending, WouldLower
from library.opening import LibraryParts
from library.rules.confirmation import once_more
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from store import taken

AS_IT_IS = mark("This is how it is now:")
_OTHERS = mark("Use the command yourself to change your own list.")


class ConfirmationCog(commands.Cog):
    """Takes the answers to the confirmations of :mod:`chat.errors`, which keeps the changes."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._questions = lists.store.pending_input

    @button(ConfirmChange, acknowledge_question, others=_OTHERS)
    async def confirm(self, interaction: Interaction, pressed: ConfirmChange) -> None:
        """Make the change; the answer is as public as the command's.

        If AniList fails, it can be confirmed again by its id.
        """
        link = await self._lists.link_of(interaction)
        key = pressed.pending_id, interaction.user.id
        put_back = partial(self._questions.put, *key)
        async with taken(self._questions.take(*key), put_back, is_unused=_is_open) as kept:
            if kept is None:
                raise NoLongerPending("it was done, or it is too late")
            interaction.extras[IS_PUBLIC] = kept["is_public"]
            deferred = msgspec.convert(kept["deed"], DeferredChange)
            changed = await self._parts.editor.change(
                link, deferred.media_id, deferred.wish, change_id=deferred.id, terms=deferred.terms
            )
            await self._lists.show_change(interaction, link, changed)
        await drop_question(interaction)

    @button(Rewatch, acknowledge_press)
    async def again(self, interaction: Interaction, pressed: Rewatch) -> None:
        """Begin a rewatch. A title that is not completed any more is shown instead."""
        link = await self._lists.link_of(interaction)
        media_id = pressed.media_id
        title = await self._parts.library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES)
        try:
            wish = once_more(title.entry, title.media, pressed.repeat, pressed.progress, pressed.volumes)
            changed = await self._parts.editor.change(link, media_id, wish, change_id=interaction.id)
        except (AlreadyThere, ChangedSince, WouldLower):
            shown = await self._parts.library.card_title(link, media_id)
            with speaking_alone(interaction):
                await answer_alone(interaction, media_card(shown, link, now=self._lists.now(), news=AS_IT_IS))
            await self._parts.receipts.seen(link.discord_id, [shown.entry])
        else:
            await self._lists.show_change(interaction, link, changed)


def _is_open(error: BaseException) -> bool:
    """Whether the change waits for its confirmation again; otherwise it is a deferred change."""
    return not isinstance(error, ChangeDeferred)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(ConfirmationCog(bot.lists, bot.parts))
