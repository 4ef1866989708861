"""Editing several titles at once: the form, the proposal, and the result."""

import discord
from discord import ui

from cards import entries, fields
from cards.card import Card, Colour, button, row, text
from cards.forms import form, text_field
from cards.list_buttons import ApplyBulk, EditSeveral, LeaveBulk, UndoBulk
from i18n import listed, mark, number, t, tn
from library.changes.bulk import MOST, Bulk
from library.lists import Line
from library.rules.confirmation import early
from library.rules.forms import Fields
from library.rules.reconcile import Verdict, same
from library.rules.scores import PICKED, choices
from store import Entry, Link, Media

_STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_TITLE = 40  # characters of a title on a line
_AS_IT_IS = mark("Leave unchanged")
NOTHING_DONE = mark("Nothing changed.")
NOTHING_HERE = mark("None of your titles are on this page.")
NOTHING_AS_ASKED = mark("None of the changes came out as you asked")
NOTHING_UNDONE = mark("Nothing was undone")
YOUR_OWN = {"ANIME": mark("Edit your own anime"), "MANGA": mark("Edit your own manga")}
_LONGEST = 3000  # characters of all lines
_FIELDS = ("status", "progress", "volumes", "score", "repeat", "started", "completed", "private", "hidden")
_LONG = {"notes": mark("notes"), "custom_lists": mark("custom lists"), "advanced_scores": mark("advanced scores")}


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
    title = t(YOUR_OWN[kind]) if is_beside else t("Edit several")
    labels = [
        ui.Label[ui.Modal](text=t("Titles"), component=_titles(lines, link)),
        _choice(t("Status"), "status", [(entries.status_name(one, kind), one) for one in _STATUSES]),
        _score(link.score_format),
        _choice(t("Privacy"), "private", [(t("Only you can see them"), "yes"), (t("Others can see them"), "no")]),
        _choice(t("Status lists"), "hidden", [(t("Hide from status lists"), "yes"), (t("Show in them"), "no")]),
    ]
    return form(title, action, labels, sent or {})


def preview_card(bulk: Bulk, *, now: int) -> Card:
    """The preview: each entry before and after, and the entries that stay; nothing is changed yet."""
    same = listed(entries.name(media, bulk.link.title_language, _TITLE) for media in bulk.unchanged)
    return Card(
        Colour.BLUE,
        text(f"### {tn('Change {count} title?', 'Change {count} titles?', len(bulk.pairs))}"),
        text(*_lines(bulk, now)),
        *([text(f"-# {t('Already that way: {titles}', titles=same)}")] if same else []),
        row(
            button(t("Apply"), ApplyBulk(bulk.id), discord.ButtonStyle.success),
            button(t("Cancel"), LeaveBulk()),
        ),
    )


def applied_card(bulk: Bulk) -> Card:
    count = _kept(bulk)
    said = _changed(bulk, count) if count else t(NOTHING_AS_ASKED)
    undo = [row(button(t("Undo"), UndoBulk(bulk.id)))] if _is_any_other(bulk) else []
    colour = Colour.GREEN if count == len(bulk.pairs) else Colour.AMBER
    return Card(colour, text(f"### {said}"), text(*_lines(bulk)), *undo)


def taken_back_card(bulk: Bulk) -> Card:
    count = _kept(bulk)
    said = _undone(bulk, count) if count else t(NOTHING_UNDONE)
    return Card(Colour.AMBER, text(f"### {said}"), text(*_lines(bulk)))


def left_card() -> Card:
    return Card(Colour.AMBER, text(t(NOTHING_DONE)))


def nothing_card() -> Card:
    return Card(Colour.AMBER, text(t(NOTHING_HERE)))


def differences(before: Entry, after: Entry, media: Media, score_format: str) -> str:
    """``Watching → **Paused** · 12 → **28**``: all fields that differ, in the order of a card."""
    both = [
        (_short(field, before, media, score_format), _short(field, after, media, score_format))
        for field in (*_FIELDS, *_LONG)
        if getattr(before, field) != getattr(after, field)
    ]
    return " · ".join(f"{old} → **{new}**" if old != new else t("changed **{field}**", field=new) for old, new in both)


def _short(field: str, entry: Entry, media: Media, score_format: str) -> str:
    match field:
        case "progress":
            return number(entry.progress)
        case "repeat":
            return f"{number(entry.repeat)}×"
        case _:
            return t(_LONG[field]) if field in _LONG else fields.words(field, entry, media, score_format)


def _lines(bulk: Bulk, now: int | None = None) -> list[str]:
    """A line per entry. Before the change, `now` adds a warning to progress beyond what is out; None after it."""
    lines, left = list[str](), _LONGEST
    each = zip(bulk.pairs, bulk.wanted, bulk.verdicts, strict=True)
    for done, ((before, after), wanted, verdict) in enumerate(each):
        if media := bulk.media.get(before.media_id):
            name = entries.name(media, bulk.link.title_language, _TITLE)
            said = [
                f"**{name}**",
                f"-# {differences(before, after, media, bulk.link.score_format) or t('unchanged')}",
                *fields.not_kept(Verdict(refused=verdict.refused), wanted, after, media, bulk.link, say=_short),
            ]
            said += [] if now is None else _early(before, wanted, media, now)
            left -= sum(map(len, said))
            if left < 0:
                left_out = len(bulk.pairs) - done
                return [*lines, tn("and {count} more", "and {count} more", left_out)]
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


def _changed(bulk: Bulk, count: int) -> str:
    everything = len(bulk.pairs)
    if count == everything:
        return tn("{count} title changed", "{count} titles changed", count)
    done = number(count)
    return tn("{done} of {count} title changed", "{done} of {count} titles changed", everything, done=done)


def _undone(bulk: Bulk, count: int) -> str:
    everything = len(bulk.pairs)
    if count == everything:
        return tn("Undone: {count} title is as before", "Undone: {count} titles are as before", count)
    done = number(count)
    return tn(
        "Undone: {done} of {count} title is as before",
        "Undone: {done} of {count} titles are as before",
        everything,
        done=done,
    )


def _titles(lines: list[Line], link: Link) -> ui.Select[ui.Modal]:
    options = [
        discord.SelectOption(label=entries.label(media, link.title_language), value=str(media.id))
        for _, media in lines[:MOST]
    ]
    return ui.Select(custom_id="titles", options=options, min_values=1, max_values=len(options))


def _choice(label: str, name: str, choices: list[tuple[str, str]]) -> ui.Label[ui.Modal]:
    options = [discord.SelectOption(label=words, value=value) for words, value in choices]
    select = ui.Select[ui.Modal](
        custom_id=name, options=options, placeholder=t(_AS_IT_IS), min_values=0, max_values=1, required=False
    )
    return ui.Label(text=label, component=select)


def _score(score_format: str) -> ui.Label[ui.Modal]:
    if score_format in PICKED:
        return _choice(t("Score"), "score", choices("", score_format))
    return text_field(t("Score"), "score", t("Empty to leave it unchanged; 0 for no score"))
