"""The editor: everything that AniList keeps of an entry, and a form for each part of it."""

import re
from collections.abc import Mapping, Sequence

import discord
from discord import ui

from cards import entries
from cards.card import Card, bare, button, headed, plain, row
from cards.media import colour_of, cover_of
from cards.score import score_label
from library.dates import show as show_date
from library.forms import advanced_text, offered_lists
from library.notes import shown as as_read
from store import Entry, FuzzyDate, Link, ListOptions, Media

FORM = re.compile(
    r"musubi:form:(?P<form>progress|score|dates|notes|lists):(?P<media_id>[0-9]{1,12}):(?P<seen>[0-9]{1,12})"
    r"(?::(?P<sent>[0-9]{1,20}))?"
)
LONGEST_NOTES = 4000  # what a field of Discord's holds; AniList takes 6,000
_FORMS = {"progress": "Progress", "score": "Score", "dates": "Dates", "notes": "Notes", "lists": "Lists & privacy"}


def editor_card(media: Media, entry: Entry | None, link: Link) -> Card:
    """What is there now; each button opens the form for a part."""
    name = entries.name(media, link.title_language)
    lines = _values(entry, media, link) if entry else ["Not on your list yet. Any change adds it."]
    seen = entry.updated_at if entry else 0
    forms = [button(label, f"musubi:form:{form}:{media.id}:{seen}") for form, label in _FORMS.items()]
    body = headed(name, *lines, picture=media.cover_url, described_as=cover_of(media, link.title_language))
    return Card(colour_of(media), body, row(*forms))


def back_to_form(form: str, media_id: int, seen: str, sent: int) -> ui.Button[ui.LayoutView]:
    """The form that has shown the entry as it was at `seen`, again, as it was `sent`: kept under that number."""
    return button("Back to the form", f"musubi:form:{form}:{media_id}:{seen}:{sent}")


def form_modal(
    form: str, media: Media, entry: Entry | None, link: Link, sent: Mapping[str, Sequence[str]] | None = None
) -> ui.Modal:
    """`form` is one of :data:`FORM`'s; the modal's ``custom_id`` says which entry it has shown.

    What was `sent` before, by field, stands in it instead of what is there now.
    """
    shown = entry or Entry(media_id=media.id, entry_id=0, media_type=media.media_type, status="PLANNING")
    seen = entry.updated_at if entry else 0
    modal = ui.Modal(
        title=bare(f"{_FORMS[form]}: {entries.label(media, link.title_language)}", 45),
        custom_id=f"musubi:form:{form}:{media.id}:{seen}",
    )
    for label in _fields(form, shown, media, link):
        modal.add_item(label)
        _refill(label.component, sent or {})
    modal.stop()
    return modal


def _refill(field: ui.Item[ui.Modal], sent: Mapping[str, Sequence[str]]) -> None:
    if isinstance(field, ui.TextInput) and field.custom_id in sent:
        field.default = "".join(sent[field.custom_id]) or None
    elif isinstance(field, ui.Select | ui.CheckboxGroup) and field.custom_id in sent:
        for option in field.options:
            option.default = option.value in sent[field.custom_id]


def _values(entry: Entry, media: Media, link: Link) -> list[str]:
    lists = ", ".join(plain(as_read(name), 40) for name in entry.custom_lists[:10])
    advanced = [f"{plain(as_read(name), 30)} {score:g}" for name, score in entry.advanced_scores.items() if score]
    flags = [
        name for name, is_set in (("private", entry.private), ("hidden from status lists", entry.hidden)) if is_set
    ]
    lines = [
        entries.summary(entry, media, link.score_format),
        " · ".join(advanced),
        entries.dates(entry),
        f"lists: {lists}" if lists else "",
        ", ".join(filter(None, flags)),
        f"> {plain(as_read(entry.notes), 200)}" if entry.notes else "",
    ]
    return [line for line in lines if line]


def _fields(form: str, entry: Entry, media: Media, link: Link) -> list[ui.Label[ui.Modal]]:
    options = link.anime if media.media_type == "ANIME" else link.manga
    match form:
        case "progress":
            return _progress_fields(entry, media)
        case "score":
            return [score_label(entry, link), *_advanced_field(entry, options)]
        case "dates":
            return [
                _date_field("Started", "started", entry.started),
                _date_field("Finished", "completed", entry.completed),
            ]
        case "notes":
            return [_notes_field(entry)]
        case _:
            return [*_lists_field(entry, options), _flags_field(entry)]


def _progress_fields(entry: Entry, media: Media) -> list[ui.Label[ui.Modal]]:
    statuses = [
        discord.SelectOption(label=entries.status_name(one, media.media_type), value=one, default=one == entry.status)
        for one in ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
    ]
    end = entries.total(media)
    counted = f"{entries.unit(media).title()}s" + (f" of {end}" if end else "")
    fields = [
        ui.Label[ui.Modal](text="Status", component=ui.Select(custom_id="status", options=statuses)),
        _text_field(counted, "progress", str(entry.progress)),
        _text_field(f"Times {'rewatched' if media.media_type == 'ANIME' else 'reread'}", "repeat", str(entry.repeat)),
    ]
    if media.media_type == "MANGA":
        fields.insert(2, _text_field("Volumes", "volumes", str(entry.volumes)))
    return fields


def _advanced_field(entry: Entry, options: ListOptions) -> list[ui.Label[ui.Modal]]:
    if not options.advanced_scoring:
        return []
    field = ui.TextInput[ui.Modal](
        custom_id="advanced_scores",
        style=discord.TextStyle.paragraph,
        default=advanced_text(entry, options.advanced_scoring)[:LONGEST_NOTES],
        required=False,
    )
    return [ui.Label(text="In parts", description="One a line", component=field)]


def _date_field(label: str, name: str, date: FuzzyDate) -> ui.Label[ui.Modal]:
    shown = show_date(date) if date != FuzzyDate() else ""
    return _text_field(label, name, shown, "2024, 2024-05, 2024-05-17 or today; empty: no date")


def _notes_field(entry: Entry) -> ui.Label[ui.Modal]:
    field = ui.TextInput[ui.Modal](
        custom_id="notes",
        style=discord.TextStyle.paragraph,
        default=as_read(entry.notes) or None,
        required=False,
        max_length=LONGEST_NOTES,
    )
    return ui.Label(text="Notes", component=field)


def _lists_field(entry: Entry, options: ListOptions) -> list[ui.Label[ui.Modal]]:
    enabled = set(map(as_read, entry.custom_lists))
    choices = [
        discord.SelectOption(label=bare(as_read(name)) or "–", value=name, default=as_read(name) in enabled)
        for name in offered_lists(options)
    ]
    if not choices:
        return []
    select = ui.Select[ui.Modal](
        custom_id="custom_lists", options=choices, min_values=0, max_values=len(choices), required=False
    )
    return [ui.Label(text="Your own lists", component=select)]


def _flags_field(entry: Entry) -> ui.Label[ui.Modal]:
    flags = ui.CheckboxGroup[ui.Modal](custom_id="flags", required=False, min_values=0)
    flags.add_option(label="Private: only you can see it", value="private", default=entry.private)
    flags.add_option(label="Hidden from status lists", value="hidden", default=entry.hidden)
    return ui.Label(text="Who sees it", component=flags)


def _text_field(label: str, name: str, value: str, hint: str | None = None) -> ui.Label[ui.Modal]:
    field = ui.TextInput[ui.Modal](custom_id=name, default=value or None, required=False, max_length=40)
    return ui.Label(text=label, description=hint, component=field)
