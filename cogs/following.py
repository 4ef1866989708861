"""/following, and “People I follow” of a title: whom somebody follows is told to them alone."""

from collections.abc import Mapping

from discord import app_commands
from discord.ext import commands

from anilist import Direction, FollowedUser
from cards.following import RefreshFollowed, followed_card
from cards.follows import Here, OpenFollowed, ShowFollows, follows_card
from cards.list_buttons import ShowFollowed
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, cached_titles, may_name_adult
from chat.interactions import Interaction
from chat.registry import button, select
from chat.replies import reply
from chat.strangers import StrangerCards
from chat.visible_members import MemberVisibility
from i18n import mark
from library.following import SECONDS_STAY
from library.opening import LibraryParts
from library.viewer import language_of
from library.visible_members import VisibleMembersError


class FollowingCog(commands.Cog):
    """Whom somebody follows, and what they told that person, is in no message that others see."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members
        self._strangers = StrangerCards(lists, parts)

    @app_commands.command(description=mark("See who you follow on AniList, and who follows you"))
    async def following(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        await self._show_people(interaction, "following", 1, SECONDS_STAY)

    @button(ShowFollows, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowFollows) -> None:
        max_age = 0 if pressed.fresh else SECONDS_STAY
        await self._show_people(interaction, pressed.direction, pressed.number, max_age)

    @select(OpenFollowed, acknowledge_alone)
    async def open(self, interaction: Interaction, _used: OpenFollowed, picked: str) -> None:
        """Show the account as AniList shows it to everybody, whether it is a member's or not."""
        found = await self._parts.strangers.of_id(int(picked), "ANIME")
        await self._strangers.show_profile(interaction, found, "ANIME")

    @button(ShowFollowed, acknowledge_alone)
    async def show(self, interaction: Interaction, pressed: ShowFollowed) -> None:
        """Answer below the card, which stays."""
        await self._show_opinions(interaction, pressed.media_id, SECONDS_STAY)

    @button(RefreshFollowed, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshFollowed) -> None:
        await self._show_opinions(interaction, pressed.media_id, 0)

    async def _show_people(self, interaction: Interaction, direction: Direction, number: int, max_age: int) -> None:
        link = await self._lists.link_of(interaction)
        page = await self._parts.followed.page(link, direction, number, max_age=max_age)
        here = await self._here(interaction, page.people)
        await reply(interaction, lambda: follows_card(page, here, language_of(link)), is_secret=True)

    async def _here(self, interaction: Interaction, people: list[FollowedUser]) -> Mapping[int, Here]:
        """Those of the people who may be shown in this server, by their ids at AniList."""
        try:
            visible = await self._visible_members.of(interaction)
        except VisibleMembersError:
            return {}
        accounts = await self._lists.store.links.of_accounts([one.id for one in people])
        members = {account: one for account, one in accounts.items() if one in visible.names}
        watching = await self._lists.store.shown.watching(members.values())
        named = {media_id for titles in watching.values() for media_id in titles}
        media = await cached_titles(self._parts.library, named, is_adult=may_name_adult(interaction))
        return {
            account: Here(visible.names[one], [media[title] for title in watching.get(one, ()) if title in media])
            for account, one in members.items()
        }

    async def _show_opinions(self, interaction: Interaction, media_id: int, max_age: int) -> None:
        link = await self._lists.link_of(interaction)
        found = await self._parts.followed.opinions(link, media_id, max_age=max_age)
        media = await self._parts.library.media(link, media_id)
        _, entry = await self._parts.library.cached_title(link, media_id)
        progress = entry.progress if entry else 0
        await reply(interaction, lambda: followed_card(media, found, link, progress=progress), is_secret=True)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(FollowingCog(bot.lists, bot.parts, bot.visible_members))
