"""The airing schedule of a day by its times, or of a week by its days, with buttons to the days around it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, facts, moment, row, text
from cards.commands import command
from cards.emojis import emoji
from cards.ids import Action, digits, one_of
from cards.pages import title_select, turning
from i18n import mark, number, t, tn
from library.rules.time_zones import name
from library.schedule.airing import (
    DAYS_AHEAD,
    DAYS_BACK,
    WEEKDAYS,
    AiringSlot,
    DayPage,
    noon,
    today,
    weekday,
)
from library.titles.formats import format_name
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


NOTHING_OF_YOURS = mark("Nothing you watch or plan to watch airs then. Find something new with {season}.")
NOTHING = mark("AniList knows of nothing that airs then.")
_NEAR = {-1: mark("Yesterday"), 0: mark("Today"), 1: mark("Tomorrow")}
_TITLE = 40  # characters of a title on a line


def airing_card(
    page: DayPage, link: Link | None, *, day: int, days: Days, mine: bool, now: int, is_whole: bool
) -> Card:
    """The viewer's own titles stand out and show their progress; no line says what happens in an episode.

    `is_whole`: nobody else sees the card, so it has the viewer's private entries too.
    """
    first, language = today(link, now), link.title_language if link else "ROMAJI"
    heading = t("Your week") if days > 1 else f"{t('Your shows') if mine else t('On air')} · {_day(day, first)}"
    parts: list[ui.Item[ui.LayoutView]] = [
        text(f"### {emoji('airing')} {heading}", f"-# {_small_print(page, link, day)}"),
        *_blocks(page, link, language, first=first if days > 1 else None, now=now),
    ]
    if page.slots:
        parts += title_select((slot.media for slot in page.slots), language)
    else:
        parts.append(text(*_nothing(mine=mine, is_whole=is_whole)))
    if page.pages > 1:
        parts.append(
            row(*turning(page.number, page.pages, lambda to: ShowDay(day, days, mine=mine, number=to, way="page")))
        )
    return Card(Colour.BLUE, *parts, row(*_days(day, days, first, mine=mine)))


def _day(day: int, first: int) -> str:
    """``Tomorrow``, ``Friday``."""
    named = _NEAR.get(day - first, WEEKDAYS[weekday(day)])
    return t(named)


def _small_print(page: DayPage, link: Link | None, day: int) -> str:
    return facts(
        moment(noon(link, day), "D"),
        tn("{count} episode", "{count} episodes", page.total),
        t("time zone: {zone}", zone=name(link) if link else "UTC"),
        t("updated {time}", time=moment(page.as_of)),
    )


def _nothing(*, mine: bool, is_whole: bool) -> list[str]:
    if not mine:
        return [t(NOTHING)]
    return [t(NOTHING_OF_YOURS, season=command("season")), "" if is_whole else f"-# {t(entries.NOT_SHOWN)}"]


def _blocks(
    page: DayPage, link: Link | None, language: str, *, first: int | None, now: int
) -> Iterator[ui.Item[ui.LayoutView]]:
    """A block for each air time of a day, or for each day of a week, which begins with the day `first`."""

    def key(slot: AiringSlot) -> int:
        return slot.airing.airing_at if first is None else today(link, slot.airing.airing_at)

    for at, slots in groupby(page.slots, key):
        if first is None:
            yield text(f"{moment(at, 't')}", *(_line(slot, language, now) for slot in slots))
        else:
            lines = (f"{moment(slot.airing.airing_at, 't')} {_line(slot, language, now)}" for slot in slots)
            yield text(f"**{_day(at, first)}**", *lines)


def _line(slot: AiringSlot, language: str, now: int) -> str:
    """The title, and its episode below; the viewer's own title in bold, with the sign of its status."""
    airing, media, entry = slot.airing, slot.media, slot.entry
    called, what = entries.name(media, language, _TITLE), _what(airing.episode, media)
    if not entry:
        return f"{called}\n-# {what}"
    small = facts(
        what,
        t("you’re at {number}", number=number(entry.progress)) if entry.progress else "",
        entries.lateness(entry, media, now),
        emoji("private") if entry.private else "",
    )
    return f"{entries.sign(entry.status)} **{called}**\n-# {small}"


def _what(episode: int, media: Media) -> str:
    """``ep 4 / 12``; a title with a single episode shows its format instead."""
    if media.episodes == 1:
        return format_name(media.format)
    total = f" / {number(media.episodes)}" if media.episodes else ""
    return t("ep {number}", number=f"{number(episode)}{total}")


def _days(day: int, days: Days, first: int, *, mine: bool) -> list[ui.Button[ui.LayoutView]]:
    before = button(t("Day before"), ShowDay(day - 1, 1, mine=mine, number=1, way="before"))
    after = button(t("Next day"), ShowDay(day + 1, 1, mine=mine, number=1, way="after"), discord.ButtonStyle.success)
    before.disabled, after.disabled = day - 1 < first - DAYS_BACK, day + 1 > first + DAYS_AHEAD
    other = button(t("All shows"), ShowDay(day, 1, mine=False, number=1, way="other"))
    if not mine:
        other = button(t("Only mine"), ShowDay(day, 1, mine=True, number=1, way="other"))
    week = button(t("Today"), ShowDay(first, 1, mine=mine, number=1, way="week"))
    if days == 1:
        week = button(t("My week"), ShowDay(first, 7, mine=True, number=1, way="week"))
    return [before, after, other, week]
