"""Deferred changes: changes from the time when the link had died, made once the person has linked again and agrees."""

from discord.ext import commands

from cards import bulk as bulk_cards
from cards.deferred import DoDeferred
from cards.replies import deleted_card, posted_card
from cards.toggles import toggled_card
from cards.watched import undone_card
from chat.acknowledging import acknowledge_alone
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button
from i18n import mark
from library.changes.deferred import (
    DeferredAction,
    DeferredBulk,
    DeferredChange,
    DeferredRemoval,
    DeferredReply,
    DeferredReplyUndo,
    DeferredToggle,
    DeferredUndo,
)
from library.opening import LibraryParts
from store import Link


class DeferredCog(commands.Cog):
    """Answers below the card with the offer, to the person alone."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @button(DoDeferred, acknowledge_alone, others=mark("Only they can do it."))
    async def agree(self, interaction: Interaction, pressed: DoDeferred) -> None:
        link = await self._lists.link_of(interaction)
        async with self._parts.deferred.agreed(link, pressed.deferred_id) as deferred:
            await self._do(interaction, link, deferred)

    async def _do(self, interaction: Interaction, link: Link, deferred: DeferredAction) -> None:
        editor = self._parts.editor
        match deferred:
            case DeferredChange():
                changed = await editor.change(
                    link, deferred.media_id, deferred.wish, change_id=deferred.id, terms=deferred.terms
                )
                await self._lists.show_change(interaction, link, changed)
            case DeferredRemoval():
                changed = await editor.remove(link, deferred.media_id, change_id=deferred.id)
                await self._lists.show_change(interaction, link, changed)
            case DeferredUndo():
                await show(interaction, undone_card(await editor.undo(link, deferred.id), now=self._lists.now()))
            case DeferredToggle(wanted=wanted):
                toggled = await self._parts.toggles.set(link, deferred.subject, wanted=wanted, change_id=interaction.id)
                await show(interaction, toggled_card(toggled, link))
            case DeferredReply(activity_id=activity_id):
                posted = await self._parts.replies.post(link, activity_id, deferred.text, change_id=deferred.id)
                await show(interaction, posted_card(posted))
                await self._parts.replies.seen(posted)
            case DeferredReplyUndo():
                await show(interaction, deleted_card(await self._parts.replies.undo(link, deferred.id)))
            case DeferredBulk(what="apply"):
                await show(interaction, bulk_cards.applied_card(await self._parts.bulk.apply(link, deferred.id)))
            case DeferredBulk():
                await show(interaction, bulk_cards.taken_back_card(await self._parts.bulk.undo(link, deferred.id)))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(DeferredCog(bot.lists, bot.parts))
