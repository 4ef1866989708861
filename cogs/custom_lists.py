"""/custom-lists: the person's custom lists are made, renamed and deleted."""

from discord import app_commands
from discord.ext import commands

from cards import custom_lists as cards
from cards.custom_lists import (
    AskDeleteCustomList,
    DeleteCustomList,
    MakeCustomList,
    OpenCustomList,
    RenameCustomList,
    ShowCustomLists,
)
from chat.acknowledging import acknowledge_alone, acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form, show
from chat.options import KINDS, Kind
from chat.pending_input import kept, sent_before
from chat.registry import button, form, select
from i18n import mark
from library.changes.custom_lists import CountedList
from library.opening import LibraryParts
from library.rules.forms import Fields
from library.rules.list_names import FIELD, new_name
from store import Link


class CustomListsCog(commands.Cog):
    """Shows a panel to the person alone. A button acts on the presser's own lists."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(name="custom-lists", description=mark("Make, rename or delete your custom lists"))
    @app_commands.describe(type=mark("Anime or manga"))
    async def custom_lists(self, interaction: Interaction, type: Kind = "Anime") -> None:  # noqa: A002
        await acknowledge_alone(interaction)
        await self._show(interaction, await self._lists.link_of(interaction), KINDS[type])

    @button(ShowCustomLists, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowCustomLists) -> None:
        link = await self._lists.link_of(interaction)
        if pressed.fresh:
            await self._parts.list_sync.sync_list(link, pressed.kind)
        await self._show(interaction, link, pressed.kind, pressed.number)

    @select(OpenCustomList, acknowledge_press)
    async def open(self, interaction: Interaction, used: OpenCustomList, picked: str) -> None:
        link, one = await self._found(interaction, used.kind, picked)
        if one is None:
            await self._show(interaction, link, used.kind, news=cards.was_gone())
        else:
            await show(interaction, cards.custom_list_card(one, used.kind))

    @button(MakeCustomList, not_yet)
    async def ask_name(self, interaction: Interaction, pressed: MakeCustomList) -> None:
        sent = await sent_before(interaction, pressed)
        await open_form(interaction, cards.name_modal(MakeCustomList(pressed.kind), "", sent))

    @form(MakeCustomList, acknowledge_press)
    async def make(self, interaction: Interaction, sent: MakeCustomList, fields: Fields) -> None:
        link = await self._lists.link_of(interaction)
        async with kept(interaction, sent):
            name = new_name("".join(fields[FIELD]))
            await self._parts.custom_lists.make(link, sent.kind, name)
        await self._show(interaction, link, sent.kind, news=cards.made(name))

    @button(RenameCustomList, not_yet)
    async def ask_new_name(self, interaction: Interaction, pressed: RenameCustomList) -> None:
        """Open the form. It can't be deferred, so the list is one of those that are remembered."""
        link = await self._lists.link_of(interaction)
        options = link.anime if pressed.kind == "ANIME" else link.manga
        name = next((name for name in options.custom_lists if cards.key_of(name) == pressed.key), "")
        sent = await sent_before(interaction, pressed)
        await open_form(interaction, cards.name_modal(RenameCustomList(pressed.kind, pressed.key), name, sent))

    @form(RenameCustomList, acknowledge_press)
    async def rename(self, interaction: Interaction, sent: RenameCustomList, fields: Fields) -> None:
        link, one = await self._found(interaction, sent.kind, sent.key)
        if one is None:
            await self._show(interaction, link, sent.kind, news=cards.was_gone())
            return
        async with kept(interaction, sent):
            name = new_name("".join(fields[FIELD]))
            moved = await self._parts.custom_lists.rename(link, sent.kind, one.name, name)
        await self._show(interaction, link, sent.kind, news=cards.renamed(one.name, name, moved))

    @button(AskDeleteCustomList, acknowledge_press)
    async def ask(self, interaction: Interaction, pressed: AskDeleteCustomList) -> None:
        link, one = await self._found(interaction, pressed.kind, pressed.key)
        if one is None:
            await self._show(interaction, link, pressed.kind, news=cards.was_gone())
        else:
            await show(interaction, cards.deletion_question(one, pressed.kind, link.title_language))

    @button(DeleteCustomList, acknowledge_press)
    async def delete(self, interaction: Interaction, pressed: DeleteCustomList) -> None:
        link, one = await self._found(interaction, pressed.kind, pressed.key)
        if one is None:
            await self._show(interaction, link, pressed.kind, news=cards.was_gone())
            return
        await self._parts.custom_lists.delete(link, pressed.kind, one.name)
        await self._show(interaction, link, pressed.kind, news=cards.deleted(one.name))

    async def _found(self, interaction: Interaction, kind: str, key: str) -> tuple[Link, CountedList | None]:
        link = await self._lists.link_of(interaction)
        return link, cards.found(await self._parts.custom_lists.lists(link, kind), key)

    async def _show(self, interaction: Interaction, link: Link, kind: str, number: int = 1, *, news: str = "") -> None:
        lists = await self._parts.custom_lists.lists(link, kind)
        await show(interaction, cards.custom_lists_card(lists, kind, number, news))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(CustomListsCog(bot.lists, bot.parts))
