"""The panel of /remind: the titles that remind a person of new episodes, and the times."""

from datetime import UTC, datetime
from typing import Literal

import discord
from discord import ui

from cards import buttons, entries
from cards.card import Card, Colour, button, dotted, moment, plain, row, text
from cards.commands import command
from cards.ids import Action
from cards.notifications import show_notifications
from i18n import listed, mark, t, tn
from library.notify.notices import next_hour
from library.rules.dates import offset
from library.rules.time_zones import zone_of
from store import Link, Media, Reminder

Switched = Literal["on", "off", "all", "chosen", "always", "caught", "again"]

DEAD = mark(
    "⚠️ AniList hasn’t accepted your link since {date}. I go by your list as I last saw it, and stop 30 days after "
    "that. Link again to keep your reminders."
)
CLOSED = mark(
    "⚠️ Discord hasn’t delivered my messages since {date}, so your reminders are paused. Allow direct messages in the "
    "privacy settings of a server we share, and unblock me if you blocked me."
)


class SwitchReminders(Action, prefix="musubi:remind"):
    """A button for one choice about reminders: on or off, which titles, always or only when caught up."""

    what: Switched


class ChooseDelay(Action, prefix="musubi:remind:when"):
    """A select for the delay in hours after an episode airs."""


class ChooseUpcoming(Action, prefix="musubi:remind:next"):
    """A select for what else a person is told of titles."""


class ChooseHour(Action, prefix="musubi:remind:hour"):
    """A select for the hour of the day at which all reminders are sent together."""


_OPTIONS = mark("Time zone: {zone}. Use {remind} with “zone” to change it, or with “title” for a single title.")
_NEXT = mark("I DM you right away, or in your daily digest.")
UPCOMING = {
    "planned": mark("Titles I plan, when they start"),
    "sequels": mark("Sequels of what I’ve finished"),
    "breaks": mark("Titles back from a break"),
}
_UPCOMING_SMALL = {
    "planned": mark("The first episode airs, or it’s out"),
    "sequels": mark("Announced, dated, started"),
    "breaks": mark("Shows and manga I’m in the middle of"),
}
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
        _heading(),
        *dead,
        *closed,
        ui.Separator(),
        _titles(reminder, link, wanted, stopped),
        _caught_up(reminder),
        ui.Separator(),
        text(f"**{t('What comes next')}**", f"-# {t(_NEXT)}"),
        ui.ActionRow(_upcoming(reminder)),
        ui.Separator(),
        text(f"**{t('When')}** · {_when(reminder, link, now)}", _missed(missed)),
        ui.ActionRow(_hours_later(reminder)),
        ui.ActionRow(_digest_hours(reminder)),
        text(f"-# {t(_OPTIONS, zone=_zone(reminder, link), remind=command('remind'))}"),
        row(show_notifications()),
    )


def _off() -> Card:
    return Card(
        Colour.BLUE,
        text(f"### 🔔 {t('Reminders')}", t("Get a DM when a show you watch has a new episode:"), *_offers()),
        row(button(t("Remind me"), SwitchReminders("on"), discord.ButtonStyle.success), show_notifications()),
    )


def _offers() -> list[str]:
    offers = (
        t("for all shows you watch, or only those you choose"),
        t("right away, hours later, or as a daily digest"),
        t("always, or only while you’re caught up"),
        t("also sequels, planned titles that start, and returns from a break"),
    )
    return [f"- {one}" for one in offers]


def _heading() -> ui.Item[ui.LayoutView]:
    said = text(f"### 🔔 {t('Reminders')}", f"-# {t('I DM you about new episodes.')}")
    return ui.Section(said, accessory=button(t("Turn off"), SwitchReminders("off")))


def _dead(rejected_at: int) -> list[ui.Item[ui.LayoutView]]:
    return [text(t(DEAD, date=moment(rejected_at, "D"))), row(buttons.link())]


def _closed(closed_at: int) -> list[ui.Item[ui.LayoutView]]:
    again = button(t("Try again"), SwitchReminders("again"), discord.ButtonStyle.success)
    return [text(t(CLOSED, date=moment(closed_at, "f"))), row(again)]


