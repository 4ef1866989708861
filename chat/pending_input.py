"""Pending input: Discord forgets the fields of a form once it is sent, so Musubi keeps them until they are used."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from cards.browse_place import FilterBrowse
from cards.buttons import back_to_form
from cards.custom_lists import MakeCustomList, RenameCustomList
from cards.editor import EditPart
from cards.list_buttons import EditSeveral, GiveScore
from cards.list_filters import FilterList
from cards.replies import ReplyTo
from cards.say import SayIt
from chat.errors import WAY_BACK
from chat.interactions import Interaction
from chat.registry import fields_of
from library.rules.forms import Fields

Form = (
    SayIt | ReplyTo | GiveScore | EditPart | EditSeveral | FilterBrowse | FilterList | MakeCustomList | RenameCustomList
)


@asynccontextmanager
async def kept(interaction: Interaction, sent: Form) -> AsyncGenerator[None]:
    """Keep the form while it is handled inside. An error comes with a button that opens the form again as it was sent.

    The button is the form's own, with the number under which the form is kept.
    """
    form: Any = interaction.data
    pending, key = interaction.client.store.pending_input, (interaction.id, interaction.user.id)
    await pending.put(*key, form)
    interaction.extras[WAY_BACK] = partial(back_to_form, replace(sent, sent=interaction.id))
    yield
    await pending.take(*key)


async def sent_before(interaction: Interaction, pressed: Form) -> Fields | None:
    """The fields of the kept form to which the pressed button leads back; None where it opens an empty form."""
    if pressed.sent is None:
        return None
    form = await interaction.client.store.pending_input.of(pressed.sent, interaction.user.id)
    return fields_of(form) if form else None
