"""The form for a score: stars and smileys are picked, numbers are typed."""

import discord
from discord import ui

from cards.forms import form, text_field
from cards.list_buttons import GiveScore
from i18n import decimal, t
from library.rules.forms import Fields
from library.rules.scores import PICKED, choices, form_text
from store import Link

FIELD = "score"
_RANGES = {"POINT_10": (1, 10), "POINT_10_DECIMAL": (0.1, 10)}


def score_modal(media_id: int, name: str, score: int, link: Link, sent: Fields | None = None) -> ui.Modal:
    """Holds the present `score`, or the values `sent` before; its id carries the score that the person saw."""
    shown = {FIELD: [form_text(score, link.score_format)]}
    return form(f"{t('Score')} · {name}", GiveScore(media_id, score), [score_label(link)], sent or shown)


def score_label(link: Link) -> ui.Label[ui.Modal]:
    """An empty score field in the person's own format."""
    if link.score_format in PICKED:
        options = [discord.SelectOption(label=label, value=value) for label, value in choices("", link.score_format)]
        return ui.Label(text=t("Score"), component=ui.Select(custom_id=FIELD, options=options, required=False))
    lowest, highest = _RANGES.get(link.score_format, (1, 100))
    range_ = t("{lowest} to {highest}; empty for no score", lowest=decimal(lowest), highest=decimal(highest))
    return text_field(t("Score"), FIELD, range_)
