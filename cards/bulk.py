"""Editing several titles at once: the form, what it would make of them, and what it has made of them."""

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, row, text
from library.bulk import MOST, Bulk
from library.dates import show as show_date
from library.lists import Line
from library.scores import choices
from library.scores import show as show_score
from store import Entry, Link, Media

_STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_PICKED = {"POINT_5", "POINT_3"}
_TITLE = 40  # characters of it on a line
_AS_IT_IS = "Leave as it is"


def bulk_modal(custom_id: str, lines: list[Line], link: Link, kind: str) -> ui.Modal:
    """Which of the `lines`, and what is to become of them."""
    modal = ui.Modal(title="Edit several", custom_id=custom_id)
    for label in (
        ui.Label[ui.Modal](text="Titles", component=_titles(lines, link)),
        _choice("Status", "status", [(entries.status_name(one, kind), one) for one in _STATUSES]),
        _score(link.score_format),
        _choice("Private", "private", [("Only you can see them", "yes"), ("Others may see them", "no")]),
        _choice("Status lists", "hidden", [("Hide them there", "yes"), ("Show them there", "no")]),
    ):
        modal.add_item(label)
    modal.stop()
    return modal


def preview_card(bulk: Bulk, link: Link) -> Card:
    """Before and after of each, and what stays; nothing is done yet."""
    same = ", ".join(entries.name(media, link.title_language, _TITLE) for media in bulk.unchanged)
    return Card(
        Colour.BLUE,
        text(f"### Change {_counted(bulk)}?"),
        text(*_lines(bulk, link)),
        *([text(f"-# As they are: {same}")] if same else []),
        row(
            button("Apply", f"musubi:bulk:apply:{bulk.id}", discord.ButtonStyle.success),
            button("Cancel", list_buttons.BULK_LEAVE),
        ),
    )


def applied_card(bulk: Bulk, link: Link) -> Card:
    undo = button("Undo", f"musubi:bulk:undo:{bulk.id}")
    return Card(Colour.GREEN, text(f"### {_counted(bulk)} changed"), text(*_lines(bulk, link)), row(undo))


def taken_back_card(bulk: Bulk, link: Link) -> Card:
    return Card(Colour.AMBER, text(f"### Undone: {_counted(bulk)} as before"), text(*_lines(bulk, link)))


def left_card() -> Card:
    return Card(Colour.AMBER, text("Nothing was changed."))


def nothing_card() -> Card:
    return Card(Colour.AMBER, text("There is nothing of yours on this page."))


def differences(before: Entry, after: Entry, media: Media, score_format: str) -> str:
    """``Watching → **Paused** · 12 → **28**``: all that is not the same, in the order of a card."""
    kind = media.media_type
    pairs = [
        (entries.status_name(before.status, kind), entries.status_name(after.status, kind)),
        (f"{before.progress:,}", f"{after.progress:,}"),
        (f"volume {before.volumes:,}", f"volume {after.volumes:,}"),
        (_scored(before, score_format), _scored(after, score_format)),
        (f"{before.repeat}×", f"{after.repeat}×"),
        (f"started {show_date(before.started)}", f"started {show_date(after.started)}"),
        (f"finished {show_date(before.completed)}", f"finished {show_date(after.completed)}"),
        ("not private", "private 🔒") if after.private else ("private 🔒", "not private"),
        ("in status lists", "hidden") if after.hidden else ("hidden", "in status lists"),
    ]
    fields = ("status", "progress", "volumes", "score", "repeat", "started", "completed", "private", "hidden")
    return " · ".join(
        f"{old} → **{new}**"
        for field, (old, new) in zip(fields, pairs, strict=True)
        if getattr(before, field) != getattr(after, field)
    )


def _lines(bulk: Bulk, link: Link) -> list[str]:
    lines = list[str]()
    for before, after in bulk.pairs:
        if media := bulk.media.get(before.media_id):
            name = entries.name(media, link.title_language, _TITLE)
            lines.append(f"**{name}**  {differences(before, after, media, link.score_format)}")
    return lines


def _counted(bulk: Bulk) -> str:
    return "1 title" if len(bulk.pairs) == 1 else f"{len(bulk.pairs)} titles"


def _scored(entry: Entry, score_format: str) -> str:
    return show_score(entry.score, score_format) if entry.score else "no score"


def _titles(lines: list[Line], link: Link) -> ui.Select[ui.Modal]:
    options = [
        discord.SelectOption(label=entries.label(media, link.title_language), value=str(media.id))
        for _, media in lines[:MOST]
    ]
    return ui.Select(custom_id="titles", options=options, min_values=1, max_values=len(options))


def _choice(label: str, name: str, choices: list[tuple[str, str]]) -> ui.Label[ui.Modal]:
    options = [discord.SelectOption(label=words, value=value) for words, value in choices]
    select = ui.Select[ui.Modal](
        custom_id=name, options=options, placeholder=_AS_IT_IS, min_values=0, max_values=1, required=False
    )
    return ui.Label(text=label, component=select)


def _score(score_format: str) -> ui.Label[ui.Modal]:
    if score_format in _PICKED:
        return _choice("Score", "score", choices("", score_format))
    field = ui.TextInput[ui.Modal](custom_id="score", placeholder=_AS_IT_IS, required=False, max_length=10)
    return ui.Label(text="Score", description="0 for none", component=field)
