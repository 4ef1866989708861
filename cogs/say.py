"""“Write about it” on a finished title: a post on AniList, and nothing without the form that shows its text."""

from discord.ext import commands

from cards.say import FIELD, SayIt, UnsayIt, said_card, say_modal, unsaid_card
from chat.acknowledging import acknowledge_alone, acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form, show
from chat.pending_input import kept, sent_before
from chat.registry import button, form
from chat.replies import taking_off
from library.errors import NothingToUndo
from library.opening import LibraryParts
from library.rules.forms import Fields


class SayCog(commands.Cog):
    """Posts as whoever presses, and tells it to them alone."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @button(SayIt, not_yet)
    async def write(self, interaction: Interaction, pressed: SayIt) -> None:
        """Open the form. It can't be deferred, so the title is a cached one."""
        link = await self._lists.link_of(interaction)
        media, entry = await self._parts.library.cached_title(link, pressed.media_id)
        sent = await sent_before(interaction, pressed)
        await open_form(interaction, say_modal(media, entry, link, pressed, sent))

    @form(SayIt, acknowledge_alone)
    async def post(self, interaction: Interaction, sent: SayIt, fields: Fields) -> None:
        link = await self._lists.link_of(interaction)
        async with kept(interaction, sent):
            said = await self._parts.texts.say(link, "".join(fields[FIELD]))
        await show(interaction, said_card(said, link))

    @button(UnsayIt, acknowledge_press)
    async def delete(self, interaction: Interaction, pressed: UnsayIt) -> None:
        async with taking_off(interaction, NothingToUndo):
            link = await self._lists.link_of(interaction, account=pressed.account)
        await self._parts.texts.unsay(link, pressed.activity_id)
        await show(interaction, unsaid_card())


async def setup(bot: Musubi) -> None:
    await bot.add_cog(SayCog(bot.lists, bot.parts))
