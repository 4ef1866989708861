"""A card's owner: the person whose command it answers. A post in a channel has no owner.

A button with a target that was counted for the owner, such as +1 → 12 or Undo, means nothing to other people.
"""

import discord

from chat.retries import Interaction
from library.errors import NotYours


def is_own(interaction: Interaction) -> bool:
    """Whether the pressed message answers the presser's own command, or is seen by the presser alone."""
    message = interaction.message
    if message is None:
        return False
    owner = owner_of(interaction)
    return message.flags.ephemeral or interaction.context.dm_channel or bool(owner and owner.id == interaction.user.id)


def is_anothers(interaction: Interaction) -> bool:
    """Whether the pressed message answers another person's command."""
    return owner_of(interaction) is not None and not is_own(interaction)


def is_post(interaction: Interaction) -> bool:
    """Whether the pressed message is a post: it is for everybody, and answers no command."""
    return interaction.message is not None and owner_of(interaction) is None and not is_own(interaction)


def require_own(interaction: Interaction, instead: str) -> None:
    """Raises NotYours for anybody but the owner; `instead` says what other people can do."""
    if not is_own(interaction):
        raise not_yours(interaction, instead)


def not_yours(interaction: Interaction, instead: str) -> NotYours:
    return NotYours(_name(interaction), instead)


def owner_of(interaction: Interaction) -> discord.User | discord.Member | None:
    """The person whose command the pressed message answers; None for a post."""
    command = interaction.message.interaction_metadata if interaction.message else None
    return command.user if command else None


def _name(interaction: Interaction) -> str | None:
    """The owner's name in the server where this was pressed."""
    owner = owner_of(interaction)
    if owner is None:
        return None
    return interaction.client.member_cache.name(interaction.guild_id, owner.id) or owner.display_name
