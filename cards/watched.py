"""The card of a change: its result, the next step, and Undo."""

from collections.abc import Callable

import discord
from discord import ui

from cards import entries, fields, list_buttons
from cards.card import Card, Colour, facts, headed, moment, row, text
from cards.media import colour_of, cover_of
from cards.say import review, say
from i18n import mark, number, t
from library.changes.editing import Changed
from library.rules.reconcile import same
from store import Entry, Media

REPEAT = {"ANIME": mark("Rewatches changed"), "MANGA": mark("Rereads changed")}
SMALL = {
    "advanced_scores": mark("Advanced scores changed"),
    "started": mark("Dates changed"),
    "completed": mark("Dates changed"),
    "notes": mark("Notes changed"),
    "custom_lists": mark("Custom lists changed"),
    "private": mark("Privacy changed"),
    "hidden": mark("Privacy changed"),
}
COUNTED = {
    "ANIME": (mark("Episode **{number}**"), mark("Episode **{number}** of {total}")),
    "MANGA": (mark("Chapter **{number}**"), mark("Chapter **{number}** of {total}")),
    "VOLUMES": (mark("Volume **{number}**"), mark("Volume **{number}** of {total}")),
}
REMOVED = {
    "ANIME": mark("Removed **{title}** from your anime list."),
    "MANGA": mark("Removed **{title}** from your manga list."),
}
ADDED = mark("Added to **{status}**")
MOVED = mark("Moved to **{status}**")
RATED = mark("Rated **{score}**")
UNRATED = mark("Score removed")
NOTHING_CHANGED = mark("Nothing changed")
NOT_AS_ASKED = mark("Changed, but not as you asked")
UNDONE = mark("Undone: **{title}**")
PARTLY_UNDONE = mark("Partly undone: **{title}**")
NOT_UNDONE = mark("Not undone: **{title}**")
OFF_THE_LIST_AGAIN = mark("Undone: **{title}** is off your list again.")
HOW_WAS_IT = mark("Finished! How did you like it?")
WHICH_LIST = mark("Which list does it belong on?")


def changed_card(changed: Changed, *, now: int) -> Card:
    """The answer to any change of one title."""
    media, after, link = changed.media, changed.after, changed.link
    name = entries.name(media, link.title_language)
    if after is None:
        return Card(
            Colour.AMBER,
            text(t(REMOVED[media.media_type], title=name), _first_asked(changed)),
            row(list_buttons.undo(changed.change_id)),
        )
    body = headed(
        name,
        news(changed),
        entries.bar(after, media),
        entries.summary(after, media, link.score_format, has_progress=_main(changed) != "progress"),
        _dates(changed.before, after),
        _late(after, media, now),
        *_remarks(changed),
        _first_asked(changed),
        t(HOW_WAS_IT) if changed.asks_score else t(WHICH_LIST) if _places(changed) else "",
        picture=media.cover_url,
        described_as=cover_of(media, link.title_language),
    )
    return Card(colour_of(media), body, row(*_actions(changed, after, now)))


def undone_card(changed: Changed, *, now: int) -> Card:
    """The answer to an undo."""
    said = text(*undone_lines(changed))
    if changed.after is None:
        return Card(Colour.AMBER, said)
    again = [list_buttons.undo(changed.change_id)] if _undone(changed) == NOT_UNDONE else []
    return Card(Colour.AMBER, said, row(*again, *_next_steps(changed.media, changed.after, now)))


def undone_lines(changed: Changed) -> list[str]:
    """What an undo has brought back."""
    media, link = changed.media, changed.link
    name = entries.name(media, link.title_language)
    if changed.after is None:
        return [t(OFF_THE_LIST_AGAIN, title=name)]
    summary = entries.summary(changed.after, media, link.score_format)
    return [t(_undone(changed), title=name), summary, *_remarks(changed)]


def done_lines(name: str, changed: Changed) -> list[str]:
    """A change in lines on another card; `name` is the title as that card writes it."""
    sign = "✓" if changed.verdict.kept else "⚠️"
    return [f"{sign} **{name}** · {news(changed)}", *_remarks(changed)]


def can_undo(changed: Changed) -> bool:
    """Whether there is a change to undo: AniList may have kept none of the wanted values."""
    return not same(changed.before, changed.after)


def news(changed: Changed) -> str:
    """The most important change among those that AniList has kept."""
    after, media = changed.after, changed.media
    assert after
    if changed.before is None:
        added = t(ADDED, status=entries.status_name(after.status, media.media_type))
        return f"{_rated(after, changed.link.score_format)} · {added}" if after.score else added
    kept = changed.verdict.kept
    if great := _main(changed):
        return _GREAT[great](after, media, changed.link.score_format)
    messages = {"repeat": REPEAT[media.media_type], **SMALL}
    if small := dict.fromkeys(message for field, message in messages.items() if field in kept):
        return " · ".join(map(t, small))
    return t(NOT_AS_ASKED) if can_undo(changed) else t(NOTHING_CHANGED)


def _main(changed: Changed) -> str | None:
    """The field of the most important change; None for a new entry, and for small changes."""
    kept = changed.verdict.kept if changed.before else ()
    return next((field for field in _GREAT if field in kept), None)


def _counted(what: str, count: int, end: int | None) -> str:
    alone, of_total = COUNTED[what]
    return t(of_total, number=number(count), total=number(end)) if end else t(alone, number=number(count))


def _rated(after: Entry, score_format: str) -> str:
    score = entries.score(after, score_format)
    return t(RATED, score=score) if score else t(UNRATED)


_GREAT: dict[str, Callable[[Entry, Media, str], str]] = {
    "progress": lambda after, media, _: _counted(media.media_type, after.progress, entries.total(media)),
    "score": lambda after, _, score_format: _rated(after, score_format),
    "status": lambda after, media, _: t(MOVED, status=entries.status_name(after.status, media.media_type)),
    "volumes": lambda after, media, _: _counted("VOLUMES", after.volumes, media.volumes),
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
    when = moment(changed.asked_at)
    return f"-# {t('You asked for this {time}, but my reply didn’t reach you. I did it only once.', time=when)}"


def _undone(changed: Changed) -> str:
    """The message that says how much is undone."""
    if not changed.verdict.refused:
        return UNDONE
    return PARTLY_UNDONE if can_undo(changed) else NOT_UNDONE


def _dates(before: Entry | None, after: Entry) -> str:
    """The start and finish dates, if the change touched them; a rule may do so without being asked."""
    is_news = before is None or (before.started, before.completed) != (after.started, after.completed)
    return f"-# {said}" if is_news and (said := entries.dates(after)) else ""


def _late(entry: Entry, media: Media, now: int) -> str:
    return facts(entries.lateness(entry, media, now), entries.coming(media, now))


def _actions(changed: Changed, after: Entry, now: int) -> list[ui.Button[ui.LayoutView]]:
    undo = [list_buttons.undo(changed.change_id)] if can_undo(changed) else []
    *step, score, edit = _next_steps(changed.media, after, now)
    more = [say(changed.media.id), review(changed.media)] if _is_worth_saying(changed, after) else []
    if changed.asks_score:
        score.label, score.style = t("Rate it"), discord.ButtonStyle.success
        return [score, *undo, edit, *more]
    if places := _places(changed):
        return [*places, *undo, edit]
    return [*step, *undo, score, edit, *more]


def _is_worth_saying(changed: Changed, after: Entry) -> bool:
    """Whether the title is finished or rated just now, and others may know."""
    before = changed.before
    is_news = before is None or before.status != after.status or (after.score and before.score != after.score)
    return after.status == "COMPLETED" and bool(is_news) and not after.private


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
