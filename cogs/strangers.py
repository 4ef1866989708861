"""The buttons of profiles and lists of any AniList account, which /profile and /list open by a name."""

from discord.ext import commands

from cards.strangers import (
    ShowPublicList,
    ShowPublicStatus,
    ShowStranger,
    SortPublicList,
    picked_sort,
    picked_status,
)
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.interactions import Interaction
from chat.registry import button, select
from chat.strangers import SECONDS_UNTIL_FRESH, StrangerCards
from library.listing.query import PageQuery, Sort
from library.opening import LibraryParts
from library.strangers import SECONDS_KEPT


class StrangersCog(commands.Cog):
    """Turns pages. A button knows the account by AniList's id, as names change."""

    def __init__(self, parts: LibraryParts, cards: StrangerCards) -> None:
        self._parts = parts
        self._cards = cards

    @button(ShowStranger, acknowledge_press)
    async def profile(self, interaction: Interaction, pressed: ShowStranger) -> None:
        max_age = SECONDS_UNTIL_FRESH if pressed.fresh else SECONDS_KEPT
        found = await self._parts.strangers.of_id(pressed.user_id, pressed.kind, max_age=max_age)
        await self._cards.show_profile(interaction, found, pressed.kind)

    @button(ShowPublicList, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowPublicList) -> None:
        query = await self._query(pressed.kind, pressed.status, pressed.sort, pressed.view, pressed.number)
        await self._show(interaction, pressed.user_id, query, fresh=pressed.fresh)

    @select(ShowPublicStatus, acknowledge_press)
    async def switch(self, interaction: Interaction, used: ShowPublicStatus, picked: str) -> None:
        query = await self._query(used.kind, picked_status(picked), used.sort, used.view)
        await self._show(interaction, used.user_id, query)

    @select(SortPublicList, acknowledge_press)
    async def sort(self, interaction: Interaction, used: SortPublicList, picked: str) -> None:
        query = await self._query(used.kind, used.status, picked_sort(picked), used.view)
        await self._show(interaction, used.user_id, query)

    async def _query(self, kind: str, status: str, sort: Sort, view: str | None, number: int = 1) -> PageQuery:
        filters = await self._cards.filters(view)
        return PageQuery(media_type=kind, status=status, sort=sort, number=number, language="ROMAJI", filters=filters)

    async def _show(self, interaction: Interaction, user_id: int, query: PageQuery, *, fresh: bool = False) -> None:
        max_age = SECONDS_UNTIL_FRESH if fresh else SECONDS_KEPT
        found = await self._parts.strangers.of_id(user_id, query.media_type, max_age=max_age)
        await self._cards.show_list(interaction, found, query)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(StrangersCog(bot.parts, StrangerCards(bot.lists, bot.parts)))
