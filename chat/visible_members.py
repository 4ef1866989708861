"""The visible members of a server: a command about members begins and ends here.

    await acknowledge_as_set(interaction, preferences)      # or acknowledge_press, for a button
    visible = await visible_members.of(interaction)         # or raises VisibleMembersError
    renewing = cards.is_fresh(match) and await visible_members.renew(visible)
    ...                                                     # show nobody but visible.names
    card = Card(colour, ..., cards.foot(visible, is_refreshing=renewing), row(cards.refresh(custom_id)))
    await visible_members.answer(interaction, visible, card, is_secret=...)

A command about one member begins with ``visible_members.person`` and ends with ``visible_members.answer_of``.
Members are read again for every answer: a member who unlinks, leaves or hides is missing from the next one. Of their
entries only those in the view ``shown`` may be read. Knows nothing of the content of an answer.
"""

from collections.abc import Callable
from typing import Any

import discord
from discord import ui

from cards.visible_members import seen_here
from chat.interactions import Interaction, answer_beside
from chat.languages import speak_to, speaking_alone
from chat.member_cache import MemberCache
from chat.permissions import server_of
from chat.replies import reply
from library.sync.list_sync import SECONDS_UNTIL_CHANGES, ListSync
from library.visible_members import NobodyShown, SwitchedOff, TooFew, VisibleMembers
from linking import NotLinked
from store import Link, Store

SECONDS_BETWEEN = 600  # between two background syncs in the same server
SECONDS_UNTIL_SCORES = 3600  # which make no activity, as notes don't
PEOPLE_AT_ONCE = 10  # whose lists are then read again, each in one request or a few


