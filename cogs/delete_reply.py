"""The menu “Delete reply”: deletes a reply of Musubi's to the person who opens the menu.

Discord says of each reply whose interaction it answers, so nothing has to be stored, and a reply of any age can go:
https://discord.com/developers/docs/resources/message#message-interaction-metadata-object
People who may manage messages have Discord's own way to delete any message.
"""

import discord
from discord import app_commands

from cards import delete_reply as cards
from cards.card import Card
from chat.acknowledging import acknowledge_alone
from chat.client import Musubi
from chat.interactions import Interaction, show
from chat.retries import repeat
from chat.sending import ARCHIVED, GONE, NO_ACCESS
from i18n import mark

_REFUSALS = {GONE: cards.NO_ACCESS, NO_ACCESS: cards.NO_ACCESS, ARCHIVED: cards.ARCHIVED}
_MESSAGE_GONE = 10008


async def delete(interaction: Interaction, message: discord.Message) -> None:
    await acknowledge_alone(interaction)
    await show(interaction, _refusal(interaction, message) or await _deleted(message))


def _refusal(interaction: Interaction, message: discord.Message) -> Card | None:
    """Why the person may not delete `message`; None where they may. In direct messages, all is said to them."""
    bot, answered = interaction.client.user, message.interaction_metadata
    if bot is None or message.author.id != bot.id:
        return cards.not_deleted(cards.NOT_MINE)
    if message.flags.ephemeral:
        return cards.not_deleted(cards.ONLY_YOU)
    if interaction.context.dm_channel:
        return None
    if answered is None:
        return cards.not_deleted(cards.A_POST)
    if answered.user.id != interaction.user.id:
        return cards.not_deleted(cards.NOT_YOURS, person=answered.user.mention)
    return None


async def _deleted(message: discord.Message) -> Card:
    """Delete `message`, which may be gone already."""
    try:
        await repeat(message.delete)
    except discord.HTTPException as error:
        if error.code in _REFUSALS:
            return cards.not_deleted(_REFUSALS[error.code])
        if error.code != _MESSAGE_GONE:
            raise
    return cards.deleted()


async def setup(bot: Musubi) -> None:
    bot.tree.add_command(app_commands.ContextMenu(name=mark("Delete reply"), callback=delete))
