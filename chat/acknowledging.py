"""Acknowledging: the first response to an interaction, which Discord waits three seconds for.

It decides where the answer goes: to the person alone, to everybody, in the place of the card, or below a question.
"""

from chat.owners import is_own
from chat.permissions import may_write
from chat.retries import IS_THINKING, Interaction, respond
from store import Preferences

IS_PUBLIC = "is public"  # in an interaction's extras: the answer will be seen by all
IS_BELOW = "is below"  # in an interaction's extras: the answer goes below the pressed message, never in its place


async def acknowledge_alone(interaction: Interaction) -> None:
    """Defer with an answer that only the person sees: ephemeral, except where nobody else is (the bot's DMs)."""
    await defer(interaction, is_public=False)


async def acknowledge_as_set(interaction: Interaction, preferences: Preferences, *, is_secret: bool = False) -> None:
    """Defer with an answer for everybody or for the person alone, as they have it set.

    Alone where they may not write themselves (a button and a menu of an app work there), and when it is secret.
    """
    is_public = not is_secret and may_write(interaction) and await preferences.public_replies(interaction.user.id)
    await defer(interaction, is_public=is_public)


async def defer(interaction: Interaction, *, is_public: bool) -> None:
    """Acknowledge a command; nothing is left to do of that where a question was answered."""
    interaction.extras[IS_PUBLIC] = is_public
    if IS_BELOW not in interaction.extras:
        await _think(interaction, ephemeral=is_ephemeral(interaction))


async def acknowledge_in_place(interaction: Interaction) -> None:
    """Acknowledge a press or a form: what is shown then takes the place of the message with the button."""
    await respond(interaction, interaction.response.defer)


async def acknowledge_press(interaction: Interaction) -> None:
    """A button on one's own answer changes it in its place; on somebody else's it answers the presser alone."""
    if is_own(interaction):
        await acknowledge_in_place(interaction)
    else:
        await _acknowledge_beside(interaction)


async def acknowledge_question(interaction: Interaction) -> None:
    """Leave the question where it is; what is shown then goes below it, as public as the command makes it."""
    interaction.extras[IS_BELOW] = True
    await acknowledge_in_place(interaction)


async def not_yet(_interaction: Interaction) -> None:
    """The handler does it: it opens a form, which is a response itself, or it has to look first."""


def is_ephemeral(interaction: Interaction) -> bool:
    return not interaction.extras[IS_PUBLIC] and not interaction.context.dm_channel


async def _acknowledge_beside(interaction: Interaction) -> None:
    """Acknowledge a press on what is not the person's own: the answer is for them alone, below it."""
    await _think(interaction, ephemeral=not interaction.context.dm_channel)


async def _think(interaction: Interaction, *, ephemeral: bool) -> None:
    await respond(interaction, lambda: interaction.response.defer(ephemeral=ephemeral, thinking=True))
    if ephemeral or interaction.context.dm_channel:
        interaction.extras[IS_THINKING] = True
