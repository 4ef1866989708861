"""The button Reply of an activity, its form, and Undo."""

from discord.ext import commands

from anilist import NotFound
from cards.replies import ReplyTo, UndoReply, deleted_card, posted_card, reply_form
from chat.acknowledging import acknowledge_alone, acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form
from chat.pending_input import kept, sent_before
from chat.registry import button, form
from chat.replies import reply, taking_off
from library.errors import NothingToUndo
from library.opening import LibraryParts
from library.rules.forms import Fields
from library.rules.replies import FIELD, reply_text


class RepliesCog(commands.Cog):
    """Posts as whoever presses: nothing but the text that they have seen in the form."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @button(ReplyTo, not_yet)
    async def ask_text(self, interaction: Interaction, pressed: ReplyTo) -> None:
        await self._lists.link_of(interaction)
        await interaction.client.activity_posts.require_rows(interaction, pressed.told)
        await open_form(interaction, reply_form(pressed, await sent_before(interaction, pressed)))

    @form(ReplyTo, acknowledge_alone)
    async def take_text(self, interaction: Interaction, sent: ReplyTo, fields: Fields) -> None:
        link = await self._lists.link_of(interaction)
        async with kept(interaction, sent):
            await interaction.client.activity_posts.require(interaction, sent.told)
            text = reply_text("".join(fields[FIELD]))
            try:
                posted = await self._parts.replies.post(link, sent.activity_id, text, change_id=interaction.id)
            except NotFound:
                await interaction.client.activity_posts.missed(sent.activity_id, interaction.guild_id)
                raise
        await reply(interaction, lambda: posted_card(posted), is_secret=True)
        await self._parts.replies.seen(posted)

    @button(UndoReply, acknowledge_press)
    async def undo(self, interaction: Interaction, pressed: UndoReply) -> None:
        link = await self._lists.link_of(interaction)
        async with taking_off(interaction, NothingToUndo):
            activity_id = await self._parts.replies.undo(link, pressed.change_id)
        await reply(interaction, lambda: deleted_card(activity_id), is_secret=True)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RepliesCog(bot.lists, bot.parts))
