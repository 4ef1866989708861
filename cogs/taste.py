"""/taste and /affinity: how alike two members score, and a ranking of all."""

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from cards.affinity import AffinityPage, CompareWith, affinity_card
from cards.charts import ScoreScale, drawable, taste_compared
from cards.taste import CompareTaste, Two, taste_card, yourself
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, cached_titles, may_name_adult
from chat.interactions import Interaction, answer_alone
from chat.languages import speaking_alone
from chat.pictures import drawn
from chat.registry import button, select
from chat.visible_members import MemberVisibility
from i18n import mark
from library.opening import LibraryParts
from library.visible_members import TooFew
from store import NamedFavourite

_LOOKED_AT = 25  # nearest, and as many farthest, scores: enough to find titles that may be named


class TasteCog(commands.Cog):
    """Answers from memory; the buttons carry the two people, and the comparison is made again at each press."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(description=mark("See how well your taste matches another member’s"))
    @app_commands.describe(user=mark("The member to compare with"))
    async def taste(self, interaction: Interaction, user: discord.User) -> None:
        viewer = await self._lists.begin(interaction)
        await self._compare(interaction, viewer.discord_id, user.id)

    @app_commands.command(description=mark("Rank members here by how well their taste matches yours"))
    async def affinity(self, interaction: Interaction) -> None:
        viewer = await self._lists.begin(interaction)
        await self._rank(interaction, viewer.discord_id, number=1)

    async def compare(self, interaction: Interaction, user: discord.User) -> None:
        """Compare like /taste, by the menu, for the person alone."""
        await acknowledge_alone(interaction)
        viewer = await self._lists.link_of(interaction)
        await self._compare(interaction, viewer.discord_id, user.id)

    @select(CompareWith, acknowledge_alone)
    async def picked(self, interaction: Interaction, _used: CompareWith, picked: str) -> None:
        """Compare the presser with the member whom they picked, below the answer."""
        viewer = await self._lists.link_of(interaction)
        await self._compare(interaction, viewer.discord_id, int(picked))

    @button(CompareTaste, acknowledge_press)
    async def again(self, interaction: Interaction, pressed: CompareTaste) -> None:
        await self._compare(interaction, pressed.discord_id, pressed.other_id, is_renewed=pressed.fresh)

    @button(AffinityPage, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: AffinityPage) -> None:
        """Show another page of a member's ranking, or the ranking below a comparison."""
        await self._rank(interaction, pressed.discord_id, number=pressed.number, is_renewed=pressed.fresh)

    async def _compare(self, interaction: Interaction, one: int, other: int, *, is_renewed: bool = False) -> None:
        if one == other:
            with speaking_alone(interaction):
                await answer_alone(interaction, yourself())
            return
        visible = await self._visible_members.of(interaction)
        (viewer, name), (link, other_name) = [
            await self._visible_members.shown_person(interaction, visible, discord_id) for discord_id in (one, other)
        ]
        renewing = is_renewed and await self._visible_members.renew(visible)
        found = await self._parts.crowd.compare(one, other)
        pairs = (*found.pairs[:_LOOKED_AT], *found.pairs[-_LOOKED_AT:])
        loved, both_love = await self._favourites_of_both(one, other), await self._named_of_both(one, other)
        named = {pair.media_id for pair in pairs}.union(loved)
        media = await cached_titles(self._parts.library, named, is_adult=may_name_adult(interaction))
        scores = [(pair.mine, pair.theirs) for pair in found.pairs]
        is_light = await self._lists.store.preferences.light_pictures(interaction.user.id)
        correlation = found.affinity.correlation
        names = (drawable(name, viewer.name), drawable(other_name, link.name))
        draw = partial(
            taste_compared, *names, scores, ScoreScale(visible.score_format), correlation=correlation, is_light=is_light
        )
        picture = await drawn(draw) if scores else None
        two = Two(one, name, other, other_name, link.anilist_id)
        card = taste_card(visible, two, found, media, loved, both_love, picture, is_refreshing=renewing)
        await self._visible_members.answer(interaction, visible, card, one, other)

    async def _favourites_of_both(self, one: int, other: int) -> list[int]:
        """The favourites of both, in the order of the first member."""
        theirs = await self._lists.store.favourites.shown([one, other])
        return [media_id for media_id in theirs[one] if media_id in theirs[other]]

    async def _named_of_both(self, one: int, other: int) -> list[NamedFavourite]:
        """The favourite characters, staff and studios of both, in the order of the first member."""
        mine, theirs = [await self._lists.store.favourites.named(who) for who in (one, other)]
        liked = {(favourite.kind, favourite.id) for favourite in theirs}
        return [favourite for favourite in mine if (favourite.kind, favourite.id) in liked]

    async def _rank(self, interaction: Interaction, discord_id: int, *, number: int, is_renewed: bool = False) -> None:
        visible = await self._visible_members.of(interaction)
        viewer, name = await self._visible_members.shown_person(interaction, visible, discord_id)
        others = [one for one in visible.names if one != discord_id]
        if not others:
            raise TooFew("nobody else is shown here")
        renewing = is_renewed and await self._visible_members.renew(visible)
        found = await self._parts.crowd.affinities(discord_id, others)
        card = affinity_card(visible, viewer, name, found, number=number, is_refreshing=renewing)
        await self._visible_members.answer(interaction, visible, card, discord_id)


async def setup(bot: Musubi) -> None:
    cog = TasteCog(bot.lists, bot.parts, bot.visible_members)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name=mark("Compare taste"), callback=cog.compare))
