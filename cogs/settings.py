"""/settings: what a server's admins choose for it, on one panel."""

import re

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from cards import settings as cards
from cards.feed import SETTINGS
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.interactions import Interaction, show
from chat.permissions import managed
from chat.registry import chosen, on_press
from store import Store


class SettingsCog(commands.Cog):
    """Every press is looked at as if it were the first: who presses, and what is chosen by now."""

    def __init__(self, store: Store) -> None:
        self._guilds = store.guilds
        self._members = store.members
        self._feeds = store.feeds

    @app_commands.command(description="For admins: what Musubi shows in this server")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        await self._show(interaction, managed(interaction))

    async def open(self, interaction: Interaction, _match: re.Match[str]) -> None:
        await self._show(interaction, await self._pressed(interaction))

    async def switch_social(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._choose(interaction, is_social=match["wanted"] == "on")

    async def switch_adult(self, interaction: Interaction, match: re.Match[str]) -> None:
        await self._choose(interaction, allows_adult=match["wanted"] == "on")

    async def pick_language(self, interaction: Interaction, _match: re.Match[str]) -> None:
        (language,) = chosen(interaction)
        await self._choose(interaction, title_language=language if language in cards.LANGUAGES else "ROMAJI")

    async def hide_or_show(self, interaction: Interaction, _match: re.Match[str]) -> None:
        guild = await self._pressed(interaction)
        (discord_id,) = map(int, chosen(interaction))
        is_barred = not await self._members.is_hidden_by_admin(discord_id, guild.id)
        await self._members.hide(discord_id, guild.id, is_hidden=is_barred)
        await self._show(interaction, guild, cards.barred_news(discord_id, is_barred=is_barred))

    async def reset(self, interaction: Interaction, match: re.Match[str]) -> None:
        guild = await self._pressed(interaction)
        if match["answer"] is None:
            await show(interaction, cards.reset_question(guild.name))
            return
        if match["answer"] == ":yes":
            await self._guilds.reset(guild.id)
        await self._show(
            interaction, guild, "✓ Everything is as in the beginning." if match["answer"] == ":yes" else ""
        )

    async def _choose(self, interaction: Interaction, **choice: object) -> None:
        guild = await self._pressed(interaction)
        settings = await self._guilds.of(guild.id)
        await self._guilds.put(guild.id, msgspec.structs.replace(settings, **choice))
        await self._show(interaction, guild)

    async def _pressed(self, interaction: Interaction) -> discord.Guild:
        await acknowledge_in_place(interaction)
        return managed(interaction)

    async def _show(self, interaction: Interaction, guild: discord.Guild, news: str = "") -> None:
        settings, barred = await self._guilds.of(guild.id), await self._members.hidden_by_admins(guild.id)
        feeds = len(await self._feeds.of_guild(guild.id))
        await show(interaction, cards.settings_card(guild.name, settings, barred, feeds=feeds, news=news))


async def setup(bot: Musubi) -> None:
    cog = SettingsCog(bot.store)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(SETTINGS, cog.open),
        on_press(cards.SOCIAL, cog.switch_social),
        on_press(cards.ADULT, cog.switch_adult),
        on_press(cards.LANGUAGE, cog.pick_language),
        on_press(cards.MEMBER, cog.hide_or_show),
        on_press(cards.RESET, cog.reset),
    )
