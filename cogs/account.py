"""/account and /unlink: who the person is here, their data, who sees it, and its deletion."""

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from cards import account as cards
from cards import link as link_cards
from cards import link_notices
from cards.buttons import (
    AskUnlink,
    ConfirmUnlink,
    ExportAccount,
    KeepLink,
    RefreshAccount,
    SwitchEverywhere,
    SwitchPictures,
    SwitchReplies,
    SwitchVisibility,
)
from cards.host import Host
from cards.languages import ChooseMyLanguage, picked_language
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.interactions import Interaction, show, write_to
from chat.languages import speak_to
from chat.registry import button, select
from chat.sharing import places_of
from i18n import mark
from library.sync.list_sync import ListSync
from linking import Linking
from store import Store

_OTHERS = mark("Use {account} for your own settings.")


async def _acknowledge_panel(interaction: Interaction) -> None:
    """Edit the panel in its place; a card in the direct messages stays, and the panel comes below it."""
    if interaction.message and interaction.message.flags.ephemeral:
        await acknowledge_in_place(interaction)
    else:
        await acknowledge_alone(interaction)


class AccountCog(commands.Cog):
    """The panel, its buttons, and unlinking."""

    def __init__(self, bot: discord.Client, linking: Linking, list_sync: ListSync, store: Store, host: Host) -> None:
        self._bot = bot
        self._linking = linking
        self._list_sync = list_sync
        self._store = store
        self._links = store.links
        self._visibility = store.visibility
        self._preferences = store.preferences
        self._languages = store.languages
        self._host = host

    @app_commands.command(name="account", description=mark("Your link, your settings, and the data I hold about you"))
    async def account(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        await self._show_panel(interaction)

    @app_commands.command(name="unlink", description=mark("Unlink your AniList account and delete all data about you"))
    async def unlink(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        await self._ask(interaction)

    @button(AskUnlink, acknowledge_alone, others=_OTHERS)
    async def ask_unlink(self, interaction: Interaction, _pressed: AskUnlink) -> None:
        await self._ask(interaction)

    @button(ConfirmUnlink, acknowledge_in_place, others=_OTHERS)
    async def unlink_now(self, interaction: Interaction, _pressed: ConfirmUnlink) -> None:
        link = await self._linking.unlink(interaction.user.id)
        await show(interaction, link_cards.unlinked(link))
        if link:
            await write_to(self._bot, link.discord_id, link_notices.unlinked(link))

    @button(KeepLink, acknowledge_in_place, others=_OTHERS)
    async def keep(self, interaction: Interaction, _pressed: KeepLink) -> None:
        link = await self._links.of(interaction.user.id)
        await show(interaction, link_cards.kept(link) if link else link_cards.not_linked())

    @button(RefreshAccount, acknowledge_in_place, others=_OTHERS)
    async def refresh(self, interaction: Interaction, _pressed: RefreshAccount) -> None:
        if link := await self._links.of(interaction.user.id):
            await self._linking.refresh(link)
            self._list_sync.start_sync(link, whole=True)
        await self._show_panel(interaction)

    @button(SwitchVisibility, _acknowledge_panel, others=_OTHERS)
    async def switch_visibility(self, interaction: Interaction, pressed: SwitchVisibility) -> None:
        switch = self._visibility.show if pressed.visible else self._visibility.hide
        await switch(interaction.user.id, pressed.guild_id)
        await self._show_panel(interaction, pressed.guild_id)

    @button(SwitchEverywhere, _acknowledge_panel, others=_OTHERS)
    async def switch_everywhere(self, interaction: Interaction, pressed: SwitchEverywhere) -> None:
        everywhere = self._visibility.show_again if pressed.visible else self._visibility.hide_everywhere
        await everywhere(interaction.user.id)
        await self._show_panel(interaction)

    @button(SwitchReplies, _acknowledge_panel, others=_OTHERS)
    async def switch_replies(self, interaction: Interaction, pressed: SwitchReplies) -> None:
        await self._preferences.set_public_replies(interaction.user.id, public=pressed.public)
        await self._show_panel(interaction)

    @button(SwitchPictures, _acknowledge_panel, others=_OTHERS)
    async def switch_pictures(self, interaction: Interaction, pressed: SwitchPictures) -> None:
        await self._preferences.set_light_pictures(interaction.user.id, light=pressed.light)
        await self._show_panel(interaction)

    @select(ChooseMyLanguage, _acknowledge_panel, others=_OTHERS)
    async def choose_language(self, interaction: Interaction, _used: ChooseMyLanguage, picked: str) -> None:
        await self._languages.choose(interaction.user.id, picked_language(picked))
        speak_to(interaction, is_public=False)
        await self._show_panel(interaction)

    @button(ExportAccount, acknowledge_alone, others=_OTHERS)
    async def export(self, interaction: Interaction, _pressed: ExportAccount) -> None:
        """Send the person a file of all data about them, below the panel."""
        held = await self._store.personal_data.everything(interaction.user.id)
        await show(interaction, cards.exported(await asyncio.to_thread(cards.export_file, held), self._host))

    async def _ask(self, interaction: Interaction) -> None:
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
        chosen = await self._choices(interaction, link.discord_id, guild)
        await show(interaction, cards.account(link, chosen, self._host))

    async def _choices(self, interaction: Interaction, discord_id: int, guild: discord.Guild | None) -> cards.Choices:
        everywhere = [self._bot.get_guild(guild_id) for guild_id in await self._store.members.servers(discord_id)]
        return cards.Choices(
            guild_id=guild.id if guild else None,
            guild_name=guild.name if guild else None,
            is_hidden=guild is not None and await self._visibility.hidden(discord_id, guild.id),
            is_barred=guild is not None and await self._store.members.is_hidden_by_admin(discord_id, guild.id),
            is_hidden_everywhere=await self._visibility.hidden_everywhere(discord_id),
            is_public=await self._preferences.public_replies(discord_id),
            is_light=await self._preferences.light_pictures(discord_id),
            language=self._languages.chosen(discord_id),
            reminder=await self._store.reminders.of(discord_id),
            is_guest=guild is not None and await self._store.rooms.is_guest(guild.id, discord_id),
            favourites=await self._store.favourites.count(discord_id),
            notifications=await self._store.notifications.choices(discord_id),
            servers=tuple(server.name for server in everywhere if server),
            sharing=tuple(await places_of(interaction, discord_id, guild.id if guild else None)),
        )


async def setup(bot: Musubi) -> None:
    await bot.add_cog(AccountCog(bot, bot.linking, bot.parts.list_sync, bot.store, bot.host))
