"""/recommend: titles that the person may like, from members with the same taste and AniList's recommendations."""

from discord import app_commands
from discord.ext import commands

from cards.recommend import PER_PAGE, RecommendKind, RecommendPage, recommend_card
from cards.thumbs import CastVote, PickPair, picked_pair, thumbs_card
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, cached_titles, may_name_adult
from chat.interactions import Interaction
from chat.options import KINDS, Kind
from chat.registry import button, select
from chat.replies import is_seen_by_others, reply, taking_off
from chat.visible_members import MemberVisibility
from i18n import mark
from library.changes.thumbs import Thumbs, TitlePair
from library.crowd import TitleFilter
from library.errors import NothingToUndo
from library.opening import LibraryParts
from library.pages import page_slice
from store import Link


class RecommendCog(commands.Cog):
    """Answers from memory, at each press for the presser."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(description=mark("Recommendations from members with your taste, and from AniList"))
    @app_commands.describe(type=mark("Anime or manga"))
    async def recommend(self, interaction: Interaction, type: Kind = "Anime") -> None:  # noqa: A002  (its name)
        await self._show(interaction, await self._lists.begin(interaction), KINDS[type], 1)

    @button(RecommendPage, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: RecommendPage) -> None:
        link = await self._lists.link_of(interaction)
        await self._show(interaction, link, pressed.kind, pressed.number, is_renewed=pressed.fresh)

    @select(RecommendKind, acknowledge_press)
    async def switch(self, interaction: Interaction, _used: RecommendKind, picked: str) -> None:
        link = await self._lists.link_of(interaction)
        await self._show(interaction, link, picked, 1)

    @select(PickPair, acknowledge_press)
    async def open_vote(self, interaction: Interaction, _used: PickPair, picked: str) -> None:
        """Show the presser's vote on one recommendation, and let them vote."""
        link, pair = await self._lists.link_of(interaction), picked_pair(picked)
        thumbs = await self._parts.thumbs.of(link, pair)
        await self._show_vote(interaction, link, pair, thumbs)

    @button(CastVote, acknowledge_press)
    async def vote(self, interaction: Interaction, pressed: CastVote) -> None:
        async with taking_off(interaction, NothingToUndo):
            link = await self._lists.link_of(interaction, account=pressed.account)
        thumbs = await self._parts.thumbs.vote(link, pressed.pair, pressed.vote)
        await self._show_vote(interaction, link, pressed.pair, thumbs, pressed)

    async def _show_vote(
        self, interaction: Interaction, link: Link, pair: TitlePair, thumbs: Thumbs, pressed: CastVote | None = None
    ) -> None:
        because = await self._parts.library.media(link, pair.media_id)
        recommended = await self._parts.library.media(link, pair.recommended_id)
        await reply(interaction, lambda: thumbs_card(recommended, because, thumbs, link, pressed), is_secret=True)

    async def _show(
        self, interaction: Interaction, viewer: Link, kind: str, number: int, *, is_renewed: bool = False
    ) -> None:
        visible = await self._visible_members.of(interaction)
        _, name = await self._visible_members.shown_person(interaction, visible, viewer.discord_id)
        renewing = is_renewed and await self._visible_members.renew(visible)
        others = [one for one in visible.names if one != viewer.discord_id]
        is_adult, is_alone = may_name_adult(interaction), not is_seen_by_others(interaction)
        wanted = TitleFilter(media_type=kind, is_adult=is_adult)
        found = await self._parts.crowd.recommend(viewer.discord_id, others, wanted, is_alone=is_alone)
        page = page_slice(len(found), number, PER_PAGE)
        shown = found[page.start : page.end]
        media = await cached_titles(
            self._parts.library, {*(one.media_id for one in shown), *(one.because for one in shown)}, is_adult=is_adult
        )
        card = recommend_card(visible, viewer, name, found, media, kind=kind, number=number, is_refreshing=renewing)
        await self._visible_members.answer(interaction, visible, card, viewer.discord_id)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RecommendCog(bot.lists, bot.parts, bot.visible_members))
