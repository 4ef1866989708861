"""/who: the members who have a title, from memory."""

from discord import app_commands
from discord.ext import commands

from cards import who as cards
from cards.who import WhoPage, WhoStatus
from chat.acknowledging import acknowledge_as_set, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.languages import speak_to
from chat.options import AnyTitle
from chat.registry import button, select
from chat.replies import is_for_one_alone, is_seen_by_others
from chat.visible_members import MemberVisibility
from i18n import mark
from library.crowd.who import grouped
from library.opening import LibraryParts
from library.visible_members import VisibleMembers
from store import Media, ShownEntry


class WhoCog(commands.Cog):
    """Shows who has a title; the buttons carry the title, the status and the page."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(description=mark("See who here has an anime or manga on their list, and their scores"))
    @app_commands.describe(title=mark("An anime or manga"))
    async def who(self, interaction: Interaction, title: AnyTitle) -> None:
        await self._acknowledge(interaction, await self._parts.finder.recognise(None, title))
        visible = await self._visible_members.of(interaction)
        await self._show(interaction, visible, await self._parts.finder.find(visible.viewer, title, None))

    @select(WhoStatus, acknowledge_press)
    async def pick(self, interaction: Interaction, used: WhoStatus, picked: str) -> None:
        """Show the members with one status, or all again."""
        visible = await self._visible_members.of(interaction)
        await self._show(interaction, visible, used.media_id, status=picked)

    @button(WhoPage, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: WhoPage) -> None:
        """Show another page, or the same again."""
        visible = await self._visible_members.of(interaction)
        is_refreshing = pressed.fresh and await self._visible_members.renew(visible)
        status, number = pressed.status, pressed.number
        await self._show(
            interaction, visible, pressed.media_id, status=status, number=number, is_refreshing=is_refreshing
        )

    async def _acknowledge(self, interaction: Interaction, media_id: int | None) -> None:
        """Acknowledge by the title alone: an answer that depended on the viewer's entry would reveal that entry."""
        media = (await self._parts.library.cached_media([media_id])).get(media_id) if media_id else None
        is_secret = media is not None and is_for_one_alone(interaction, media)
        await acknowledge_as_set(interaction, self._lists.store.preferences, is_secret=is_secret)

    async def _show(
        self,
        interaction: Interaction,
        visible: VisibleMembers,
        media_id: int,
        *,
        status: str = cards.EVERYBODY,
        number: int = 1,
        is_refreshing: bool = False,
    ) -> None:
        media = await self._parts.library.media(visible.viewer, media_id)
        shown = await self._lists.store.shown.of_title(media_id, visible.names)
        is_secret = is_for_one_alone(interaction, media)
        if is_secret:
            speak_to(interaction, is_public=False)
        is_alone = is_secret or not is_seen_by_others(interaction)
        card = cards.who_card(
            media,
            grouped(shown, visible.names),
            visible,
            progress=await self._progress(visible, media, shown, is_alone=is_alone),
            status=status,
            number=number,
            is_refreshing=is_refreshing,
        )
        await self._visible_members.answer(interaction, visible, card, is_secret=is_secret)

    async def _progress(self, visible: VisibleMembers, media: Media, shown: list[ShownEntry], *, is_alone: bool) -> int:
        """The viewer's progress; where others see the answer, the progress of their shown entry."""
        if is_alone and visible.viewer:
            _, entry = await self._parts.library.cached_title(visible.viewer, media.id)
            return entry.progress if entry else 0
        return next((entry.progress for entry in shown if entry.discord_id == visible.viewer_id), 0)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(WhoCog(bot.lists, bot.parts, bot.visible_members))
