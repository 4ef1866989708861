"""/settings: the choices of a server's admins, on one panel."""

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from cards import settings as cards
from cards.feed_buttons import ShowSettings
from cards.languages import ChooseServerLanguage, picked_language
from cards.settings import ChooseTitleLanguage, HideMember, ResetSettings, SwitchAdult, SwitchSocial
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.interactions import Interaction, show
from chat.permissions import managed
from chat.registry import button, select
from i18n import mark, t
from store import Store


class SettingsCog(commands.Cog):
    """Every press is checked again: the presser's permissions, and the settings as they are by now."""

    def __init__(self, store: Store) -> None:
        self._guilds = store.guilds
        self._members = store.members
        self._feeds = store.feeds

    @app_commands.command(description=mark("For admins: choose what Musubi shows in this server"))
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        await self._show(interaction, managed(interaction))

    @button(ShowSettings, acknowledge_in_place)
    async def open(self, interaction: Interaction, _pressed: ShowSettings) -> None:
        await self._show(interaction, managed(interaction))

    @button(SwitchSocial, acknowledge_in_place)
    async def switch_social(self, interaction: Interaction, pressed: SwitchSocial) -> None:
        await self._choose(interaction, is_social=pressed.wanted)

    @button(SwitchAdult, acknowledge_in_place)
    async def switch_adult(self, interaction: Interaction, pressed: SwitchAdult) -> None:
        await self._choose(interaction, allows_adult=pressed.wanted)

    @select(ChooseTitleLanguage, acknowledge_in_place)
    async def pick_language(self, interaction: Interaction, _used: ChooseTitleLanguage, picked: str) -> None:
        await self._choose(interaction, title_language=picked if picked in cards.TITLE_LANGUAGES else "ROMAJI")

    @select(ChooseServerLanguage, acknowledge_in_place)
    async def speak(self, interaction: Interaction, _used: ChooseServerLanguage, picked: str) -> None:
        await self._choose(interaction, language=picked_language(picked))

    @select(HideMember, acknowledge_in_place)
    async def hide_or_show(self, interaction: Interaction, _used: HideMember, picked: str) -> None:
        guild, discord_id = managed(interaction), int(picked)
        is_barred = not await self._members.is_hidden_by_admin(discord_id, guild.id)
        await self._members.hide(discord_id, guild.id, is_hidden=is_barred)
        await self._show(interaction, guild, cards.barred_news(discord_id, is_barred=is_barred))

    @button(ResetSettings, acknowledge_in_place)
    async def reset(self, interaction: Interaction, pressed: ResetSettings) -> None:
        guild = managed(interaction)
        if pressed.answer is None:
            await show(interaction, cards.reset_question(guild.name))
            return
        if pressed.answer == "yes":
            await self._guilds.reset(guild.id)
        await self._show(interaction, guild, t(cards.RESET) if pressed.answer == "yes" else "")

    async def _choose(self, interaction: Interaction, **choice: object) -> None:
        guild = managed(interaction)
        settings = await self._guilds.of(guild.id)
        await self._guilds.put(guild.id, msgspec.structs.replace(settings, **choice))
        await self._show(interaction, guild)

    async def _show(self, interaction: Interaction, guild: discord.Guild, news: str = "") -> None:
        settings, barred = await self._guilds.of(guild.id), await self._members.hidden_by_admins(guild.id)
        feeds = len(await self._feeds.of_guild(guild.id))
        await show(interaction, cards.settings_card(guild.name, settings, barred, feeds=feeds, news=news))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(SettingsCog(bot.store))
