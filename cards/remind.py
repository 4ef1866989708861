"""The panel of /remind: the titles that remind a person of new episodes, and the times."""

from datetime import UTC, datetime
from typing import Literal

import discord
from discord import ui

from cards import buttons, entries
from cards.card import Card, Colour, button, moment, plain, row, text
from cards.ids import Action
from library.notify.notices import next_hour
from library.rules.dates import offset
from library.rules.time_zones import zone_of
from store import Link, Media, Reminder

Switched = Literal["on", "off", "all", "chosen", "always", "caught", "again"]


class SwitchReminders(Action, prefix="musubi:remind"):
    """A button for one choice about reminders: on or off, which titles, always or only when caught up."""

    what: Switched


class ChooseDelay(Action, prefix="musubi:remind:when"):
    """A select for the delay in hours after an episode airs."""


class ChooseHour(Action, prefix="musubi:remind:hour"):
    """A select for the hour of the day at which all reminders are sent together."""


HOURS_LATER = (0, 1, 3, 6, 12, 24, 48)
_NAMED = 10


def remind_panel(
    link: Link, reminder: Reminder, *, wanted: list[Media], stopped: list[Media], missed: int, now: int
) -> Card:
    """`wanted` and `stopped` are titles by name; `missed` counts reminders that failed to be sent in the last days."""
    if not reminder.is_on:
        return _off()
    dead = [] if link.rejected_at is None else _dead(link.rejected_at)
    closed = [] if reminder.closed_at is None else _closed(reminder.closed_at)
    return Card(
        Colour.AMBER if dead or closed else Colour.BLUE,
        _section("### New episodes", "-# In direct messages, to you alone.", "Switch off", "off"),
        *dead,
        *closed,
        ui.Separator(),
        _titles(reminder, link, wanted, stopped),
        _caught_up(reminder),
        text(f"**When** · {_when(reminder, link, now)}", _missed(missed)),
        ui.ActionRow(_hours_later(reminder)),
        ui.ActionRow(_digest_hours(reminder)),
        text(f"-# Time zone: {_zone(reminder, link)}. `/remind zone:` sets another, `/remind title:` chooses a title."),
    )


def _off() -> Card:
    return Card(
        Colour.BLUE,
        text(
            "### New episodes",
            "Get a direct message when a show you watch has a new episode: for all shows or those you choose, right "
            "away, hours later or once a day, and only when you are caught up if you like.",
        ),
        row(button("Remind me", SwitchReminders("on"), discord.ButtonStyle.success)),
    )


def _dead(rejected_at: int) -> list[ui.Item[ui.LayoutView]]:
    words = (
        f"⚠️ AniList has not accepted your link since {moment(rejected_at, 'D')}. Reminders go by what I knew of your "
        "list, and end when I forget it, 30 days after I read it last. Link again and they go on."
    )
    return [text(words), row(buttons.link())]


def _closed(closed_at: int) -> list[ui.Item[ui.LayoutView]]:
    words = (
        f"⚠️ Discord has not delivered my messages to you since {moment(closed_at, 'f')}, so reminders pause. Allow "
        "direct messages in the privacy settings of a server that we share, and unblock me if you have blocked me."
    )
    return [text(words), row(button("Try again", SwitchReminders("again"), discord.ButtonStyle.success))]


def _section(first: str, second: str, label: str, what: Switched) -> ui.Item[ui.LayoutView]:
    return ui.Section(text(first, second), accessory=button(label, SwitchReminders(what)))


def _titles(reminder: Reminder, link: Link, wanted: list[Media], stopped: list[Media]) -> ui.Item[ui.LayoutView]:
    if not reminder.is_all:
        return _section(
            "**Titles** · only chosen ones", f"-# {_names(wanted, link) or 'none yet'}", "All I watch", "all"
        )
    also, but = _names(wanted, link), _names(stopped, link)
    small = " · ".join(filter(None, [f"also: {also}" if also else "", f"but not: {but}" if but else ""]))
    return _section("**Titles** · all that you watch", f"-# {small}" if small else "", "Only chosen", "chosen")


def _names(media: list[Media], link: Link) -> str:
    more = f" and {len(media) - _NAMED} more" if len(media) > _NAMED else ""
    return ", ".join(entries.name(one, link.title_language, 40) for one in media[:_NAMED]) + more


def _caught_up(reminder: Reminder) -> ui.Item[ui.LayoutView]:
    if reminder.only_caught_up:
        return _section(
            "**While behind** · no reminders", "-# Only when the episode is your next.", "Remind me too", "always"
        )
    return _section("**While behind** · reminded too", "", "Only if caught up", "caught")


def _when(reminder: Reminder, link: Link, now: int) -> str:
    if reminder.digest_hour is not None:
        at = next_hour(now, reminder.digest_hour, zone_of(reminder.zone, link.timezone))
        return f"once a day at {reminder.digest_hour:02}:00, next {moment(at)}"
    return _later(reminder.hours_later).lower()


def _later(hours: int) -> str:
    return "As they air" if not hours else "1 hour later" if hours == 1 else f"{hours} hours later"


def _missed(missed: int) -> str:
    return f"-# {missed} in the last days came too late to be told, because I was not there." if missed else ""


def _hours_later(reminder: Reminder) -> ui.Select[ui.LayoutView]:
    chosen = reminder.hours_later if reminder.digest_hour is None else None
    options = [
        discord.SelectOption(label=_later(hours), value=str(hours), default=hours == chosen) for hours in HOURS_LATER
    ]
    return ui.Select(custom_id=ChooseDelay().custom_id, placeholder="Each by itself…", options=options)


def _digest_hours(reminder: Reminder) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(
            label=f"All of a day at {hour:02}:00", value=str(hour), default=hour == reminder.digest_hour
        )
        for hour in range(24)
    ]
    return ui.Select(custom_id=ChooseHour().custom_id, placeholder="Or once a day…", options=options)


def _zone(reminder: Reminder, link: Link) -> str:
    if reminder.zone:
        return plain(reminder.zone)
    ahead = datetime.fromtimestamp(abs(offset(link.timezone)), UTC)
    return f"AniList’s, UTC{'-' if offset(link.timezone) < 0 else '+'}{ahead:%H:%M}"
