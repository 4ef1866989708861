"""/watched and /read, the +1 buttons, and Undo: the most frequent changes."""

from typing import Literal

from discord import app_commands
from discord.ext import commands
from msgspec import UNSET

from cards.list_buttons import Plus, UndoChange
from cards.watched import undone_card
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.options import OwnAnime, OwnManga
from chat.registry import button
from chat.replies import is_for_one_alone, is_seen_by_others, reply, take_off, taking_off
from chat.stepping import step_beside
from i18n import mark
from library.errors import ChangedSince, NothingToUndo
from library.opening import LibraryParts
from library.rules.entry_rules import Step, Wish

THEIRS_TO_UNDO = mark("Only they can undo it.")
Count = app_commands.Range[int, 0, 100_000]


class WatchedCog(commands.Cog):
    """Sets progress, by a step or up to a number, and undoes changes."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Mark the next episode as watched, or all up to one"))
    @app_commands.describe(
        title=mark("The anime you watched"), episode=mark("The last episode you watched (default: the next one)")
    )
    async def watched(self, interaction: Interaction, title: OwnAnime, episode: Count | None = None) -> None:
        await self._advance(interaction, title, "ANIME", episode, None)

    @app_commands.command(description=mark("Mark the next chapter as read, or all up to one"))
    @app_commands.describe(
        title=mark("The manga you read"),
        chapter=mark("The last chapter you read (default: the next one)"),
        volume=mark("The last volume you read"),
    )
    async def read(
        self, interaction: Interaction, title: OwnManga, chapter: Count | None = None, volume: Count | None = None
    ) -> None:
        await self._advance(interaction, title, "MANGA", chapter, volume)

    @button(Plus, acknowledge_press)
    async def plus(self, interaction: Interaction, pressed: Plus) -> None:
        """Make a +1 button's step.

        The owner's target is absolute: a second press changes nothing, and the first press's Undo stays. For other
        people it is one step from their own progress.
        """
        link = await self._lists.link_of(interaction)
        await step_beside(self._lists, self._parts, interaction, link, pressed)

    @button(UndoChange, acknowledge_press, others=THEIRS_TO_UNDO)
    async def undo(self, interaction: Interaction, pressed: UndoChange) -> None:
        link = await self._lists.link_of(interaction)
        async with taking_off(interaction, NothingToUndo, ChangedSince):
            changed = await self._parts.editor.undo(link, pressed.change_id)
        is_secret = is_for_one_alone(interaction, changed.media, changed.before, changed.after)
        if is_secret and is_seen_by_others(interaction):
            await take_off(interaction)  # the answer comes below it
        await reply(interaction, lambda: undone_card(changed, now=self._lists.now()), is_secret=is_secret)

    async def _advance(
        self,
        interaction: Interaction,
        title: str,
        media_type: Literal["ANIME", "MANGA"],
        progress: int | None,
        volumes: int | None,
    ) -> None:
        link = await self._lists.begin(interaction, title)
        media_id = await self._parts.finder.find(link, title, media_type)
        wish = Wish(progress=UNSET if progress is None else progress, volumes=UNSET if volumes is None else volumes)
        step = Step(progress=1)
        changed = await self._parts.editor.change(
            link, media_id, step if progress is None and volumes is None else wish, change_id=interaction.id
        )
        await self._lists.show_change(interaction, link, changed)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(WatchedCog(bot.lists, bot.parts))
