"""/import: a list from MyAnimeList, with a preview, in the background, and undone whole."""

import discord
from discord import app_commands
from discord.ext import commands

from cards.imports import (
    ChooseImportMode,
    DiscardImport,
    ListImport,
    ResumeImport,
    ShowImport,
    StartImport,
    StopImport,
    UndoImport,
    discarded_card,
    import_card,
    import_file,
    moved_card,
    no_import_card,
)
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.contexts import ListContext
from chat.imports import ImportMessages
from chat.interactions import Interaction, show
from chat.registry import button, select
from chat.replies import taking_off
from chat.retries import repeat
from i18n import mark
from library.errors import ImportMovedOn
from library.imports.export import refuse_too_big
from library.imports.importer import Importer
from store import Import, ImportMode, Link, Store, StoreError

_OTHERS = mark("Use {import} for your own list.")


class ImportsCog(commands.Cog):
    """All answers are for the person alone: they may show private titles."""

    def __init__(self, lists: ListContext, importer: Importer, store: Store, messages: ImportMessages) -> None:
        self._lists = lists
        self._importer = importer
        self._imports = store.imports
        self._messages = messages

    @app_commands.command(name="import", description=mark("Move your list over from MyAnimeList, with a preview first"))
    @app_commands.describe(
        file=mark("The file from MyAnimeList’s export, .xml or .gz (default: show your last import)"),
        notes=mark("Whether comments and tags become notes (default: no)"),
    )
    async def import_(
        self, interaction: Interaction, file: discord.Attachment | None = None, notes: bool = False
    ) -> None:
        await acknowledge_alone(interaction)
        link = await self._lists.link_of(interaction)
        if file is None:
            one = await self._imports.latest(link.discord_id)
            await (self._show(interaction, link, one) if one else show(interaction, no_import_card()))
            return
        refuse_too_big(file.size)
        data = await repeat(file.read)
        one = await self._importer.begin(link, data, with_notes=notes, import_id=interaction.id)
        await self._show_moved(interaction, link, one)

    @select(ChooseImportMode, acknowledge_in_place, others=_OTHERS)
    async def choose(self, interaction: Interaction, used: ChooseImportMode, picked: str) -> None:
        """Show what another way of importing would do."""
        link, one = await self._of(interaction, used.import_id)
        mode: ImportMode = "overwrite" if picked == "overwrite" else "raise" if picked == "raise" else "missing"
        await self._show(interaction, link, one, mode)

    @button(ShowImport, acknowledge_in_place, others=_OTHERS)
    async def refresh(self, interaction: Interaction, pressed: ShowImport) -> None:
        await self._show(interaction, *await self._of(interaction, pressed.import_id))

    @button(StartImport, acknowledge_in_place, others=_OTHERS)
    async def start(self, interaction: Interaction, pressed: StartImport) -> None:
        link, _ = await self._of(interaction, pressed.import_id)
        async with taking_off(interaction, ImportMovedOn):
            one = await self._importer.start(link, pressed.import_id, pressed.mode)
        await self._show_moved(interaction, link, one)

    @button(ResumeImport, acknowledge_in_place, others=_OTHERS)
    async def resume(self, interaction: Interaction, pressed: ResumeImport) -> None:
        link, _ = await self._of(interaction, pressed.import_id)
        async with taking_off(interaction, ImportMovedOn):
            one = await self._importer.resume(link, pressed.import_id)
        await self._show_moved(interaction, link, one)

    @button(StopImport, acknowledge_in_place, others=_OTHERS)
    async def stop(self, interaction: Interaction, pressed: StopImport) -> None:
        link, _ = await self._of(interaction, pressed.import_id)
        async with taking_off(interaction, ImportMovedOn):
            one = await self._importer.stop(link, pressed.import_id)
        await self._show_moved(interaction, link, one)

    @button(UndoImport, acknowledge_in_place, others=_OTHERS)
    async def undo(self, interaction: Interaction, pressed: UndoImport) -> None:
        link, _ = await self._of(interaction, pressed.import_id)
        async with taking_off(interaction, ImportMovedOn):
            one = await self._importer.undo(link, pressed.import_id)
        await self._show_moved(interaction, link, one)

    @button(DiscardImport, acknowledge_in_place, others=_OTHERS)
    async def discard(self, interaction: Interaction, pressed: DiscardImport) -> None:
        link, _ = await self._of(interaction, pressed.import_id)
        await self._importer.discard(link, pressed.import_id)
        await show(interaction, discarded_card())

    @button(ListImport, acknowledge_alone, others=_OTHERS)
    async def send_all(self, interaction: Interaction, pressed: ListImport) -> None:
        """Send all titles as a file, below the card."""
        link, one = await self._of(interaction, pressed.import_id)
        overview = await self._importer.overviews.of(link, one)
        await show(interaction, import_file(overview, await self._importer.overviews.everything(one.id)))

    async def _of(self, interaction: Interaction, import_id: int) -> tuple[Link, Import]:
        """The presser's link, and their import. Raises ImportMovedOn."""
        link, one = await self._lists.link_of(interaction), await self._imports.of(import_id)
        if one is None or one.discord_id != link.discord_id:
            raise ImportMovedOn("there is no such import, or it is somebody else's")
        return link, one

    async def _show_moved(self, interaction: Interaction, link: Link, one: Import) -> None:
        """Show the import; what was done is done, even where it can't be read now."""
        try:
            await self._show(interaction, link, one)
        except StoreError:
            await show(interaction, moved_card(one))

    async def _show(self, interaction: Interaction, link: Link, one: Import, mode: ImportMode | None = None) -> None:
        await self._messages.remember_reply(interaction, one.id)
        await show(interaction, import_card(await self._importer.overviews.of(link, one, mode)))


async def setup(bot: Musubi) -> None:
    messages = ImportMessages(bot, bot.store, bot.parts.importer, bot.now)
    bot.parts.importer.subscribe(messages.hear)
    await bot.add_cog(ImportsCog(bot.lists, bot.parts.importer, bot.store, messages))
