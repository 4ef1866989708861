"""/rate and the Score buttons: a score as the person writes scores."""

import re

from discord import app_commands
from discord.ext import commands

from cards import entries, list_buttons
from cards.score import FIELD, score_modal
from chat.client import Musubi
from chat.contexts import ListContext
from chat.errors import answering
from chat.interactions import Interaction, charge, open_form
from chat.options import AnyTitle, Score
from chat.pending_input import kept, sent_before
from chat.registry import filled_in, on_press
from library.errors import AlreadyThere
from library.opening import LibraryParts
from library.rules.entry_rules import Wish
from library.rules.scores import form_text, parse
from store import Link


class RateCog(commands.Cog):
    """Scores, typed or picked."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description="Rate a title")
    @app_commands.describe(title="What to rate", score="In your own format, such as 8.5, ★★★★☆ or 🙂; 0 for none")
    async def rate(self, interaction: Interaction, title: AnyTitle, score: Score) -> None:
        link = await self._lists.begin(interaction, title)
        media_id = await self._parts.finder.find(link, title, None)
        meant = await self._lists.understood(link, media_id, lambda link: parse(score, link.score_format))
        await self._rate(interaction, link, media_id, meant)

    async def ask_score(self, interaction: Interaction, match: re.Match[str]) -> None:
        """A modal can't be deferred, so it shows what is remembered."""
        link = await self._lists.link_of(interaction)
        media_id = int(match["media_id"])
        media, entry = await self._parts.library.cached_title(link, media_id)
        name = entries.label(media, link.title_language) if media else "this title"
        sent = await sent_before(interaction, match)
        await open_form(interaction, score_modal(media_id, name, entry.score if entry else 0, link, sent))

    @commands.Cog.listener("on_interaction")
    async def take_score(self, interaction: Interaction) -> None:
        filled = filled_in(interaction, list_buttons.SCORE)
        if filled is None:
            return
        match, fields = filled
        async with answering(interaction):
            charge(interaction)
            link, media_id = await self._lists.press(interaction), int(match["media_id"])
            async with kept(interaction):
                _, entry = await self._parts.library.cached_title(link, media_id)
                score = _touched("".join(fields[FIELD]), int(match["seen"] or (entry.score if entry else 0)), link)
                if score is None:
                    raise AlreadyThere(entry)
                await self._rate(interaction, link, media_id, score)

    async def put(self, interaction: Interaction, match: re.Match[str]) -> None:
        """The status of what was rated before it was on any list."""
        link, media_id = await self._lists.press(interaction), int(match["media_id"])
        wish = Wish(status=match["status"])
        changed = await self._parts.editor.change(link, media_id, wish, change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)

    async def _rate(self, interaction: Interaction, link: Link, media_id: int, score: int) -> None:
        changed = await self._parts.editor.change(link, media_id, Wish(score=score), change_id=interaction.id)
        await self._lists.show_change(interaction, link, changed)


def _touched(typed: str, seen: int, link: Link) -> int | None:
    """The score that is typed over the one `seen`; None when it says the same. Raises ScoreUnfit."""
    shown = form_text(seen, link.score_format)
    if typed.strip() == shown:
        return None
    score = parse(typed, link.score_format, "Score")
    return None if score == parse(shown, link.score_format) else score


async def setup(bot: Musubi) -> None:
    cog = RateCog(bot.lists, bot.parts)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(list_buttons.SCORE, cog.ask_score),
        on_press(list_buttons.PUT, cog.put, others="For yours, use /rate or /edit."),
    )
