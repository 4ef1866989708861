"""Edit several: from a page of one's own list to one change of several titles, with a preview and an Undo."""

import re

from discord.ext import commands

from cards import bulk as cards
from cards import list_buttons
from cogs.client import Musubi
from cogs.desk import Desk
from cogs.interactions import (
    Interaction,
    acknowledge,
    acknowledge_in_place,
    answering,
    filled_in,
    on_press,
    open_form,
    send_alone,
    show,
)
from library.bulk import BulkEditor
from library.forms import wish_for_several
from library.lists import SORTS, Audience, page_of


class Bulk(commands.Cog):
    """All of it is for the person alone: their private titles are among those that they choose from."""

    def __init__(self, desk: Desk, editor: BulkEditor) -> None:
        self._desk = desk
        self._editor = editor

    async def ask(self, interaction: Interaction, match: re.Match[str]) -> None:
        """A form can't be deferred, so it shows what is remembered."""
        link = await self._desk.link_of(interaction)
        page = page_of(
            await self._desk.library.shelf_at_hand(link, match["kind"]),
            Audience(is_owner_alone=True, is_adult=True),
            status=match["status"],
            sort=SORTS.get(match["sort"], "updated"),
            number=int(match["number"]),
            language=link.title_language,
            now=self._desk.now(),
        )
        if page.lines:
            await open_form(interaction, cards.bulk_modal(match[0], page.lines, link, match["kind"]))
        else:
            await send_alone(interaction, cards.nothing_card())

    @commands.Cog.listener("on_interaction")
    async def take(self, interaction: Interaction) -> None:
        filled = filled_in(interaction, list_buttons.BULK)
        if filled is None:
            return
        async with answering(interaction):
            await acknowledge(interaction)
            link, fields = await self._desk.link_of(interaction), filled[1]
            media_ids = [int(value) for value in fields.pop("titles")]
            wish = wish_for_several(fields, link.score_format)
            bulk = await self._editor.propose(link, media_ids, wish, bulk_id=interaction.id)
            await show(interaction, cards.preview_card(bulk, link))

    async def apply(self, interaction: Interaction, match: re.Match[str]) -> None:
        link = await self._desk.press(interaction)
        await show(interaction, cards.applied_card(await self._editor.apply(link, int(match["bulk_id"])), link))

    async def undo(self, interaction: Interaction, match: re.Match[str]) -> None:
        link = await self._desk.press(interaction)
        await show(interaction, cards.taken_back_card(await self._editor.undo(link, int(match["bulk_id"])), link))

    async def leave(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await acknowledge_in_place(interaction)
        await show(interaction, cards.left_card())


async def setup(bot: Musubi) -> None:
    cog = Bulk(Desk(bot), bot.bulk)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(list_buttons.BULK, cog.ask),
        on_press(list_buttons.BULK_APPLY, cog.apply),
        on_press(list_buttons.BULK_UNDO, cog.undo),
        on_press(list_buttons.BULK_LEAVE, cog.leave),
    )
