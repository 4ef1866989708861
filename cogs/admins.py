"""Who decides for a server. Asked at every press anew: roles come and go while a panel is open."""

import discord
from discord import app_commands

from cogs.interactions import Interaction
from library.circle import NotInServer


def managed(interaction: Interaction) -> discord.Guild:
    """The server, which the person may manage. Raises NotInServer, MissingPermissions."""
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    if guild is None:
        raise NotInServer("there is nothing to manage here")
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])
    return guild
