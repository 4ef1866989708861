"""The card of a change: its result, the next step, and Undo."""

from collections.abc import Callable

import discord
from discord import ui

from cards import entries, fields, list_buttons
from cards.card import Card, Colour, headed, moment, row, text
from cards.media import colour_of, cover_of
from library.changes.editing import Changed
from library.rules.reconcile import same
from library.rules.scores import show as show_score
from store import Entry, Link, Media

_SMALL = {
    "repeat": "count",
    "advanced_scores": "scores",
    "started": "dates",
    "completed": "dates",
    "notes": "notes",
    "custom_lists": "lists",
    "private": "privacy",
    "hidden": "privacy",
}

_NOT_UNDONE = "Not undone"
_FAVOURITE = {
    (True, True): "is one of your favourites now",
    (True, False): "is one of your favourites already",
    (False, True): "is no longer one of your favourites",
    (False, False): "is none of your favourites",
}


def changed_card(changed: Changed, *, now: int) -> Card:
    """The answer to any change of one title."""
    media, after, link = changed.media, changed.after, changed.link
    name = entries.name(media, link.title_language)
    if after is None:
        return Card(
            Colour.AMBER,
            text(f"**{name}** is off your {media.media_type.lower()} list.", _first_asked(changed)),
            row(list_buttons.undo(changed.change_id)),
        )
    body = headed(
        f"{name} · {news(changed)}",
        entries.summary(after, media, link.score_format),
        _dates(changed.before, after),
        _late(after, media, now),
        *_remarks(changed),
        _first_asked(changed),
        "Finished! How was it?" if changed.asks_score else "Where does it belong?" if _places(changed) else "",
        picture=media.cover_url,
        described_as=cover_of(media, link.title_language),
    )
    return Card(colour_of(media), body, row(*_actions(changed, after, now)))


def undone_card(changed: Changed, *, now: int) -> Card:
    """The answer to an undo."""
    media, link = changed.media, changed.link
    name = entries.name(media, link.title_language)
    if changed.after is None:
        return Card(Colour.AMBER, text(f"Undone: **{name}** is not on your list, as before."))
    summary = entries.summary(changed.after, media, link.score_format)
    undone = _undone(changed)
    said = text(f"{undone}: **{name}**", summary, *_remarks(changed))
    again = [list_buttons.undo(changed.change_id)] if undone == _NOT_UNDONE else []
    return Card(Colour.AMBER, said, row(*again, *_next_steps(media, changed.after, now)))


def favourite_card(media: Media, link: Link, *, is_favourite: bool, is_news: bool = True) -> Card:
    """`is_news`: the press changed it; False where it was so already."""
    name = entries.name(media, link.title_language)
    label = "Undo" if is_news else "Take it away" if is_favourite else "Make it one"
    other_way = list_buttons.turn_favourite(label, media.id, link.discord_id, to=not is_favourite)
    return Card(colour_of(media), text(f"❤️ **{name}** {_FAVOURITE[is_favourite, is_news]}."), row(other_way))


def done_lines(name: str, changed: Changed) -> list[str]:
    """A change in lines on another card; `name` is the title as that card writes it."""
    mark = "✓" if changed.verdict.kept else "⚠️"
    return [f"{mark} **{name}** · {news(changed)}", *_remarks(changed)]


def can_undo(changed: Changed) -> bool:
    """Whether there is a change to undo: AniList may have kept none of the wanted values."""
    return not same(changed.before, changed.after)


def news(changed: Changed) -> str:
    """The most important change among those that AniList has kept."""
    after, media = changed.after, changed.media
    assert after
    if changed.before is None:
        rated = f"{_rated(after, changed.link.score_format)} · " if after.score else ""
        return f"{rated}added to {entries.status_name(after.status, media.media_type)}"
    kept = changed.verdict.kept
    if great := next((field for field in _GREAT if field in kept), None):
        return _GREAT[great](after, media, changed.link.score_format)
    if small := dict.fromkeys(name for field, name in _SMALL.items() if field in kept):
        return f"{', '.join(small)} changed"
    return "not as you asked" if can_undo(changed) else "nothing changed"


def _counted(what: str, count: int, end: int | None) -> str:
    return f"{what} **{count}**" + (f" of {end}" if end else "")


def _rated(after: Entry, score_format: str) -> str:
    return f"rated **{show_score(after.score, score_format)}**" if after.score else "no longer rated"


_GREAT: dict[str, Callable[[Entry, Media, str], str]] = {
    "progress": lambda after, media, _: _counted(entries.unit(media), after.progress, entries.total(media)),
    "score": lambda after, _, score_format: _rated(after, score_format),
    "status": lambda after, media, _: entries.status_name(after.status, media.media_type),
    "volumes": lambda after, media, _: _counted("volume", after.volumes, media.volumes),
}


def _remarks(changed: Changed) -> list[str]:
    """The differences between the wanted entry and AniList's."""
    if changed.wanted is None or changed.after is None:
        return []
    return fields.not_kept(changed.verdict, changed.wanted, changed.after, changed.media, changed.link)


def _first_asked(changed: Changed) -> str:
    """A note for a repeated request whose first answer was not shown: the change is made once."""
    if changed.asked_at is None:
        return ""
    return f"-# You asked for this {moment(changed.asked_at)} and were not shown the answer: it is done once."


def _undone(changed: Changed) -> str:
    if not changed.verdict.refused:
        return "Undone"
    return "Undone in part" if can_undo(changed) else _NOT_UNDONE


def _dates(before: Entry | None, after: Entry) -> str:
    """The start and finish dates, if the change touched them; a rule may do so without being asked."""
    is_news = before is None or (before.started, before.completed) != (after.started, after.completed)
    return f"-# {said}" if is_news and (said := entries.dates(after)) else ""


def _late(entry: Entry, media: Media, now: int) -> str:
    parts = [entries.lateness(entry, media, now), entries.next_airing(media, now)]
    return " · next: ".join(part for part in parts if part)


def _actions(changed: Changed, after: Entry, now: int) -> list[ui.Button[ui.LayoutView]]:
    undo = [list_buttons.undo(changed.change_id)] if can_undo(changed) else []
    *step, score, edit = _next_steps(changed.media, after, now)
    if changed.asks_score:
        score.label, score.style = "Rate it", discord.ButtonStyle.success
        return [score, *undo, edit]
    if places := _places(changed):
        return [*places, *undo, edit]
    return [*step, *undo, score, edit]


def _places(changed: Changed) -> list[ui.Button[ui.LayoutView]]:
    """Buttons for the likely statuses of a title that has just been rated and is only planned."""
    before, after = changed.before, changed.after
    if after is None or after.status != "PLANNING" or not after.score:
        return []
    return list_buttons.put(changed.media) if before is None or before.score != after.score else []


def _next_steps(media: Media, entry: Entry, now: int) -> list[ui.Button[ui.LayoutView]]:
    step = list_buttons.plus(entry, media, now) if entry.status in {"CURRENT", "REPEATING", "PLANNING"} else None
    rest = [list_buttons.score(media.id), list_buttons.edit(media.id)]
    return [step, *rest] if step else rest
