"""Where a score is given: stars and smileys are picked, numbers are typed."""

import discord
from discord import ui

from cards.card import bare
from library.scores import choices, show
from store import Entry, Link

FIELD = "score"
_PICKED = {"POINT_5", "POINT_3"}
_RANGES = {"POINT_10": "1 to 10", "POINT_10_DECIMAL": "0.1 to 10, such as 8.5"}


def score_modal(media_id: int, name: str, entry: Entry | None, link: Link) -> ui.Modal:
    """Recognised by its ``custom_id``, which is the button's."""
    modal = ui.Modal(title=bare(f"Score: {name}", 45), custom_id=f"musubi:score:{media_id}")
    modal.add_item(score_label(entry, link))
    modal.stop()
    return modal


def score_label(entry: Entry | None, link: Link) -> ui.Label[ui.Modal]:
    """The field, in the person's own format, with what is there now."""
    now = entry.score if entry else 0
    if link.score_format in _PICKED:
        shown = show(now, link.score_format)
        options = [
            discord.SelectOption(label=label, value=value, default=bool(now) and label.startswith(shown))
            for label, value in choices("", link.score_format)
        ]
        return ui.Label(text="Score", component=ui.Select(custom_id=FIELD, options=options, required=False))
    field = ui.TextInput[ui.Modal](
        custom_id=FIELD, required=False, max_length=10, default=show(now, link.score_format) if now else None
    )
    return ui.Label(
        text="Score", description=f"{_RANGES.get(link.score_format, '1 to 100')}; empty: none", component=field
    )
