"""“People I follow” on a title's card: what they think of it, told to the presser alone."""

from discord.ext import commands

from cards.following import RefreshFollowed, ShowFollowed, followed_card
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.registry import button
from chat.replies import reply
from library.following import SECONDS_STAY
from library.opening import LibraryParts


class FollowingCog(commands.Cog):
    """Whom somebody follows, and what they told that person, is in no message that others see."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @button(ShowFollowed, acknowledge_alone)
    async def show(self, interaction: Interaction, pressed: ShowFollowed) -> None:
        """Answer below the card, which stays."""
        await self._show(interaction, pressed.media_id, SECONDS_STAY)

    @button(RefreshFollowed, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshFollowed) -> None:
        await self._show(interaction, pressed.media_id, 0)

    async def _show(self, interaction: Interaction, media_id: int, max_age: int) -> None:
        link = await self._lists.link_of(interaction)
        found = await self._parts.followed.opinions(link, media_id, max_age=max_age)
        media = await self._parts.library.media(link, media_id)
        _, entry = await self._parts.library.cached_title(link, media_id)
        progress = entry.progress if entry else 0
        await reply(interaction, lambda: followed_card(media, found, link, progress=progress), is_secret=True)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(FollowingCog(bot.lists, bot.parts))
