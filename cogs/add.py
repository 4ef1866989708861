"""/add, /remove and /favourite, and the buttons that do the same."""

from functools import partial

from discord import app_commands
from discord.ext import commands

from cards.list_buttons import AddTitle, TurnFavourite
from cards.toggles import toggled_card
from chat.acknowledging import acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, answer_alone
from chat.languages import speaking_alone
from chat.options import STATUSES, AnyTitle, OwnTitle, Status
from chat.owners import not_yours
from chat.registry import button
from chat.replies import reply
from chat.toggles import is_secret_toggle
from i18n import mark
from library.changes.deferred import DeferredChange
from library.errors import AlreadyToggled
from library.opening import LibraryParts
from library.rules.entry_rules import Wish
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from library.titles.picking import linked_subject
from store import Link, Subject

ALREADY_LISTED = mark("Already on your list:")


class AddCog(commands.Cog):
    """Adds titles, removes them, and toggles favourites."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Add a title to your list"))
    @app_commands.describe(
        title=mark("The anime or manga to add"), status=mark("Which list to add it to (default: Planning)")
    )
    async def add(self, interaction: Interaction, title: AnyTitle, status: Status | None = None) -> None:
        link = await self._lists.begin(interaction, title)
        media_id = await self._parts.finder.find(link, title, None)
        if status is None:
            await self._plan(interaction, link, media_id)
        else:
            await self._add(interaction, link, media_id, STATUSES[status])

    @app_commands.command(description=mark("Remove a title from your list"))
    @app_commands.describe(title=mark("The anime or manga to remove"))
    async def remove(self, interaction: Interaction, title: OwnTitle) -> None:
        link = await self._lists.begin(interaction, title)
        media_id = await self._parts.finder.find(link, title, None, own_only=True)
        changed = await self._parts.editor.remove(link, media_id, change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)

    @app_commands.command(description=mark("Add a title to your favourites, or remove it"))
    @app_commands.describe(title=mark("The anime or manga"))
    async def favourite(self, interaction: Interaction, title: AnyTitle) -> None:
        link = await self._lists.begin(interaction, title)
        subject = linked_subject(title) or Subject(await self._parts.finder.find(link, title, None))
        wanted = await self._parts.toggles.target(link, subject, change_id=interaction.id)
        await self._favour(interaction, link, subject, wanted=wanted)

    @button(AddTitle, acknowledge_press)
    async def add_pressed(self, interaction: Interaction, pressed: AddTitle) -> None:
        await self._plan(interaction, await self._lists.link_of(interaction), pressed.media_id)

    @button(TurnFavourite, not_yet)
    async def favourite_pressed(self, interaction: Interaction, pressed: TurnFavourite) -> None:
        if pressed.discord_id not in {None, interaction.user.id}:
            raise not_yours(interaction, mark("Use {favourite} for your own favourites."))
        await acknowledge_press(interaction)
        link = await self._lists.link_of(interaction)
        await self._favour(interaction, link, pressed.subject, wanted=pressed.wanted)

    async def _plan(self, interaction: Interaction, link: Link, media_id: int) -> None:
        """Plan a title; a title that is on a list already is shown as it is."""
        change = DeferredChange(interaction.id, media_id, Wish(status="PLANNING"))
        async with self._parts.deferred.deferring(link, change):
            held = await self._parts.library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES)
        if held.entry:
            shown = await self._parts.library.card_title(link, media_id)
            await self._lists.show(interaction, link, shown, ALREADY_LISTED)
        else:
            await self._add(interaction, link, media_id, "PLANNING")

    async def _add(self, interaction: Interaction, link: Link, media_id: int, status: str) -> None:
        changed = await self._parts.editor.change(link, media_id, Wish(status=status), change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)

    async def _favour(self, interaction: Interaction, link: Link, subject: Subject, *, wanted: bool) -> None:
        """Set a favourite. A second press has the same target, and the first press's Undo stays."""
        try:
            toggled = await self._parts.toggles.set(link, subject, wanted=wanted, change_id=interaction.id)
        except AlreadyToggled as error:
            with speaking_alone(interaction):
                card = toggled_card(error.toggled, link, is_news=False)
            await answer_alone(interaction, card)
        else:
            is_secret = is_secret_toggle(interaction, toggled)
            await reply(interaction, partial(toggled_card, toggled, link), is_secret=is_secret)
        await self._parts.receipts.toggle_seen(link.discord_id, subject)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(AddCog(bot.lists, bot.parts))
