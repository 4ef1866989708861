"""The filters of a list in words, and the form in which they are set."""

import discord
from discord import ui

from cards.forms import form, text_field
from cards.ids import Action, ListStatus, MediaKind, Snowflake, ViewId
from cards.media import release_status
from i18n import mark, t
from library.listing import forms
from library.listing.query import Chip, Filters, Sort
from library.rules import score_ranges, years
from library.rules.forms import Fields
from library.rules.genres import genre_name, genres
from library.titles.countries import COUNTRY_NAMES
from library.titles.formats import format_name

_MOST_GENRES = 5
_LENGTHS = {
    "half-hour": mark("Up to 30 minutes"),
    "evening": mark("One evening (up to 3 hours)"),
    "weekend": mark("One weekend (up to 10 hours)"),
    "longer": mark("Longer than 10 hours"),
    "sitting": mark("Up to 10 chapters or 1 volume"),
    "week": mark("Up to 60 chapters or 6 volumes"),
    "long": mark("Longer than 60 chapters or 6 volumes"),
}
_GROUPS = {
    "formats": mark("Format"),
    "states": mark("Status of the title"),
    "lengths": mark("Length"),
    "countries": mark("Country"),
}


class FilterList(Action, prefix="musubi:filter"):
    """The form for the filters of a list, and the button that opens it.

    `sent` is the number of the pending input: values that were sent, and could not be taken.
    """

    owner_id: Snowflake
    kind: MediaKind
    status: ListStatus
    sort: Sort
    sent: Snowflake | None = None
    view: ViewId | None = None


def chip_label(chip: Chip, filters: Filters, kind: str, score_format: str) -> str:
    """A filter that is set, in words, without markup."""
    match chip.field:
        case "search":
            return t("“{name}”", name=filters.search)
        case "years":
            return years.show(filters.years) if filters.years else ""
        case "scores":
            shown = score_ranges.show(filters.scores, score_format) if filters.scores else ""
            return f"★ {shown}" if shown[:1].isdigit() and "★" not in shown else shown
        case _:
            return _value_name(chip.field, chip.value, kind)


def chip_labels(filters: Filters, kind: str, score_format: str) -> list[str]:
    """All filters that are set, in words."""
    return [chip_label(chip, filters, kind, score_format) for chip in filters.chips()]


def filter_modal(
    action: FilterList, filters: Filters, score_format: str, *, is_adult: bool, sent: Fields | None
) -> ui.Modal:
    """The form with the filters that are set, or with the values `sent` before. `is_adult`: it is for adults alone."""
    labels = [
        text_field(t("Search"), forms.SEARCH, t("Words of the title")),
        _genres(filters, is_adult=is_adult),
        _kinds(action.kind),
        text_field(t(forms.YEARS_LABEL), forms.YEARS, t("Such as {examples}", examples=years.examples())),
        text_field(
            t(forms.SCORES_LABEL),
            forms.SCORES,
            t("Such as {examples}", examples=score_ranges.examples(score_format)),
        ),
    ]
    return form(t("Filter the list"), action, labels, sent or forms.filter_values(filters, score_format))


def _genres(filters: Filters, *, is_adult: bool) -> ui.Label[ui.Modal]:
    offered = {*genres(adult=is_adult), *filters.genres}
    options = [discord.SelectOption(label=genre_name(genre), value=genre) for genre in offered]
    options.sort(key=lambda option: option.label.casefold())
    return _select(t("Genres"), forms.GENRES_FIELD, t("Titles that have all of them"), options[:25], _MOST_GENRES)


def _kinds(kind: str) -> ui.Label[ui.Modal]:
    options = [
        discord.SelectOption(
            label=_value_name(group, value, kind), value=f"{group}:{value}", description=t(_GROUPS[group])
        )
        for group, values in forms.KINDS_OF[kind].items()
        for value in values
    ]
    return _select(t("Format, status, length, country"), forms.KINDS, None, options, len(options))


def _select(
    label: str, name: str, hint: str | None, options: list[discord.SelectOption], most: int
) -> ui.Label[ui.Modal]:
    select = ui.Select[ui.Modal](
        custom_id=name, options=options, placeholder=t("Anything"), min_values=0, max_values=most, required=False
    )
    return ui.Label(text=label, description=hint, component=select)


def _value_name(group: str, value: str, kind: str) -> str:
    match group:
        case "genres":
            return genre_name(value)
        case "formats":
            return format_name(value) or value
        case "states":
            return release_status(value, kind)
        case "lengths":
            names = _LENGTHS
        case _:
            names = COUNTRY_NAMES
    return t(names[value]) if value in names else value