def _section(name: str, state: str, small: str, label: str, what: Switched) -> ui.Item[ui.LayoutView]:
    said = text(f"**{name}**", state, f"-# {small}" if small else "")
    return ui.Section(said, accessory=button(label, SwitchReminders(what)))


def _titles(reminder: Reminder, link: Link, wanted: list[Media], stopped: list[Media]) -> ui.Item[ui.LayoutView]:
    also, but = _names(wanted, link), _names(stopped, link)
    if not reminder.is_all:
        return _section(t("Titles"), t("Only those you choose"), also or t("None yet"), t("All I watch"), "all")
    small = [t("also: {names}", names=also) if also else "", t("not: {names}", names=but) if but else ""]
    state, choose = t("Everything you watch"), t("Choose titles")
    return _section(t("Titles"), state, dotted(*small), choose, "chosen")


def _names(media: list[Media], link: Link) -> str:
    return listed(
        (entries.name(one, link.title_language, 40) for one in media[:_NAMED]), more=max(len(media) - _NAMED, 0)
    )


def _caught_up(reminder: Reminder) -> ui.Item[ui.LayoutView]:
    behind = t("If you’re behind")
    if reminder.only_caught_up:
        return _section(behind, t("No reminders until you catch up"), "", t("Remind me anyway"), "always")
    return _section(behind, t("You still get reminders"), "", t("Only when caught up"), "caught")


def _when(reminder: Reminder, link: Link, now: int) -> str:
    if reminder.digest_hour is None:
        return _later(reminder.hours_later)
    at = next_hour(now, reminder.digest_hour, zone_of(reminder.zone, link.timezone))
    return f"{_digest(reminder.digest_hour)} · {t('next {time}', time=moment(at))}"


def _later(hours: int) -> str:
    return tn("{count} hour later", "{count} hours later", hours) if hours else t("As soon as it airs")


def _digest(hour: int) -> str:
    return t("Daily digest at {hour}", hour=f"{hour:02}:00")


def _missed(missed: int) -> str:
    if not missed:
        return ""
    said = tn(
        "I couldn’t send {count} reminder in time in the last 7 days.",
        "I couldn’t send {count} reminders in time in the last 7 days.",
        missed,
    )
    return f"-# {said}"


def _hours_later(reminder: Reminder) -> ui.Select[ui.LayoutView]:
    chosen = reminder.hours_later if reminder.digest_hour is None else None
    options = [
        discord.SelectOption(label=_later(hours), value=str(hours), default=hours == chosen) for hours in HOURS_LATER
    ]
    return ui.Select(custom_id=ChooseDelay().custom_id, placeholder=t("A DM for each episode…"), options=options)


def _upcoming(reminder: Reminder) -> ui.Select[ui.LayoutView]:
    since = {"planned": reminder.planned_since, "sequels": reminder.sequels_since, "breaks": reminder.breaks_since}
    options = [
        discord.SelectOption(
            label=t(label), value=what, description=t(_UPCOMING_SMALL[what]), default=since[what] is not None
        )
        for what, label in UPCOMING.items()
    ]
    return ui.Select(
        custom_id=ChooseUpcoming().custom_id,
        placeholder=t("No other news of titles"),
        min_values=0,
        max_values=len(options),
        options=options,
    )


def _digest_hours(reminder: Reminder) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=_digest(hour), value=str(hour), default=hour == reminder.digest_hour)
        for hour in range(24)
    ]
    return ui.Select(custom_id=ChooseHour().custom_id, placeholder=t("Or a daily digest…"), options=options)


def _zone(reminder: Reminder, link: Link) -> str:
    if reminder.zone:
        return plain(reminder.zone)
    ahead = datetime.fromtimestamp(abs(offset(link.timezone)), UTC)
    clock = f"UTC{'-' if offset(link.timezone) < 0 else '+'}{ahead:%H:%M}"
    return t("{clock}, as on AniList", clock=clock)
