"""/season: what airs in a season, and one tap to plan it."""

import re
from datetime import UTC, datetime

from discord import app_commands
from discord.ext import commands

from anilist import AniListError
from cards.season import FORMAT, PLAN, SEASON, UNPLAN, SeasonPlace, place_of, season_card
from cards.watched import undone_card
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import chosen, on_press
from chat.replies import is_age_restricted, is_seen_by_others
from library.changes.editing import Changed
from library.errors import ChangedSince, NothingToUndo
from library.opening import LibraryParts
from library.rules.entry_rules import Wish
from library.schedule.season import FIRST_YEAR, LAST_YEAR, SeasonName, SeasonQuery, at
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from store import Link, StoreError


class SeasonCog(commands.Cog):
    """Pages carry all that they show in their buttons; what one has of it is shown to oneself alone."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description="What airs in a season, and one tap to plan it")
    @app_commands.describe(season="Which season; left out: this one", year="Of which year; left out: this year")
    async def season(
        self,
        interaction: Interaction,
        season: SeasonName | None = None,
        year: app_commands.Range[int, FIRST_YEAR, LAST_YEAR] | None = None,
    ) -> None:
        link = await self._lists.look(interaction, "")
        today = datetime.fromtimestamp(self._lists.now(), UTC)
        await self._show(interaction, link, SeasonPlace(year or today.year, (season or at(today.month)).upper()))

    async def turn(self, interaction: Interaction, match: re.Match[str]) -> None:
        """Another page, order, view or season."""
        await acknowledge_press(interaction)
        await self._show(interaction, await self._lists.store.links.of(interaction.user.id), place_of(match))

    async def sift(self, interaction: Interaction, match: re.Match[str]) -> None:
        """Another format, from the select."""
        await acknowledge_press(interaction)
        link = await self._lists.store.links.of(interaction.user.id)
        await self._show(interaction, link, place_of(match).to(format=chosen(interaction)[0]))

    async def plan(self, interaction: Interaction, match: re.Match[str]) -> None:
        """Where others see the page it stays, and the presser is answered alone."""
        is_alone = bool(interaction.message and interaction.message.flags.ephemeral) or interaction.context.dm_channel
        await (acknowledge_press if is_alone else acknowledge_alone)(interaction)
        link = await self._lists.link_of(interaction)
        media_id = int(chosen(interaction)[0] if match["media_id"] == "pick" else match["media_id"])
        held = await self._parts.library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES)
        if held.entry and not is_alone:
            await self._lists.show_title(interaction, link, media_id)
            return
        changed = None if held.entry else await self._planned(interaction, link, media_id)
        if changed and not is_alone:
            await self._lists.show_change(interaction, link, changed)
            return
        try:
            await self._show(interaction, link, place_of(match), changed)
        except (AniListError, StoreError):
            if changed is None:
                raise
            await self._lists.show_change(interaction, link, changed)  # which is made, whatever keeps the page away

    async def unplan(self, interaction: Interaction, match: re.Match[str]) -> None:
        """The page stays, with what was planned there as it was before."""
        await acknowledge_press(interaction)
        link = await self._lists.link_of(interaction)
        try:
            undone = await self._parts.editor.undo(link, int(match["change_id"]))
        except (NothingToUndo, ChangedSince):
            await self._show(interaction, link, place_of(match))  # without Undo, which is good for nothing any more
            raise
        try:
            await self._show(interaction, link, place_of(match))
        except (AniListError, StoreError):
            await show(interaction, undone_card(undone, now=self._lists.now()))

    async def _planned(self, interaction: Interaction, link: Link, media_id: int) -> Changed:
        return await self._parts.editor.change(link, media_id, Wish(status="PLANNING"), change_id=interaction.id)

    async def _show(
        self, interaction: Interaction, link: Link | None, place: SeasonPlace, changed: Changed | None = None
    ) -> None:
        asked_by = None if is_seen_by_others(interaction) else link
        kind = None if place.format == "ALL" else place.format
        wanted = SeasonQuery(place.season, place.year, place.order, kind, is_age_restricted(interaction))
        page = await self._parts.seasons.page(asked_by, wanted, place.number, place.size)
        await show(interaction, season_card(page, place, link, now=self._lists.now(), changed=changed))
        if link and changed:
            await self._parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)


async def setup(bot: Musubi) -> None:
    cog = SeasonCog(bot.lists, bot.parts)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(SEASON, cog.turn),
        on_press(FORMAT, cog.sift),
        on_press(PLAN, cog.plan),
        on_press(UNPLAN, cog.unplan, others="Only they can undo it."),
    )
