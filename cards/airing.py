"""The airing schedule of a day, hour by hour, with buttons to the days around it."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, moment, row, text, unbroken
from cards.ids import Action, digits, one_of
from cards.media import format_name
from cards.pages import title_select, turning
from library.rules.time_zones import name
from library.schedule.airing import DAY, DAYS_AHEAD, DAYS_BACK, AiringSlot, DayPage, today
from store import Link, Media

Days = Literal[1, 7]
Way = Literal["before", "after", "other", "week", "page"]


class ShowDay(Action, prefix="musubi:airing"):
    """A button that shows a page of one day or of seven; `way` tells apart two buttons that lead to the same page."""

    day: Annotated[int, digits(6)]
    days: Days
    mine: Annotated[bool, one_of({"mine": True, "all": False})]
    number: Annotated[int, digits(4)]
    way: Way | None = None


_TITLE = 60  # characters of a title on a line


def airing_card(
    page: DayPage, link: Link | None, *, day: int, days: Days, mine: bool, now: int, is_whole: bool
) -> Card:
    """The viewer's own titles are marked and show their progress; no line says what happens in an episode.

    `is_whole`: nobody else sees the card, so it has the viewer's private entries too.
    """
    language, own_mark = link.title_language if link else "ROMAJI", "" if mine else "🔹 "
    lines = [_line(slot, language, now, days, own_mark) for slot in page.slots] or [
        _nothing(mine=mine, is_whole=is_whole)
    ]
    parts: list[ui.Item[ui.LayoutView]] = [
        text(f"### {_title(day, days, today(link, now), mine=mine)}", _small_print(page, link)),
        text(*lines),
    ]
    if page.slots:
        parts += title_select((slot.media for slot in page.slots), language)
    if page.pages > 1:
        parts.append(
            row(*turning(page.number, page.pages, lambda to: ShowDay(day, days, mine=mine, number=to, way="page")))
        )
    return Card(Colour.BLUE, *parts, row(*_days(day, days, today(link, now), mine=mine)))


def _title(day: int, days: Days, first: int, *, mine: bool) -> str:
    what = "What you wait for" if mine else "What airs"
    if days > 1:
        return f"{what} · seven days from {_date(day)}"
    near = {-1: "yesterday, ", 0: "today, ", 1: "tomorrow, "}.get(day - first, "")
    return f"{what} · {near}{_date(day)}"


def _date(day: int) -> str:
    date = datetime.fromtimestamp(day * DAY, UTC)
    return f"{date:%A} {date.day} {date:%B}"


def _small_print(page: DayPage, link: Link | None) -> str:
    count = f"{page.total} {'episode' if page.total == 1 else 'episodes'}"
    zone = name(link) if link else "UTC"
    return f"-# {count} · by {zone} · as of {moment(page.as_of)}"


def _nothing(*, mine: bool, is_whole: bool) -> str:
    if mine:
        said = "Nothing that you watch or plan airs then. **Everything** shows what else does; /season what to plan."
        return said if is_whole else f"{said}\n-# {entries.NOT_SHOWN}"
    return "AniList knows of nothing that airs then."


def _line(slot: AiringSlot, language: str, now: int, days: Days, own_mark: str) -> str:
    airing, media, entry = slot.airing, slot.media, slot.entry
    when = moment(airing.airing_at, "t" if days == 1 else "f")
    called = entries.name(media, language, _TITLE)
    parts = [_what(airing.episode, media)]
    if entry:
        own = "planned" if entry.status == "PLANNING" else f"you: {entry.progress:,}"
        parts += [own, entries.lateness(entry, media, now), "🔒" if entry.private else ""]
    return " · ".join([f"{when} {own_mark if entry else ''}**{called}**", *(unbroken(part) for part in parts if part)])


def _what(episode: int, media: Media) -> str:
    """``episode 4 / 12``; a title with a single episode shows its format instead."""
    if media.episodes == 1:
        return format_name(media.format)
    return f"episode {episode} / {media.episodes}" if media.episodes else f"episode {episode}"


def _days(day: int, days: Days, first: int, *, mine: bool) -> list[ui.Button[ui.LayoutView]]:
    before = button("Day before", ShowDay(day - 1, 1, mine=mine, number=1, way="before"))
    after = button("Day after", ShowDay(day + 1, 1, mine=mine, number=1, way="after"), discord.ButtonStyle.success)
    before.disabled, after.disabled = day - 1 < first - DAYS_BACK, day + 1 > first + DAYS_AHEAD
    other = button("Everything", ShowDay(day, 1, mine=False, number=1, way="other"))
    if not mine:
        other = button("Only mine", ShowDay(day, 1, mine=True, number=1, way="other"))
    week = button("Today", ShowDay(first, 1, mine=mine, number=1, way="week"))
    if days == 1:
        week = button("My week", ShowDay(first, 7, mine=True, number=1, way="week"))
    return [before, after, other, week]
