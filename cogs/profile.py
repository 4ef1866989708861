"""/profile and the menu “AniList profile”: the statistics of a member's lists."""

import discord
from discord import app_commands
from discord.ext import commands

from anilist import TokenRejected
from cards.charts import ScoreScale, drawable
from cards.profile import ShowProfile, profile_card
from chat.acknowledging import acknowledge_alone, acknowledge_as_set, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.options import KINDS, Kind
from chat.profile_pictures import profile_pictures
from chat.registry import button
from chat.replies import is_age_restricted, is_seen_by_others
from chat.strangers import StrangerCards
from chat.visible_members import MemberVisibility
from i18n import mark
from library.lists import Audience
from library.opening import LibraryParts
from library.viewer import format_of
from linking import NotLinked


class ProfileCog(commands.Cog):
    """Shows profiles. The buttons carry the owner, and anime or manga."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members
        self._strangers = StrangerCards(lists, parts)

    @app_commands.command(description=mark("Your stats and favourites, or another member’s"))
    @app_commands.describe(
        user=mark("A member (default: you)"),
        type=mark("Anime or manga"),
        name=mark("Anybody’s AniList name or profile link"),
    )
    async def profile(
        self,
        interaction: Interaction,
        user: discord.User | None = None,
        type: Kind = "Anime",  # noqa: A002  (the option's name)
        name: str | None = None,
    ) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        await acknowledge_as_set(interaction, self._lists.store.preferences, is_secret=viewer is None and not name)
        if name:
            found = await self._parts.strangers.of_name(name, KINDS[type])
            await self._strangers.show_profile(interaction, found, KINDS[type])
        else:
            await self._show(interaction, user.id if user else interaction.user.id, KINDS[type])

    async def look(self, interaction: Interaction, user: discord.User) -> None:
        """Show a profile by the menu, to the person alone."""
        await acknowledge_alone(interaction)
        await self._show(interaction, user.id, "ANIME")

    @button(ShowProfile, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowProfile) -> None:
        """Show the other list, or the same again; only the presser's own list is fetched from AniList."""
        owner_id = pressed.owner_id
        if pressed.fresh and owner_id == interaction.user.id:
            await self._parts.list_sync.sync_now(await self._lists.link_of(interaction))
        await self._show(interaction, owner_id, pressed.kind)

    async def _show(self, interaction: Interaction, owner_id: int, kind: str) -> None:
        is_own = owner_id == interaction.user.id
        owner, name = await self._visible_members.person(interaction, owner_id)
        viewer = owner if is_own else await self._lists.store.links.of(interaction.user.id)
        is_whole = is_own and not is_seen_by_others(interaction)
        try:
            profile = await self._parts.profiles.of(owner, kind, Audience(is_whole, is_age_restricted(interaction)))
        except TokenRejected:
            if is_own:
                raise
            raise NotLinked("their link has ended", somebody_else=True, name=name) from None
        scale, drawn_name = ScoreScale(format_of(viewer)), drawable(name, owner.name)
        pictures = await profile_pictures(
            self._lists.store.preferences, drawn_name, profile, scale, interaction.user.id
        )
        card = profile_card(owner, name, profile, viewer, pictures, kind=kind, is_whole=is_whole)
        await (show(interaction, card) if is_own else self._visible_members.answer_of(interaction, card))


async def setup(bot: Musubi) -> None:
    cog = ProfileCog(bot.lists, bot.parts, bot.visible_members)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name=mark("AniList profile"), callback=cog.look))
