"""/list: a list, page by page, for its owner and for those who may see it."""

import re

import discord
from discord import app_commands
from discord.ext import commands

from anilist import TokenRejected
from cards import buttons
from cards import lists as cards
from chat.acknowledging import acknowledge_as_set, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.options import STATUSES, Kind, Status
from chat.registry import chosen, on_press
from chat.replies import is_age_restricted, is_seen_by_others
from chat.visible_members import MemberVisibility
from library.lists import SORTS, Audience, Sort, page_of
from library.opening import LibraryParts
from library.viewer import language_of
from linking import NotLinked


class ListCog(commands.Cog):
    """Pages carry all that they show in their buttons, and are made anew at each press."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(name="list", description="Your list, or that of somebody here")
    @app_commands.describe(
        type="Anime or manga",
        status="Which of the lists; left out: what is being watched or read",
        user="Whose list; left out: your own",
        sort="In which order; left out: latest change first",
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
        await self._show(interaction, owner_id, kind=type.upper(), status=STATUSES[status], sort=sort, number=1)

    async def own(self, interaction: Interaction, _match: re.Match[str]) -> None:
        """One's own list, below the card whose button was pressed."""
        link = await self._lists.press(interaction, is_beside=True)
        kind = "MANGA" if link.manga_count and not link.anime_count else "ANIME"
        await self._show(interaction, link.discord_id, kind=kind, status="CURRENT", sort="updated", number=1)

    async def turn(self, interaction: Interaction, match: re.Match[str]) -> None:
        """Another page, another order, or the same anew."""
        await acknowledge_press(interaction)
        owner_id = int(match["owner"])
        if match["fresh"] and owner_id == interaction.user.id:
            await self._parts.list_sync.sync_list(await self._lists.link_of(interaction), match["kind"])
        await self._show(
            interaction,
            owner_id,
            kind=match["kind"],
            status=match["status"],
            sort=SORTS.get(match["sort"], "updated"),
            number=int(match["number"]),
        )

    async def switch(self, interaction: Interaction, match: re.Match[str]) -> None:
        """Another status, from the select."""
        await acknowledge_press(interaction)
        await self._show(
            interaction,
            int(match["owner"]),
            kind=match["kind"],
            status=chosen(interaction)[0],
            sort=SORTS.get(match["sort"], "updated"),
            number=1,
        )

    async def _show(
        self, interaction: Interaction, owner_id: int, *, kind: str, status: str, sort: Sort, number: int
    ) -> None:
        """Raises NotLinked, CircleError."""
        owner, name = await self._visible_members.person(interaction, owner_id)
        is_own = owner_id == interaction.user.id
        viewer = owner if is_own else await self._lists.store.links.of(interaction.user.id)
        try:
            shelf = await self._parts.library.snapshot(owner, kind)
        except TokenRejected:
            if is_own:
                raise
            raise NotLinked("their link has ended", somebody_else=True, name=name) from None
        now = self._lists.now()
        audience = Audience(is_own and not is_seen_by_others(interaction), is_age_restricted(interaction))
        language = language_of(viewer)
        page = page_of(shelf, audience, status=status, sort=sort, number=number, language=language, now=now)
        chosen_so = {"kind": kind, "status": status, "sort": sort}
        card = cards.list_page(page, owner, name, viewer, **chosen_so, now=now, is_whole=audience.is_owner_alone)
        await (show(interaction, card) if is_own else self._visible_members.answer_of(interaction, card))
        if is_own:
            await self._parts.receipts.seen(owner.discord_id, [entry for entry, _ in page.lines])


async def setup(bot: Musubi) -> None:
    cog = ListCog(bot.lists, bot.parts, bot.visible_members)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(cards.PAGE, cog.turn), on_press(cards.STATUS, cog.switch), on_press(buttons.MY_LIST, cog.own)
    )
