"""Where an answer about lists may be seen: in the channel, by the person's own setting, or by them alone.

Knows Discord's rules for that, and no command.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from discord import ui

from chat.acknowledging import IS_PUBLIC
from chat.interactions import Interaction, answer_alone, show
from chat.languages import speaking_alone
from chat.owners import is_own
from chat.permissions import Place
from chat.retries import put_in_place
from store import Entry, Guilds, Media


async def reply(interaction: Interaction, make: Callable[[], ui.LayoutView], *, is_secret: bool) -> None:
    """Show the card in the place of the deferred answer; a secret card goes to the person alone, in their language."""
    if is_secret and is_seen_by_others(interaction):
        with speaking_alone(interaction):
            await answer_alone(interaction, make())
    else:
        await show(interaction, make())


@asynccontextmanager
async def taking_off(interaction: Interaction, *errors: type[Exception]) -> AsyncGenerator[None]:
    """Remove the pressed button where one of `errors` says that it is of no use any more."""
    try:
        yield
    except errors:
        await take_off(interaction)
        raise


async def take_off(interaction: Interaction) -> None:
    """Remove the pressed button from its owner's message; the row goes with its last button."""
    message, pressed = interaction.message, interaction.data
    if message is None or pressed is None or not is_own(interaction):
        return
    custom_id = pressed.get("custom_id")
    view = ui.LayoutView.from_message(message, timeout=None)
    for line in [item for item in view.walk_children() if isinstance(item, ui.ActionRow)]:
        for item in [item for item in line.children if getattr(item, "custom_id", None) == custom_id]:
            line.remove_item(item)
        if not line.children and isinstance(line.parent, ui.Container):
            line.parent.remove_item(line)
    view.stop()
    await put_in_place(interaction, view)


def is_for_one_alone(interaction: Interaction, media: Media, *entries: Entry | None) -> bool:
    """Whether the answer about a title and these entries is for the person alone."""
    is_private = any(entry and entry.private for entry in entries)
    return must_be_alone(interaction, is_private=is_private, is_adult=media.is_adult)


def must_be_alone(interaction: Interaction, *, is_private: bool, is_adult: bool) -> bool:
    """Whether an answer with a private entry, or with an adult title where minors may be, is for the person alone."""
    return is_private or (is_adult and not is_age_restricted(interaction))


def is_age_restricted(interaction: Interaction) -> bool:
    """Whether adult titles may be shown where the person is; in their own direct messages they may."""
    return interaction.context.dm_channel or takes_adult(interaction.channel, interaction.client.store.guilds)


def takes_adult(channel: object, guilds: Guilds) -> bool:
    """Whether adult titles may be shown to everybody in `channel`: it is for adults, and its server allows them."""
    if not isinstance(channel, Place):
        return False
    return channel.is_nsfw() and guilds.allows_adult(channel.guild.id)


def is_seen_by_others(interaction: Interaction) -> bool:
    """Whether the acknowledged answer will stand in the channel for everybody."""
    if interaction.context.dm_channel:
        return False
    if IS_PUBLIC not in interaction.extras and interaction.message and is_own(interaction):
        return not interaction.message.flags.ephemeral
    return bool(interaction.extras.get(IS_PUBLIC))
