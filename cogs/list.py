"""/list: a list, page by page, for its owner and for the members who may see it."""

import discord
from discord import app_commands
from discord.ext import commands

from anilist import TokenRejected
from cards import lists as cards
from cards.buttons import ShowMyList
from cards.lists import ShowPage, ShowStatus
from chat.acknowledging import acknowledge_alone, acknowledge_as_set, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.options import KINDS, STATUSES, Kind, Status
from chat.registry import button, select
from chat.replies import is_age_restricted, is_seen_by_others
from chat.visible_members import MemberVisibility
from i18n import mark
from library.lists import Audience, PageQuery, Sort
from library.opening import LibraryParts
from library.viewer import language_of
from linking import NotLinked


class ListCog(commands.Cog):
    """Shows lists in pages. Their buttons carry the whole state of a page, which is made again at each press."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(name="list", description=mark("Show your list or a member’s"))
    @app_commands.describe(
        type=mark("Anime or manga"),
        status=mark("Which list (default: Watching or Reading)"),
        user=mark("Whose list (default: yours)"),
        sort=mark("How to sort it (default: last update first)"),
    )
    async def list(
        self,
        interaction: Interaction,
        type: Kind = "Anime",  # noqa: A002  (the option's name)
        status: Status = "Watching or reading",
        user: discord.User | None = None,
        sort: Sort = "updated",
    ) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        await acknowledge_as_set(interaction, self._lists.store.preferences, is_secret=viewer is None)
        owner_id = user.id if user else interaction.user.id
        await self._show(interaction, owner_id, kind=KINDS[type], status=STATUSES[status], sort=sort, number=1)

    @button(ShowMyList, acknowledge_alone)
    async def own(self, interaction: Interaction, _pressed: ShowMyList) -> None:
        """Show the presser's own list, below the card whose button was pressed."""
        link = await self._lists.link_of(interaction)
        kind = "MANGA" if link.manga_count and not link.anime_count else "ANIME"
        await self._show(interaction, link.discord_id, kind=kind, status="CURRENT", sort="updated", number=1)

    @button(ShowPage, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowPage) -> None:
        """Show another page or order, or the same page again."""
        owner_id = pressed.owner_id
        if pressed.fresh and owner_id == interaction.user.id:
            await self._parts.list_sync.sync_list(await self._lists.link_of(interaction), pressed.kind)
        await self._show(
            interaction,
            owner_id,
            kind=pressed.kind,
            status=pressed.status,
            sort=pressed.sort,
            number=pressed.number,
        )

    @select(ShowStatus, acknowledge_press)
    async def switch(self, interaction: Interaction, used: ShowStatus, picked: str) -> None:
        """Show another status, from the select."""
        await self._show(interaction, used.owner_id, kind=used.kind, status=picked, sort=used.sort, number=1)

    async def _show(
        self, interaction: Interaction, owner_id: int, *, kind: str, status: str, sort: Sort, number: int
    ) -> None:
        """Show a page. Raises NotLinked, VisibleMembersError."""
        owner, name = await self._visible_members.person(interaction, owner_id)
        is_own = owner_id == interaction.user.id
        viewer = owner if is_own else await self._lists.store.links.of(interaction.user.id)
        audience = Audience(is_own and not is_seen_by_others(interaction), is_age_restricted(interaction))
        query = PageQuery(media_type=kind, status=status, sort=sort, number=number, language=language_of(viewer))
        try:
            page = await self._parts.list_pages.page(owner, audience, query)
        except TokenRejected:
            if is_own:
                raise
            raise NotLinked("their link has ended", somebody_else=True, name=name) from None
        now, whole = self._lists.now(), audience.is_owner_alone
        card = cards.list_page(page, owner, name, viewer, kind=kind, status=status, sort=sort, now=now, is_whole=whole)
        await (show(interaction, card) if is_own else self._visible_members.answer_of(interaction, card))
        if is_own:
            await self._parts.receipts.seen(owner.discord_id, [entry for entry, _ in page.lines])


async def setup(bot: Musubi) -> None:
    await bot.add_cog(ListCog(bot.lists, bot.parts, bot.visible_members))
