"""Edit several: one change of several titles from a page of the person's list, with a preview and an Undo."""

from dataclasses import replace

from discord import ui
from discord.ext import commands

from cards import bulk as cards
from cards.list_buttons import ApplyBulk, EditSeveral, LeaveBulk, PickTitle, UndoBulk
from chat.acknowledging import acknowledge_alone, acknowledge_in_place, acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form, send_alone, show
from chat.owners import is_own
from chat.pending_input import kept, sent_before
from chat.registry import button, form
from chat.replies import taking_off
from i18n import mark
from library.errors import NothingToUndo, Outdated
from library.listing.query import Filters, PageQuery
from library.lists import Audience, Line
from library.opening import LibraryParts
from library.rules.forms import Fields, wish_for_several
from store import Link

_OTHERS = mark("Use {list} for your own titles.")


class BulkCog(commands.Cog):
    """All answers are for the person alone: they may show private titles."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @button(EditSeveral, not_yet)
    async def ask(self, interaction: Interaction, pressed: EditSeveral) -> None:
        """Open the form. A form can't be deferred, so it shows the cached list."""
        link, is_theirs = await self._lists.link_of(interaction), is_own(interaction)
        sent = await sent_before(interaction, pressed)
        is_page = is_theirs and pressed.sent is None
        lines = await (self._shown(interaction, link) if is_page else self._page(link, pressed))
        if lines := await self._chosen_first(link, lines, sent):
            modal = cards.bulk_modal(replace(pressed, sent=None), lines, link, is_beside=not is_theirs, sent=sent)
            await open_form(interaction, modal)
        else:
            await send_alone(interaction, cards.nothing_card())

    async def _page(self, link: Link, pressed: EditSeveral) -> list[Line]:
        """The same page of the presser's own list, private titles included."""
        query = PageQuery(
            media_type=pressed.kind,
            status=pressed.status,
            sort=pressed.sort,
            number=pressed.number,
            language=link.title_language,
            filters=await self._parts.views.of(pressed.view) or Filters(),
        )
        page = await self._parts.list_pages.cached_page(link, Audience(is_owner_alone=True, is_adult=True), query)
        return page.lines

    async def _shown(self, interaction: Interaction, link: Link) -> list[Line]:
        """The titles on the pressed page that are still on the list."""
        assert interaction.message
        page = ui.LayoutView.from_message(interaction.message, timeout=None)
        titles = [
            int(option.value)
            for item in page.walk_children()
            if isinstance(item, ui.Select) and item.custom_id == PickTitle(beside=True).custom_id
            for option in item.options
        ]
        return await self._parts.list_pages.lines(link, titles)

    async def _chosen_first(self, link: Link, lines: list[Line], sent: Fields | None) -> list[Line]:
        """The `lines`, after the lines that were chosen in the form `sent`."""
        chosen = sorted(map(int, (sent or {}).get("titles", ())))
        others = [line for line in lines if line[1].id not in chosen]
        return [*await self._parts.list_pages.lines(link, chosen), *others] if chosen else others

    @form(EditSeveral, acknowledge_alone)
    async def take(self, interaction: Interaction, sent: EditSeveral, fields: Fields) -> None:
        link = await self._lists.link_of(interaction)
        async with kept(interaction, sent):
            media_ids = [int(value) for value in fields["titles"]]
            changes = {name: values for name, values in fields.items() if name != "titles"}
            wish = wish_for_several(changes, link.score_format)
            bulk = await self._parts.bulk.propose(link, media_ids, wish, bulk_id=interaction.id)
            await show(interaction, cards.preview_card(bulk, now=self._lists.now()))

    @button(ApplyBulk, acknowledge_press, others=_OTHERS)
    async def apply(self, interaction: Interaction, pressed: ApplyBulk) -> None:
        link = await self._lists.link_of(interaction)
        async with taking_off(interaction, NothingToUndo, Outdated):
            bulk = await self._parts.bulk.apply(link, pressed.bulk_id)
        await show(interaction, cards.applied_card(bulk))

    @button(UndoBulk, acknowledge_press, others=_OTHERS)
    async def undo(self, interaction: Interaction, pressed: UndoBulk) -> None:
        link = await self._lists.link_of(interaction)
        async with taking_off(interaction, NothingToUndo, Outdated):
            bulk = await self._parts.bulk.undo(link, pressed.bulk_id)
        await show(interaction, cards.taken_back_card(bulk))

    @button(LeaveBulk, acknowledge_in_place, others=_OTHERS)
    async def leave(self, interaction: Interaction, _pressed: LeaveBulk) -> None:
        await show(interaction, cards.left_card())


async def setup(bot: Musubi) -> None:
    await bot.add_cog(BulkCog(bot.lists, bot.parts))
