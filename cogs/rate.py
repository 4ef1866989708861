"""/rate and the Score buttons: a score in the person's own format."""

from discord import app_commands
from discord.ext import commands

from cards import entries
from cards.list_buttons import GiveScore, PutStatus
from cards.score import FIELD, score_modal
from chat.acknowledging import acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form
from chat.options import AnyTitle, Score
from chat.pending_input import kept, sent_before
from chat.registry import button, form
from i18n import mark, t
from library.errors import AlreadyThere
from library.opening import LibraryParts
from library.rules.entry_rules import Wish
from library.rules.forms import Fields
from library.rules.scores import form_text, parse
from store import Link


class RateCog(commands.Cog):
    """Takes scores, typed or picked."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Rate a title"))
    @app_commands.describe(
        title=mark("The anime or manga to rate"), score=mark("Your score, such as 8.5, ★★★★☆ or 🙂; 0 for none")
    )
    async def rate(self, interaction: Interaction, title: AnyTitle, score: Score) -> None:
        link = await self._lists.begin(interaction, title)
        media_id = await self._parts.finder.find(link, title, None)
        meant = await self._lists.understood(link, media_id, lambda link: parse(score, link.score_format))
        await self._rate(interaction, link, media_id, meant)

    @button(GiveScore, not_yet)
    async def ask_score(self, interaction: Interaction, pressed: GiveScore) -> None:
        """Open the form. A form can't be deferred, so it shows the cached score."""
        link = await self._lists.link_of(interaction)
        media, entry = await self._parts.library.cached_title(link, pressed.media_id)
        name = entries.label(media, link.title_language) if media else t("this title")
        sent = await sent_before(interaction, pressed)
        await open_form(interaction, score_modal(pressed.media_id, name, entry.score if entry else 0, link, sent))

    @form(GiveScore, acknowledge_press)
    async def take_score(self, interaction: Interaction, sent: GiveScore, fields: Fields) -> None:
        link = await self._lists.link_of(interaction)
        async with kept(interaction, sent):
            _, entry = await self._parts.library.cached_title(link, sent.media_id)
            remembered = entry.score if entry else 0
            score = _touched("".join(fields[FIELD]), remembered if sent.seen is None else sent.seen, link)
            if score is None:
                raise AlreadyThere(entry)
            await self._rate(interaction, link, sent.media_id, score)

    @button(PutStatus, acknowledge_press, others=mark("Use {rate} or {edit} for your own list."))
    async def put(self, interaction: Interaction, pressed: PutStatus) -> None:
        """Set the status of a title that was rated before it was on any list."""
        link, wish = await self._lists.link_of(interaction), Wish(status=pressed.status)
        changed = await self._parts.editor.change(link, pressed.media_id, wish, change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)

    async def _rate(self, interaction: Interaction, link: Link, media_id: int, score: int) -> None:
        changed = await self._parts.editor.change(link, media_id, Wish(score=score), change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)


def _touched(typed: str, seen: int, link: Link) -> int | None:
    """The score that was typed over the score `seen`; None when both are the same. Raises InvalidScore."""
    shown = form_text(seen, link.score_format)
    if typed.strip() == shown:
        return None
    score = parse(typed, link.score_format, "Score")
    return None if score == parse(shown, link.score_format) else score


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RateCog(bot.lists, bot.parts))
