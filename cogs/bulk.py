"""Edit several: from a page of one's own list to one change of several titles, with a preview and an Undo."""

import re

from discord import ui
from discord.ext import commands

from cards import bulk as cards
from cards import list_buttons
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.contexts import ListContext
from chat.errors import answering
from chat.interactions import Interaction, charge, open_form, send_alone, show
from chat.owners import is_own
from chat.pending_input import kept, sent_before
from chat.registry import filled_in, on_press
from chat.replies import taking_off
from library.errors import NothingToUndo, Outdated
from library.lists import SORTS, Audience, Line, lines_of, page_of
from library.opening import LibraryParts
from library.rules.forms import Fields, wish_for_several
from library.sync.library import ListSnapshot
from store import Link

_OTHERS = "Yours are on /list, under **Edit several**."


class BulkCog(commands.Cog):
    """All of it is for the person alone: their private titles are among those that they choose from."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    async def ask(self, interaction: Interaction, match: re.Match[str]) -> None:
        """A form can't be deferred, so it shows what is remembered."""
        link, is_theirs = await self._lists.link_of(interaction), is_own(interaction)
        shelf, sent = (
            await self._parts.library.cached_snapshot(link, match["kind"]),
            await sent_before(interaction, match),
        )
        lines = _shown(interaction, shelf) if is_theirs and not match["sent"] else self._page(shelf, link, match)
        if lines := _chosen_first(shelf, lines, sent):
            form_id = match[0][: match.end("number")]
            modal = cards.bulk_modal(form_id, lines, link, match["kind"], is_beside=not is_theirs, sent=sent)
            await open_form(interaction, modal)
        else:
            await send_alone(interaction, cards.nothing_card())

    def _page(self, shelf: ListSnapshot, link: Link, match: re.Match[str]) -> list[Line]:
        """The same page of the presser's own list, for their eyes only."""
        page = page_of(
            shelf,
            Audience(is_owner_alone=True, is_adult=True),
            status=match["status"],
            sort=SORTS.get(match["sort"], "updated"),
            number=int(match["number"]),
            language=link.title_language,
            now=self._lists.now(),
        )
        return page.lines

    @commands.Cog.listener("on_interaction")
    async def take(self, interaction: Interaction) -> None:
        filled = filled_in(interaction, list_buttons.BULK)
        if filled is None:
            return
        async with answering(interaction):
            charge(interaction)
            await acknowledge_alone(interaction)
            link, fields = await self._lists.link_of(interaction), filled[1]
            async with kept(interaction):
                media_ids = [int(value) for value in fields.pop("titles")]
                wish = wish_for_several(fields, link.score_format)
                bulk = await self._parts.bulk.propose(link, media_ids, wish, bulk_id=interaction.id)
                await show(interaction, cards.preview_card(bulk, now=self._lists.now()))

    async def apply(self, interaction: Interaction, match: re.Match[str]) -> None:
        link = await self._lists.press(interaction)
        async with taking_off(interaction, match[0], NothingToUndo, Outdated):
            bulk = await self._parts.bulk.apply(link, int(match["bulk_id"]))
        await show(interaction, cards.applied_card(bulk))

    async def undo(self, interaction: Interaction, match: re.Match[str]) -> None:
        link = await self._lists.press(interaction)
        async with taking_off(interaction, match[0], NothingToUndo, Outdated):
            bulk = await self._parts.bulk.undo(link, int(match["bulk_id"]))
        await show(interaction, cards.taken_back_card(bulk))

    async def leave(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await acknowledge_in_place(interaction)
        await show(interaction, cards.left_card())


def _chosen_first(shelf: ListSnapshot, lines: list[Line], sent: Fields | None) -> list[Line]:
    """The `lines`, and before them those that were chosen in a form that was `sent`."""
    chosen = set((sent or {}).get("titles", ()))
    kept = [line for line in lines_of(shelf) if str(line[1].id) in chosen]
    return [*kept, *(line for line in lines if str(line[1].id) not in chosen)]


def _shown(interaction: Interaction, shelf: ListSnapshot) -> list[Line]:
    """The titles on the page that was pressed, as far as they are still on the list."""
    assert interaction.message
    lines = {media.id: (entry, media) for entry, media in lines_of(shelf)}
    page = ui.LayoutView.from_message(interaction.message, timeout=None)
    titles = [
        int(option.value)
        for item in page.walk_children()
        if isinstance(item, ui.Select) and item.custom_id == list_buttons.OPEN_BESIDE
        for option in item.options
    ]
    return [lines[media_id] for media_id in titles if media_id in lines]


async def setup(bot: Musubi) -> None:
    cog = BulkCog(bot.lists, bot.parts)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(list_buttons.BULK, cog.ask),
        on_press(list_buttons.BULK_APPLY, cog.apply, others=_OTHERS),
        on_press(list_buttons.BULK_UNDO, cog.undo, others=_OTHERS),
        on_press(list_buttons.BULK_LEAVE, cog.leave, others=_OTHERS),
    )
