"""/behind: the airing titles that the person watches, and the buttons that catch up."""

from discord import app_commands
from discord.ext import commands

from anilist import AniListError
from cards.behind import behind_card
from cards.buttons import ShowMyBehind
from cards.card import Card
from cards.list_buttons import CatchUp
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, answer_alone, show
from chat.languages import speaking_alone
from chat.owners import is_own
from chat.registry import button
from chat.replies import is_age_restricted, is_for_one_alone, is_seen_by_others
from chat.stepping import step, step_beside
from i18n import mark
from library.changes.editing import Changed
from library.errors import AlreadyCompleted, AlreadyThere, WouldLower
from library.lists import Audience, awaited
from library.opening import LibraryParts
from store import Link, StoreError


class BehindCog(commands.Cog):
    """Answers from memory, with the episodes that are left."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("See which shows you’re behind on, and catch up"))
    async def behind(self, interaction: Interaction) -> None:
        link = await self._lists.begin(interaction)
        await show(interaction, await self._card(interaction, link, is_alone=not is_seen_by_others(interaction)))

    @button(ShowMyBehind, acknowledge_alone)
    async def own(self, interaction: Interaction, _pressed: ShowMyBehind) -> None:
        """Show the presser's own episodes, below the card whose button was pressed."""
        link = await self._lists.link_of(interaction)
        await show(interaction, await self._card(interaction, link, is_alone=True))

    @button(CatchUp, acknowledge_press)
    async def catch_up(self, interaction: Interaction, pressed: CatchUp) -> None:
        """Add an episode, and show the rest. A second press has the same target, and the first press's Undo stays."""
        link = await self._lists.link_of(interaction)
        if not is_own(interaction):
            await step_beside(self._lists, self._parts, interaction, link, pressed)
            return
        is_alone = not is_seen_by_others(interaction)
        try:
            changed = await step(self._parts.editor, interaction, link, pressed)
        except (AlreadyCompleted, AlreadyThere, WouldLower):
            with speaking_alone(interaction):
                await answer_alone(interaction, await self._card(interaction, link, is_alone=True))
            return
        if is_for_one_alone(interaction, changed.media, changed.before, changed.after) and not is_alone:
            await self._lists.show_change(interaction, link, changed)
            return
        try:
            card = await self._card(interaction, link, is_alone=is_alone, changed=changed)
        except (AniListError, StoreError):
            await self._lists.show_change(interaction, link, changed)  # the change is made, whatever fails here
            return
        await show(interaction, card)
        await self._parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)

    async def _card(
        self, interaction: Interaction, link: Link, *, is_alone: bool, changed: Changed | None = None
    ) -> Card:
        shelf = await self._parts.list_pages.shelf(link, "ANIME", "CURRENT", "REPEATING")
        now = self._lists.now()
        audience = Audience(is_alone, is_age_restricted(interaction))
        lines = awaited((line for line in shelf.lines if audience.sees(line)), now)
        return behind_card(lines, link, as_of=shelf.as_of, now=now, is_whole=is_alone, changed=changed)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(BehindCog(bot.lists, bot.parts))
