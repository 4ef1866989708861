"""/account and /unlink: who one is here, what is remembered, who sees it, and the end of it."""

import re

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from cards import account as cards
from cards import buttons
from cards import link as link_cards
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.interactions import Interaction, show, write_to
from chat.registry import on_press
from library.sync.list_sync import ListSync
from linking import Linking
from store import Store

_OTHERS = "/account shows your own."


class AccountCog(commands.Cog):
    """The panel, its buttons, and unlinking."""

    def __init__(self, bot: commands.Bot, linking: Linking, list_sync: ListSync, store: Store) -> None:
        self._bot = bot
        self._linking = linking
        self._list_sync = list_sync
        self._store = store
        self._links = store.links
        self._visibility = store.visibility
        self._preferences = store.preferences

    @app_commands.command(name="account", description="Your link: what Musubi remembers, and who sees it")
    async def account(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        await self._show_panel(interaction)

    @app_commands.command(name="unlink", description="Unlink your AniList account and delete everything held about you")
    async def unlink(self, interaction: Interaction) -> None:
        await self._ask(interaction)

    async def ask_unlink(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await self._ask(interaction)

    async def unlink_now(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await acknowledge_in_place(interaction)
        link = await self._linking.unlink(interaction.user.id)
        await show(interaction, link_cards.unlinked(link))
        if link:
            await write_to(self._bot, link.discord_id, link_cards.notice_unlinked(link))

    async def keep(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await acknowledge_in_place(interaction)
        link = await self._links.of(interaction.user.id)
        await show(interaction, link_cards.kept(link) if link else link_cards.not_linked())

    async def refresh(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await acknowledge_in_place(interaction)
        if link := await self._links.of(interaction.user.id):
            await self._linking.refresh(link)
            self._list_sync.start_sync(link, whole=True)
        await self._show_panel(interaction)

    async def switch_visibility(self, interaction: Interaction, match: re.Match[str]) -> None:
        await _acknowledge_in_place(interaction)
        switch = self._visibility.hide if match["action"] == "hide" else self._visibility.show
        await switch(interaction.user.id, int(match["guild_id"]))
        await self._show_panel(interaction, int(match["guild_id"]))

    async def switch_everywhere(self, interaction: Interaction, match: re.Match[str]) -> None:
        await _acknowledge_in_place(interaction)
        everywhere = self._visibility.hide_everywhere if match["action"] == "hide" else self._visibility.show_again
        await everywhere(interaction.user.id)
        await self._show_panel(interaction)

    async def switch_replies(self, interaction: Interaction, match: re.Match[str]) -> None:
        await _acknowledge_in_place(interaction)
        await self._preferences.set_public_replies(interaction.user.id, public=match["style"] == "public")
        await self._show_panel(interaction)

    async def switch_pictures(self, interaction: Interaction, match: re.Match[str]) -> None:
        await _acknowledge_in_place(interaction)
        await self._preferences.set_light_pictures(interaction.user.id, light=match["ground"] == "light")
        await self._show_panel(interaction)

    async def export(self, interaction: Interaction, _match: re.Match[str]) -> None:
        """A file of everything that is held about whoever presses, below the panel."""
        await acknowledge_alone(interaction)
        held = await self._store.personal_data.everything(interaction.user.id)
        await show(interaction, cards.exported(msgspec.json.format(msgspec.json.encode(held))))

    async def _ask(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        link = await self._links.of(interaction.user.id)
        if link is None:
            await self._linking.unlink(interaction.user.id)  # there may be an attempt to forget
        await show(interaction, link_cards.unlink_question(link) if link else link_cards.not_linked())

    async def _show_panel(self, interaction: Interaction, guild_id: int | None = None) -> None:
        link = await self._links.of(interaction.user.id)
        if link is None:
            await show(interaction, link_cards.not_linked())
            return
        if guild_id is None or not await self._store.members.uses(link.discord_id, guild_id):
            guild_id = interaction.guild_id
        guild = self._bot.get_guild(guild_id or 0)
        await show(interaction, cards.account(link, await self._choices(link.discord_id, guild)))

    async def _choices(self, discord_id: int, guild: discord.Guild | None) -> cards.Choices:
        everywhere = [self._bot.get_guild(guild_id) for guild_id in await self._store.members.servers(discord_id)]
        return cards.Choices(
            guild_id=guild.id if guild else None,
            guild_name=guild.name if guild else None,
            is_hidden=guild is not None and await self._visibility.hidden(discord_id, guild.id),
            is_barred=guild is not None and await self._store.members.is_hidden_by_admin(discord_id, guild.id),
            is_hidden_everywhere=await self._visibility.hidden_everywhere(discord_id),
            is_public=await self._preferences.public_replies(discord_id),
            is_light=await self._preferences.light_pictures(discord_id),
            reminder=await self._store.reminders.of(discord_id),
            favourites=len(await self._store.favourites.of(discord_id)),
            servers=tuple(server.name for server in everywhere if server),
            shares=await self._shares(discord_id, guild.id) if guild else None,
        )

    async def _shares(self, discord_id: int, guild_id: int) -> bool | None:
        """Whether what the person does is told there; None where nobody's is."""
        feeds = await self._store.feeds.of_guild(guild_id)
        if all(feed.kind != "activity" for feed in feeds):
            return None
        return await self._store.feeds.shares(guild_id, discord_id)


async def _acknowledge_in_place(interaction: Interaction) -> None:
    """The panel changes under the finger; a card in the direct messages stays, and the panel comes below it."""
    if interaction.message and interaction.message.flags.ephemeral:
        await acknowledge_in_place(interaction)
    else:
        await acknowledge_alone(interaction)


async def setup(bot: Musubi) -> None:
    cog = AccountCog(bot, bot.linking, bot.parts.list_sync, bot.store)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(buttons.REFRESH, cog.refresh, others=_OTHERS),
        on_press(buttons.UNLINK, cog.ask_unlink, others=_OTHERS),
        on_press(buttons.UNLINK_YES, cog.unlink_now, others=_OTHERS),
        on_press(buttons.UNLINK_NO, cog.keep, others=_OTHERS),
        on_press(buttons.VISIBILITY, cog.switch_visibility, others=_OTHERS),
        on_press(buttons.EVERYWHERE, cog.switch_everywhere, others=_OTHERS),
        on_press(buttons.REPLIES, cog.switch_replies, others=_OTHERS),
        on_press(buttons.PICTURES, cog.switch_pictures, others=_OTHERS),
        on_press(buttons.EXPORT, cog.export, others=_OTHERS),
    )
