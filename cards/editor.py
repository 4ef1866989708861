"""The editor: everything that AniList keeps of an entry, and a form for each part of it."""

from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries, fields
from cards.card import Card, bare, button, headed, plain, row
from cards.forms import form, text_field
from cards.ids import Action, MediaId, Snowflake, digits
from cards.media import colour_of, cover_of
from cards.score import score_label
from i18n import mark, number, t
from library.rules.custom_lists import offered_lists
from library.rules.date_words import today
from library.rules.forms import Fields, field_name, form_values
from library.rules.notes import decode as as_read
from store import Entry, Link, ListOptions, Media

_OF_TOTAL = {"ANIME": mark("Episodes (of {total})"), "MANGA": mark("Chapters (of {total})")}
NOT_LISTED = mark("Not on your list yet. Any change adds it.")
Part = Literal["progress", "score", "dates", "notes", "lists"]
_FORMS: dict[Part, str] = {
    "progress": mark("Progress"),
    "score": mark("Score"),
    "dates": mark("Dates"),
    "notes": mark("Notes"),
    "lists": mark("Lists & privacy"),
}


class EditPart(Action, prefix="musubi:form"):
    """The form for a part of an entry, and the button that opens it; `seen` is when the shown entry last changed.

    `sent` is the number of the pending input: values that were sent, and could not be taken.
    """

    part: Part
    media_id: MediaId
    seen: Annotated[int, digits(12)]
    sent: Snowflake | None = None


def editor_card(media: Media, entry: Entry | None, link: Link) -> Card:
    """The present values; each button opens the form for a part."""
    name = entries.name(media, link.title_language)
    lines = _values(entry, media, link) if entry else [t(NOT_LISTED)]
    seen = entry.updated_at if entry else 0
    forms = [button(t(label), EditPart(part, media.id, seen)) for part, label in _FORMS.items()]
    body = headed(name, *lines, picture=media.cover_url, described_as=cover_of(media, link.title_language))
    return Card(colour_of(media), body, row(*forms))


def form_modal(part: Part, media: Media, entry: Entry | None, link: Link, sent: Fields | None = None) -> ui.Modal:
    """The form with the present values. Values in `sent`, by field, come first: the person typed them before."""
    before = entry or Entry(media_id=media.id, entry_id=0, media_type=media.media_type, status="PLANNING")
    seen = entry.updated_at if entry else 0
    return form(
        f"{t(_FORMS[part])} · {entries.label(media, link.title_language)}",
        EditPart(part, media.id, seen),
        _fields(part, media, link),
        form_values(before, link) | dict(sent or {}),
    )


def _values(entry: Entry, media: Media, link: Link) -> list[str]:
    lists = fields.quoted(entry.custom_lists)
    lines = [
        entries.summary(entry, media, link.score_format),
        entries.bar(entry, media),
        " · ".join(fields.advanced_scores(entry)),
        entries.dates(entry),
        t("lists: {names}", names=lists) if lists else "",
        t("hidden from status lists") if entry.hidden else "",
        f"> {notes}" if (notes := plain(as_read(entry.notes), 200)) else "",
    ]
    return [line for line in lines if line]


def _fields(part: Part, media: Media, link: Link) -> list[ui.Label[ui.Modal]]:
    options = link.anime if media.media_type == "ANIME" else link.manga
    match part:
        case "progress":
            return _progress_fields(media)
        case "score":
            return [score_label(link), *_advanced_field(media, options)]
        case "dates":
            return [_date_field("started", media), _date_field("completed", media)]
        case "notes":
            return [text_field(field_name("notes", media.media_type), "notes", is_long=True)]
        case _:
            return [*_lists_field(media, options), _flags_field(media)]


def _progress_fields(media: Media) -> list[ui.Label[ui.Modal]]:
    kind, end = media.media_type, entries.total(media)
    statuses = [
        discord.SelectOption(label=entries.status_name(one, kind), value=one)
        for one in ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
    ]
    status = ui.Select[ui.Modal](custom_id="status", options=statuses)
    return [
        ui.Label[ui.Modal](text=field_name("status", kind), component=status),
        text_field(t(_OF_TOTAL[kind], total=number(end)) if end else field_name("progress", kind), "progress"),
        *([text_field(field_name("volumes", kind), "volumes")] if kind == "MANGA" else []),
        text_field(field_name("repeat", kind), "repeat"),
    ]


def _advanced_field(media: Media, options: ListOptions) -> list[ui.Label[ui.Modal]]:
    if not options.advanced_scoring:
        return []
    name = field_name("advanced_scores", media.media_type)
    return [text_field(name, "advanced_scores", t("One per line"), is_long=True)]


def _date_field(name: str, media: Media) -> ui.Label[ui.Modal]:
    label = field_name(name, media.media_type)
    return text_field(
        label, name, t("2024, 2024-05, 2024-05-17, 17.05.2024 or {today}; empty for no date", today=today())
    )


def _lists_field(media: Media, options: ListOptions) -> list[ui.Label[ui.Modal]]:
    choices = [discord.SelectOption(label=bare(as_read(name)) or "–", value=name) for name in offered_lists(options)]
    if not choices:
        return []
    select = ui.Select[ui.Modal](
        custom_id="custom_lists", options=choices, min_values=0, max_values=len(choices), required=False
    )
    return [ui.Label(text=field_name("custom_lists", media.media_type), component=select)]


def _flags_field(media: Media) -> ui.Label[ui.Modal]:
    flags = ui.CheckboxGroup[ui.Modal](custom_id="flags", required=False, min_values=0)
    flags.add_option(label=t("Private: only you can see it"), value="private")
    flags.add_option(label=t("Hidden from status lists"), value="hidden")
    return ui.Label(text=field_name("flags", media.media_type), component=flags)
