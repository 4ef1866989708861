"""What a change looks like: what it made of the entry, what comes next, and the way back."""

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, headed, row, text
from cards.media import colour_of, cover_of
from library.editing import Changed
from library.scores import show as show_score
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

_FAVOURITE = {
    (True, True): "is one of your favourites now",
    (True, False): "is one of your favourites already",
    (False, True): "is no longer one of your favourites",
    (False, False): "is none of your favourites",
}


def changed_card(changed: Changed, link: Link, *, now: int) -> Card:
    """The reply to any change of one title."""
    media, after = changed.media, changed.after
    name = entries.name(media, link.title_language)
    if after is None:
        return Card(
            Colour.AMBER,
            text(f"**{name}** is off your {media.media_type.lower()} list."),
            row(list_buttons.undo(changed.change_id)),
        )
    body = headed(
        f"{name} · {news(changed, link)}",
        entries.summary(after, media, link.score_format),
        _dates(changed.before, after),
        _late(after, media, now),
        "Finished! How was it?" if changed.asks_score else "",
        picture=media.cover_url,
        described_as=cover_of(media, link.title_language),
    )
    return Card(colour_of(media), body, row(*_actions(changed, after, now)))


def undone_card(changed: Changed, link: Link, *, now: int) -> Card:
    """Back to what was before."""
    media = changed.media
    name = entries.name(media, link.title_language)
    if changed.after is None:
        return Card(Colour.AMBER, text(f"Undone: **{name}** is not on your list, as before."))
    said = text(f"Undone: **{name}**", entries.summary(changed.after, media, link.score_format))
    return Card(Colour.AMBER, said, row(*_next_steps(media, changed.after, now)))


def favourite_card(media: Media, link: Link, *, is_favourite: bool, is_news: bool = True) -> Card:
    """`is_news`: it was the other way round until now."""
    name = entries.name(media, link.title_language)
    label = "Undo" if is_news else "Take it away" if is_favourite else "Make it one"
    other_way = list_buttons.turn_favourite(label, media.id, link.discord_id, to=not is_favourite)
    return Card(colour_of(media), text(f"❤️ **{name}** {_FAVOURITE[is_favourite, is_news]}."), row(other_way))


def news(changed: Changed, link: Link) -> str:
    """The one thing that a person wants to be told first."""
    before, after, media = changed.before, changed.after, changed.media
    assert after
    if before is None:
        return f"added to {entries.status_name(after.status, media.media_type)}"
    if before.progress != after.progress:
        end = entries.total(media)
        return f"{entries.unit(media)} **{after.progress}**" + (f" of {end}" if end else "")
    if before.score != after.score:
        return f"rated **{show_score(after.score, link.score_format)}**" if after.score else "no longer rated"
    if before.status != after.status:
        return entries.status_name(after.status, media.media_type)
    if before.volumes != after.volumes:
        return f"volume **{after.volumes}**" + (f" of {media.volumes}" if media.volumes else "")
    return f"{', '.join(_small_changes(before, after))} changed"


def _small_changes(before: Entry, after: Entry) -> list[str]:
    return list(
        dict.fromkeys(name for field, name in _SMALL.items() if getattr(before, field) != getattr(after, field))
    )


def _dates(before: Entry | None, after: Entry) -> str:
    """When started and finished, if that has changed, by itself too."""
    is_news = before is None or (before.started, before.completed) != (after.started, after.completed)
    return f"-# {said}" if is_news and (said := entries.dates(after)) else ""


def _late(entry: Entry, media: Media, now: int) -> str:
    parts = [entries.lateness(entry, media, now), entries.next_airing(media, now)]
    return " · next: ".join(part for part in parts if part)


def _actions(changed: Changed, after: Entry, now: int) -> list[ui.Button[ui.LayoutView]]:
    undo = list_buttons.undo(changed.change_id)
    *step, score, edit = _next_steps(changed.media, after, now)
    if changed.asks_score:
        score.label, score.style = "Rate it", discord.ButtonStyle.success
        return [score, undo, edit]
    return [*step, undo, score, edit]


def _next_steps(media: Media, entry: Entry, now: int) -> list[ui.Button[ui.LayoutView]]:
    step = list_buttons.plus(entry, media, now) if entry.status in {"CURRENT", "REPEATING", "PLANNING"} else None
    rest = [list_buttons.score(media.id), list_buttons.edit(media.id)]
    return [step, *rest] if step else rest
