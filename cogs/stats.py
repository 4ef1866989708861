"""/stats: what a member's lists come to, in pictures, and two members beside each other."""

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from anilist import TokenRejected
from cards.card import Picture
from cards.charts import ScoreScale, drawable
from cards.charts.stats import THEMES, PictureStyle, Someone, pictures_of
from cards.stats import StatsSubject, same_person, stats_card
from cards.stats_buttons import CompareStats, CompareStatsWithMe, ShowStats, ShowStatsTheme, StatsPlace
from chat.acknowledging import acknowledge_as_set, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, may_name_adult
from chat.interactions import Interaction, answer_alone, show
from chat.languages import speaking_alone
from chat.options import KINDS, Kind
from chat.pictures import drawn
from chat.registry import button, select
from chat.replies import is_age_restricted, is_seen_by_others
from chat.visible_members import MemberVisibility
from i18n import mark
from library.lists import Audience
from library.opening import LibraryParts
from library.stats import A_DAY, SECONDS_UNTIL_REFRESH
from library.viewer import format_of
from linking import NotLinked
from store import Link


class StatsCog(commands.Cog):
    """Shows statistics. The buttons carry the people, anime or manga, and the theme."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(description=mark("See a member’s years, genres, studios and more, or compare two members"))
    @app_commands.describe(
        user=mark("A member (default: you)"),
        type=mark("Anime or manga"),
        other=mark("A member to compare with"),
    )
    @app_commands.rename(other="with")
    async def stats(
        self,
        interaction: Interaction,
        user: discord.User | None = None,
        type: Kind = "Anime",  # noqa: A002  (the option's name)
        other: discord.User | None = None,
    ) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        await acknowledge_as_set(interaction, self._lists.store.preferences, is_secret=viewer is None)
        owner_id = user.id if user else interaction.user.id
        await self._show(interaction, StatsPlace(owner_id, KINDS[type], other_id=other.id if other else None))

    @button(ShowStats, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowStats) -> None:
        """Show other statistics, or the same again; only the owner's press asks AniList once more."""
        is_fresh = pressed.fresh and pressed.place.owner_id == interaction.user.id
        await self._show(interaction, pressed.place, max_age=SECONDS_UNTIL_REFRESH if is_fresh else A_DAY)

    @select(ShowStatsTheme, acknowledge_press)
    async def pick_theme(self, interaction: Interaction, used: ShowStatsTheme, picked: str) -> None:
        theme = next((theme for theme in THEMES if theme == picked), used.place.theme)
        await self._show(interaction, replace(used.place, theme=theme))

    @select(CompareStats, acknowledge_press)
    async def compare(self, interaction: Interaction, used: CompareStats, picked: str) -> None:
        await self._show(interaction, replace(used.place, other_id=int(picked)))

    @button(CompareStatsWithMe, acknowledge_press)
    async def compare_with_me(self, interaction: Interaction, pressed: CompareStatsWithMe) -> None:
        await self._lists.link_of(interaction)
        await self._show(interaction, replace(pressed.place, other_id=interaction.user.id))

    async def _show(self, interaction: Interaction, place: StatsPlace, *, max_age: int = A_DAY) -> None:
        if place.other_id is None:
            await self._show_one(interaction, place, max_age)
        elif place.other_id == place.owner_id:
            with speaking_alone(interaction):
                await answer_alone(interaction, same_person())
        else:
            await self._show_two(interaction, place, place.owner_id, place.other_id)

    async def _show_one(self, interaction: Interaction, place: StatsPlace, max_age: int) -> None:
        is_own = place.owner_id == interaction.user.id
        owner, name = await self._visible_members.person(interaction, place.owner_id)
        viewer = owner if is_own else await self._lists.store.links.of(interaction.user.id)
        is_whole = is_own and not is_seen_by_others(interaction)
        subject = await self._subject(interaction, place, owner, name, is_whole=is_whole, max_age=max_age)
        pictures = await self._drawn(interaction, place, [subject], viewer)
        card = stats_card([subject], place, pictures, viewer, is_whole=is_whole)
        await (show(interaction, card) if is_own else self._visible_members.answer_of(interaction, card))

    async def _show_two(self, interaction: Interaction, place: StatsPlace, one: int, other: int) -> None:
        """Both as anybody sees them, so that like is compared with like."""
        visible = await self._visible_members.of(interaction)
        people = [await self._visible_members.shown_person(interaction, visible, who) for who in (one, other)]
        subjects = [
            await self._subject(interaction, place, link, name, is_whole=False, max_age=A_DAY) for link, name in people
        ]
        pictures = await self._drawn(interaction, place, subjects, visible.viewer)
        card = stats_card(subjects, place, pictures, visible.viewer, is_whole=False)
        await self._visible_members.answer(interaction, visible, card, one, other)

    async def _subject(
        self, interaction: Interaction, place: StatsPlace, link: Link, name: str, *, is_whole: bool, max_age: int
    ) -> StatsSubject:
        audience = Audience(is_whole, is_age_restricted(interaction))
        try:
            view = await self._parts.stats.of(link, place.kind, audience, max_age=max_age)
        except TokenRejected:
            if link.discord_id == interaction.user.id:
                raise
            raise NotLinked("their link has ended", somebody_else=True, name=name) from None
        return StatsSubject(link, name, view if may_name_adult(interaction) else view.for_all_ages())

    async def _drawn(
        self, interaction: Interaction, place: StatsPlace, subjects: Sequence[StatsSubject], viewer: Link | None
    ) -> list[Picture]:
        """The pictures, dark or light as the viewer prefers."""
        if not all(one.view.stats.titles for one in subjects):
            return []
        is_light = await self._lists.store.preferences.light_pictures(interaction.user.id)
        people = [Someone(drawable(one.name, one.link.name), one.view.stats) for one in subjects]
        look = PictureStyle(ScoreScale(format_of(viewer)), is_light)
        return [await drawn(draw) for draw in pictures_of(place.theme, place.kind, people, look)]


async def setup(bot: Musubi) -> None:
    await bot.add_cog(StatsCog(bot.lists, bot.parts, bot.visible_members))
