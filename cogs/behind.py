"""/behind: what airs of what one watches, and the buttons that catch up."""

import re

from discord import app_commands
from discord.ext import commands

from anilist import AniListError
from cards import buttons, list_buttons
from cards.card import Card
from cards.lists import behind_card
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, answer_alone, show
from chat.owners import is_own
from chat.registry import on_press
from chat.replies import is_age_restricted, is_for_one_alone, is_seen_by_others
from chat.stepping import step, step_beside
from library.changes.editing import Changed
from library.errors import AlreadyCompleted, AlreadyThere, WouldLower
from library.lists import Audience, awaited, lines_of
from library.opening import LibraryParts
from store import Link, StoreError


class BehindCog(commands.Cog):
    """Answered from memory."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description="What airs of what you watch, and how far behind you are")
    async def behind(self, interaction: Interaction) -> None:
        link = await self._lists.begin(interaction)
        await show(interaction, await self._card(interaction, link, is_alone=not is_seen_by_others(interaction)))

    async def own(self, interaction: Interaction, _match: re.Match[str]) -> None:
        """The same, below the card whose button was pressed."""
        link = await self._lists.press(interaction, is_beside=True)
        await show(interaction, await self._card(interaction, link, is_alone=True))

    async def catch_up(self, interaction: Interaction, match: re.Match[str]) -> None:
        """One more episode, and what is left. Pressing twice wishes the same, and the first one's Undo stays."""
        link = await self._lists.press(interaction)
        if not is_own(interaction):
            await step_beside(self._lists, self._parts, interaction, link, match)
            return
        is_alone = not is_seen_by_others(interaction)
        try:
            changed = await step(self._parts.editor, interaction, link, match)
        except (AlreadyCompleted, AlreadyThere, WouldLower):
            await answer_alone(interaction, await self._card(interaction, link, is_alone=True))
            return
        if is_for_one_alone(interaction, changed.media, changed.before, changed.after) and not is_alone:
            await self._lists.show_change(interaction, link, changed)
            return
        try:
            card = await self._card(interaction, link, is_alone=is_alone, changed=changed)
        except (AniListError, StoreError):
            await self._lists.show_change(interaction, link, changed)  # which is made, whatever keeps the list away
            return
        await show(interaction, card)
        await self._parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)

    async def _card(
        self, interaction: Interaction, link: Link, *, is_alone: bool, changed: Changed | None = None
    ) -> Card:
        shelf = await self._parts.library.snapshot(link, "ANIME")
        now = self._lists.now()
        audience = Audience(is_alone, is_age_restricted(interaction))
        lines = awaited((line for line in lines_of(shelf) if audience.sees(line)), now)
        return behind_card(lines, link, as_of=shelf.as_of, now=now, is_whole=is_alone, changed=changed)


async def setup(bot: Musubi) -> None:
    cog = BehindCog(bot.lists, bot.parts)
    await bot.add_cog(cog)
    bot.add_dynamic_items(on_press(list_buttons.CATCH_UP, cog.catch_up), on_press(buttons.MY_BEHIND, cog.own))
