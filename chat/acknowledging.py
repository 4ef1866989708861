"""Acknowledging: the first response to an interaction, which Discord waits three seconds for.

The response decides where the answer goes: to the person alone, to everybody, in the place of the card, or below a
disambiguation; and so in whose language it is.
"""

from chat.languages import speak_to
from chat.owners import is_own
from chat.permissions import may_write
from chat.retries import IS_THINKING, Interaction, respond
from store import Preferences

IS_PUBLIC = "is public"  # in an interaction's extras: the answer will be seen by all
IS_BELOW = "is below"  # in an interaction's extras: the answer goes below the pressed message, never in its place


async def acknowledge_alone(interaction: Interaction) -> None:
    """Defer with an ephemeral answer; in the bot's DMs, where nobody else reads, with a normal one."""
    await defer(interaction, is_public=False)


async def acknowledge_as_set(interaction: Interaction, preferences: Preferences, *, is_secret: bool = False) -> None:
    """Defer with an answer for everybody or for the person alone, as their preferences say.

    The answer is ephemeral, too, where the person may not write (an app's buttons and menus work there), and when it is
    secret.
    """
    is_public = not is_secret and may_write(interaction) and await preferences.public_replies(interaction.user.id)
    await defer(interaction, is_public=is_public)


async def defer(interaction: Interaction, *, is_public: bool) -> None:
    """Acknowledge a command, unless the answer to a disambiguation has acknowledged it already."""
    interaction.extras[IS_PUBLIC] = is_public
    speak_to(interaction, is_public=is_public)
    if IS_BELOW not in interaction.extras:
        await _think(interaction, ephemeral=is_ephemeral(interaction))


async def acknowledge_in_place(interaction: Interaction) -> None:
    """Acknowledge a press or a form: the answer takes the place of the message with the button, in its language."""
    message = interaction.message
    speak_to(interaction, is_public=message is not None and not message.flags.ephemeral)
    await respond(interaction, interaction.response.defer)


async def acknowledge_press(interaction: Interaction) -> None:
    """Acknowledge a press: the answer to a person's own card takes its place, any other is for the presser alone."""
    if is_own(interaction):
        await acknowledge_in_place(interaction)
    else:
        await _acknowledge_beside(interaction)


async def acknowledge_question(interaction: Interaction) -> None:
    """Leave the disambiguation where it is; the answer goes below it, as public as the command makes it."""
    interaction.extras[IS_BELOW] = True
    await acknowledge_in_place(interaction)


async def not_yet(_interaction: Interaction) -> None:
    """Acknowledge nothing: the handler opens a form, which is a response itself, or has to read something first."""


def is_ephemeral(interaction: Interaction) -> bool:
    return not interaction.extras[IS_PUBLIC] and not interaction.context.dm_channel


async def _acknowledge_beside(interaction: Interaction) -> None:
    """Acknowledge a press on another person's card: the answer goes below it, for the presser alone."""
    speak_to(interaction, is_public=False)
    await _think(interaction, ephemeral=not interaction.context.dm_channel)


async def _think(interaction: Interaction, *, ephemeral: bool) -> None:
    await respond(interaction, lambda: interaction.response.defer(ephemeral=ephemeral, thinking=True))
    if ephemeral or interaction.context.dm_channel:
        interaction.extras[IS_THINKING] = True