class MemberVisibility:
    """Decides who may be shown; the whole bot has one instance, which remembers where lists were synced lately."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        list_sync: ListSync,
        member_cache: MemberCache,
        now: Callable[[], int],
    ) -> None:
        self._client = client
        self._store = store
        self._list_sync = list_sync
        self._member_cache = member_cache
        self._now = now
        self._renewed: dict[int, int] = {}

    async def of(self, interaction: Interaction, *, least: int = 1) -> VisibleMembers:
        """The members who may be shown in this server; fewer than `least` is an error. Raises VisibleMembersError."""
        guild = await self._guild(interaction)
        viewer = await self._store.links.of(interaction.user.id)
        names = await self._member_cache.present(guild, await self._shown(guild, interaction.user))
        if not names:
            raise NobodyShown(is_viewer_linked=viewer is not None)
        if len(names) < least:
            raise TooFew(f"{len(names)} shown, {least} needed")
        return VisibleMembers(
            guild_id=guild.id,
            guild_name=guild.name,
            viewer_id=interaction.user.id,
            viewer=viewer,
            names=names,
            read_at=await self._store.shown.read_at(names),
            heard_at=await self._store.hearing.heard_at(names),
        )

    async def person(self, interaction: Interaction, discord_id: int, viewer: Link | None = None) -> tuple[Link, str]:
        """The link and Discord name of the viewer, or of another person who may be shown.

        The `viewer` is theirs, if it is read already. Raises NotLinked, and VisibleMembersError.
        """
        if discord_id == interaction.user.id:
            return viewer or await self._viewer(interaction), interaction.user.display_name
        guild, link = await self._guild(interaction), await self._store.links.of(discord_id)
        may_be = link and await self._store.members.is_shown(discord_id, guild.id)
        names = await self._member_cache.present(guild, [discord_id]) if may_be else {}
        if link is None or not names:
            raise not_shown(interaction, discord_id)
        return link, names[discord_id]

    async def _viewer(self, interaction: Interaction) -> Link:
        link = await self._store.links.of(interaction.user.id)
        if link is None:
            raise NotLinked("this needs an AniList account")
        return link

    async def shown_person(
        self, interaction: Interaction, visible: VisibleMembers, discord_id: int
    ) -> tuple[Link, str]:
        """The link and name of the viewer, or of a person shown in the same answer. Raises NotLinked.

        The answer about a viewer who is hidden here is theirs alone, and so in their language.
        """
        is_viewer = discord_id == interaction.user.id
        link = visible.viewer if is_viewer else await self._store.links.of(discord_id)
        name = visible.names.get(discord_id, interaction.user.display_name if is_viewer else None)
        if link is None or name is None:
            raise NotLinked("there is nobody to compare") if is_viewer else not_shown(interaction, discord_id)
        if discord_id not in visible.names:
            speak_to(interaction, is_public=False)
        return link, name

    async def renew(self, visible: VisibleMembers) -> bool:
        """Sync the oldest lists in the background, after all other requests.

        Where activity at AniList shows no change, an hour is not old. False when it is too early, or none is old.
        """
        now = self._now()
        self._renewed = {guild: at for guild, at in self._renewed.items() if now - at < SECONDS_BETWEEN}
        oldest = sorted(visible.read_at, key=lambda one: visible.read_at[one])
        old = [
            one
            for one in oldest
            if now - max(visible.read_at[one], visible.heard_at.get(one, 0)) > SECONDS_UNTIL_CHANGES
            or now - visible.read_at[one] > SECONDS_UNTIL_SCORES
        ]
        if visible.guild_id in self._renewed or not old:
            return False
        self._renewed[visible.guild_id] = now
        links = await self._store.links.living(old, limit=PEOPLE_AT_ONCE)
        for link in links:
            self._list_sync.start_sync(link)
        return bool(links)

    async def answer(
        self,
        interaction: Interaction,
        visible: VisibleMembers,
        view: ui.LayoutView,
        *about: int,
        is_secret: bool = False,
    ) -> None:
        """Show `view`, and tell the viewer alone, once, who sees them here.

        An answer `about` a person who is hidden here can only be about the viewer, and is theirs alone.
        """
        is_secret = is_secret or not set(about) <= visible.names.keys()
        await reply(interaction, lambda: view, is_secret=is_secret)
        await self.tell(interaction, visible)

    async def tell(self, interaction: Interaction, visible: VisibleMembers) -> None:
        """Tell the viewer alone, once, who sees them here, after an answer."""
        if visible.viewer_id in visible.names:
            await self._tell(interaction, visible.guild_id, visible.guild_name)

    async def answer_of(self, interaction: Interaction, view: ui.LayoutView) -> None:
        """Show an answer about one person; otherwise like `answer`."""
        await reply(interaction, lambda: view, is_secret=False)
        guild = self._client.get_guild(interaction.guild_id or 0)
        if guild and await self._store.members.is_shown(interaction.user.id, guild.id):
            await self._tell(interaction, guild.id, guild.name)

    async def _tell(self, interaction: Interaction, guild_id: int, guild_name: str) -> None:
        if await self._store.members.mark_told(interaction.user.id, guild_id):
            with speaking_alone(interaction):
                await answer_beside(interaction, seen_here(guild_id, guild_name))

    async def _guild(self, interaction: Interaction) -> discord.Guild:
        guild = server_of(interaction)
        if not (await self._store.guilds.of(guild.id)).is_social:
            raise SwitchedOff("the server does not want it")
        return guild

    async def _shown(self, guild: discord.Guild, viewer: discord.User | discord.Member) -> list[int]:
        """The ids of the visible members. A linked viewer who is not hidden joins them at this moment."""
        if isinstance(viewer, discord.Member):
            self._member_cache.saw(viewer)
        shown = await self._store.members.shown(guild.id)
        if viewer.id not in shown:  # the first use is recorded in a task of its own, and may be there by now
            await self._store.members.record_use(viewer.id, guild.id, self._now())
            shown = await self._store.members.shown(guild.id)
        return shown


def not_shown(interaction: Interaction, discord_id: int) -> NotLinked:
    """The error for a person who has not linked, or is not shown here; with their name if Discord has just sent it."""
    data: Any = interaction.data or {}
    resolved = data.get("resolved", {})
    member, user = (resolved.get(kind, {}).get(str(discord_id), {}) for kind in ("members", "users"))
    name = member.get("nick") or user.get("global_name") or user.get("username")
    return NotLinked("they are not shown here", somebody_else=True, name=name)
