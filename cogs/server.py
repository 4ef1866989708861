"""/server: the members' favourite titles, the titles that they watch now, and the leaderboard."""

from datetime import UTC, datetime
from typing import Literal

from discord import app_commands
from discord.ext import commands

from cards import leaderboard
from cards import server as cards
from cards.leaderboard import ChooseStandings, StandingsPage
from cards.server import ChooseTop, ChooseWatching, TopPage, WatchingPage
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, cached_titles, may_name_adult
from chat.interactions import Interaction
from chat.options import KINDS, Kind
from chat.registry import button, select
from chat.visible_members import MemberVisibility
from i18n import mark
from library.crowd import COUNTS, SORTS, Count, Sort, TitleFilter
from library.opening import LibraryParts
from library.pages import page_slice

Period = Literal["This month", "All time"]
_PERIODS: dict[Period, leaderboard.Period] = {"This month": "month", "All time": "all"}


class ServerCog(commands.GroupCog, name="server", description=mark("What this server watches, reads and loves")):
    """Answers from memory, to everybody; the buttons carry the whole state of a page."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(description=mark("This server’s best-loved anime or manga"))
    @app_commands.describe(type=mark("Anime or manga"), sort=mark("What to rank by (default: loved)"))
    async def top(self, interaction: Interaction, type: Kind = "Anime", sort: Sort = "loved") -> None:  # noqa: A002
        await self._lists.look(interaction, "")
        await self._show_top(interaction, KINDS[type], sort, 1)

    @app_commands.command(description=mark("What members here are watching or reading now"))
    @app_commands.describe(type=mark("Anime or manga"))
    async def watching(self, interaction: Interaction, type: Kind = "Anime") -> None:  # noqa: A002
        await self._lists.look(interaction, "")
        await self._show_watching(interaction, KINDS[type], 1)

    @app_commands.command(description=mark("Leaderboard: who here has watched, read or completed the most"))
    @app_commands.describe(
        sort=mark("What to rank by (default: days)"), period=mark("All time, or titles completed this month")
    )
    async def members(self, interaction: Interaction, sort: Count = "days", period: Period = "All time") -> None:
        await self._lists.look(interaction, "")
        await self._show_standings(interaction, sort, _PERIODS[period], 1)

    @button(TopPage, acknowledge_press)
    async def turn_top(self, interaction: Interaction, pressed: TopPage) -> None:
        await self._show_top(interaction, pressed.kind, pressed.sort, pressed.number, is_renewed=pressed.fresh)

    @select(ChooseTop, acknowledge_press)
    async def switch_top(self, interaction: Interaction, _used: ChooseTop, picked: str) -> None:
        kind, _, sort = picked.partition(":")
        await self._show_top(interaction, kind, SORTS[sort], 1)

    @button(WatchingPage, acknowledge_press)
    async def turn_watching(self, interaction: Interaction, pressed: WatchingPage) -> None:
        await self._show_watching(interaction, pressed.kind, pressed.number, is_renewed=pressed.fresh)

    @select(ChooseWatching, acknowledge_press)
    async def switch_watching(self, interaction: Interaction, _used: ChooseWatching, picked: str) -> None:
        await self._show_watching(interaction, picked, 1)

    @button(StandingsPage, acknowledge_press)
    async def turn_standings(self, interaction: Interaction, pressed: StandingsPage) -> None:
        count, period, number = pressed.sort, pressed.period, pressed.number
        await self._show_standings(interaction, count, period, number, is_renewed=pressed.fresh)

    @select(ChooseStandings, acknowledge_press)
    async def switch_standings(self, interaction: Interaction, _used: ChooseStandings, picked: str) -> None:
        count, _, period = picked.partition(":")
        await self._show_standings(interaction, COUNTS[count], "month" if period == "month" else "all", 1)

    async def _show_top(
        self, interaction: Interaction, kind: str, sort: Sort, number: int, *, is_renewed: bool = False
    ) -> None:
        visible = await self._visible_members.of(interaction)
        renewing = is_renewed and await self._visible_members.renew(visible)
        is_adult = may_name_adult(interaction)
        found = await self._parts.crowd.top(visible.names, TitleFilter(media_type=kind, is_adult=is_adult), sort)
        page = page_slice(len(found), number, cards.PER_PAGE)
        media = await cached_titles(
            self._parts.library, (one.media_id for one in found[page.start : page.end]), is_adult=is_adult
        )
        card = cards.top_card(visible, found, media, kind=kind, sort=sort, number=number, is_refreshing=renewing)
        await self._visible_members.answer(interaction, visible, card)

    async def _show_watching(
        self, interaction: Interaction, kind: str, number: int, *, is_renewed: bool = False
    ) -> None:
        visible = await self._visible_members.of(interaction)
        renewing = is_renewed and await self._visible_members.renew(visible)
        is_adult = may_name_adult(interaction)
        found = await self._parts.crowd.watching(visible.names, TitleFilter(media_type=kind, is_adult=is_adult))
        page = page_slice(len(found), number, cards.PER_PAGE)
        media = await cached_titles(
            self._parts.library, (one.media_id for one in found[page.start : page.end]), is_adult=is_adult
        )
        card = cards.watching_card(visible, found, media, kind=kind, number=number, is_refreshing=renewing)
        await self._visible_members.answer(interaction, visible, card)

    async def _show_standings(
        self,
        interaction: Interaction,
        count: Count,
        period: leaderboard.Period,
        number: int,
        *,
        is_renewed: bool = False,
    ) -> None:
        visible = await self._visible_members.of(interaction)
        renewing = is_renewed and await self._visible_members.renew(visible)
        today = datetime.fromtimestamp(self._lists.now(), UTC)
        month = today.year * 12 + today.month if period == "month" else None
        found = await self._parts.crowd.leaderboard(visible.names, count, month)
        card = leaderboard.standings_card(
            visible, found, sort=count, period=period, number=number, is_refreshing=renewing
        )
        await self._visible_members.answer(interaction, visible, card)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(ServerCog(bot.lists, bot.parts, bot.visible_members))
