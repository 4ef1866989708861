"""Editing several titles at once: the form, the proposal, and the result."""

import discord
from discord import ui

from cards import entries, fields
from cards.card import Card, Colour, button, row, text
from cards.forms import form, text_field
from cards.list_buttons import ApplyBulk, EditSeveral, LeaveBulk, UndoBulk
from library.changes.bulk import MOST, Bulk
from library.lists import Line
from library.rules.confirmation import early
from library.rules.forms import Fields
from library.rules.reconcile import Verdict, same
from library.rules.scores import PICKED, choices
from library.rules.scores import show as show_score
from store import Entry, Link, Media

_STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_TITLE = 40  # characters of a title on a line
_AS_IT_IS = "Leave as it is"
_LONGEST = 3000  # characters of all lines
_FIELDS = ("status", "progress", "volumes", "score", "repeat", "started", "completed", "private", "hidden")
_LONG = {"notes": "notes", "custom_lists": "custom lists", "advanced_scores": "advanced scores"}


def bulk_modal(
    action: EditSeveral,
    lines: list[Line],
    link: Link,
    *,
    is_beside: bool = False,
    sent: Fields | None = None,
) -> ui.Modal:
    """Selects for some of the `lines`, and the values to set; or the values `sent` before.

    `is_beside`: it was opened from another person's list.
    """
    kind = action.kind
    title = f"Edit several of your own {kind.lower()}" if is_beside else "Edit several"
    labels = [
        ui.Label[ui.Modal](text="Titles", component=_titles(lines, link)),
        _choice("Status", "status", [(entries.status_name(one, kind), one) for one in _STATUSES]),
        _score(link.score_format),
        _choice("Private", "private", [("Only you can see them", "yes"), ("Others may see them", "no")]),
        _choice("Status lists", "hidden", [("Hide them there", "yes"), ("Show them there", "no")]),
    ]
    return form(title, action, labels, sent or {})


def preview_card(bulk: Bulk, *, now: int) -> Card:
    """The preview: each entry before and after, and the entries that stay; nothing is changed yet."""
    same = ", ".join(entries.name(media, bulk.link.title_language, _TITLE) for media in bulk.unchanged)
    return Card(
        Colour.BLUE,
        text(f"### Change {_counted(bulk, len(bulk.pairs))}?"),
        text(*_lines(bulk, now)),
        *([text(f"-# As they are: {same}")] if same else []),
        row(
            button("Apply", ApplyBulk(bulk.id), discord.ButtonStyle.success),
            button("Cancel", LeaveBulk()),
        ),
    )


def applied_card(bulk: Bulk) -> Card:
    count = _kept(bulk)
    said = text(f"### {_counted(bulk, count)} changed" if count else "### Nothing was changed as you asked")
    undo = [row(button("Undo", UndoBulk(bulk.id)))] if _is_any_other(bulk) else []
    colour = Colour.GREEN if count == len(bulk.pairs) else Colour.AMBER
    return Card(colour, said, text(*_lines(bulk)), *undo)


def taken_back_card(bulk: Bulk) -> Card:
    count = _kept(bulk)
    said = f"### Undone: {_counted(bulk, count)} as before" if count else "### Nothing was undone"
    return Card(Colour.AMBER, text(said), text(*_lines(bulk)))


def left_card() -> Card:
    return Card(Colour.AMBER, text("Nothing was changed."))


def nothing_card() -> Card:
    return Card(Colour.AMBER, text("There is nothing of yours on this page."))


def differences(before: Entry, after: Entry, media: Media, score_format: str) -> str:
    """``Watching → **Paused** · 12 → **28**``: all fields that differ, in the order of a card."""
    both = [
        (_short(field, before, media, score_format), _short(field, after, media, score_format))
        for field in (*_FIELDS, *_LONG)
        if getattr(before, field) != getattr(after, field)
    ]
    return " · ".join(f"{old} → **{new}**" if old != new else f"other **{new}**" for old, new in both)


def _short(field: str, entry: Entry, media: Media, score_format: str) -> str:
    match field:
        case "progress":
            return f"{entry.progress:,}"
        case "score" if entry.score:
            return show_score(entry.score, score_format)
        case "repeat":
            return f"{entry.repeat}×"
        case _:
            return _LONG.get(field) or fields.words(field, entry, media, score_format)


def _lines(bulk: Bulk, now: int | None = None) -> list[str]:
    """A line per entry. Before the change, `now` adds a warning to progress beyond what is out; None after it."""
    lines, left = list[str](), _LONGEST
    each = zip(bulk.pairs, bulk.wanted, bulk.verdicts, strict=True)
    for number, ((before, after), wanted, verdict) in enumerate(each):
        if media := bulk.media.get(before.media_id):
            name = entries.name(media, bulk.link.title_language, _TITLE)
            said = [
                f"**{name}**  {differences(before, after, media, bulk.link.score_format) or 'as it was'}",
                *fields.not_kept(Verdict(refused=verdict.refused), wanted, after, media, bulk.link, say=_short),
            ]
            said += [] if now is None else _early(before, wanted, media, now)
            left -= sum(map(len, said))
            if left < 0:
                return [*lines, f"and {len(bulk.pairs) - number} more"]
            lines += said
    return lines


def _early(before: Entry, wanted: Entry, media: Media, now: int) -> list[str]:
    out = early(before, wanted, media, now)
    return [] if out is None else [f"-# ⚠️ {entries.out(media, out)}"]


def _kept(bulk: Bulk) -> int:
    """The number of entries that AniList has as wanted."""
    return sum(not verdict.refused for verdict in bulk.verdicts)


def _is_any_other(bulk: Bulk) -> bool:
    return any(not same(*pair) for pair in bulk.pairs)


def _counted(bulk: Bulk, count: int) -> str:
    """``3 titles``, or ``2 of 3 titles``."""
    of_all = "" if count == len(bulk.pairs) else f"{count} of "
    return f"{of_all}{len(bulk.pairs)} title{'' if len(bulk.pairs) == 1 else 's'}"


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
    if score_format in PICKED:
        return _choice("Score", "score", choices("", score_format))
    return text_field("Score", "score", f"Empty: {_AS_IT_IS.lower()}; 0: none")
