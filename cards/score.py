"""The form for a score: stars and smileys are picked, numbers are typed."""

import discord
from discord import ui

from cards.forms import form, text_field
from cards.list_buttons import GiveScore
from library.rules.forms import Fields
from library.rules.scores import PICKED, choices, form_text
from store import Link

FIELD = "score"
_RANGES = {"POINT_10": "1 to 10", "POINT_10_DECIMAL": "0.1 to 10, such as 8.5"}


def score_modal(media_id: int, name: str, score: int, link: Link, sent: Fields | None = None) -> ui.Modal:
    """Holds the present `score`, or the values `sent` before; its id carries the score that the person saw."""
    shown = {FIELD: [form_text(score, link.score_format)]}
    return form(f"Score: {name}", GiveScore(media_id, score), [score_label(link)], sent or shown)


def score_label(link: Link) -> ui.Label[ui.Modal]:
    """An empty score field in the person's own format."""
    if link.score_format in PICKED:
        options = [discord.SelectOption(label=label, value=value) for label, value in choices("", link.score_format)]
        return ui.Label(text="Score", component=ui.Select(custom_id=FIELD, options=options, required=False))
    return text_field("Score", FIELD, f"{_RANGES.get(link.score_format, '1 to 100')}; empty: none")
