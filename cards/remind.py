"""What people are told of new episodes, and the panel on which they say how."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import discord
from discord import ui

from cards import buttons, entries, list_buttons
from cards.card import Card, Colour, button, headed, linked, moment, plain, row, text
from cards.ids import Action, MediaId, OnOff, digits
from cards.media import colour_of, cover_of
from library.notify.notices import next_hour
from library.notify.reminders import News
from library.rules.dates import offset
from library.rules.time_zones import zone_of
from store import Link, Media, Reminder

Switched = Literal["on", "off", "all", "chosen", "always", "caught", "again"]


class SwitchReminders(Action, prefix="musubi:remind"):
    """Whether somebody is told, of what, and when not."""

    what: Switched


class ChooseDelay(Action, prefix="musubi:remind:when"):
    """How many hours after it has aired."""


class ChooseHour(Action, prefix="musubi:remind:hour"):
    """At which hour all of a day are told."""


class SnoozeNotice(Action, prefix="musubi:snooze"):
    """A reminder again in so many hours; none is never."""

    notice_id: Annotated[int, digits(15)]
    hours: Literal[0, 3, 24]


class RemindOfTitle(Action, prefix="musubi:stop"):
    """Whether somebody is told of that title."""

    media_id: MediaId
    wanted: OnOff


class SwitchAllReminders(Action, prefix="musubi:stopall"):
    """Whether somebody is told at all, from below a reminder."""

    wanted: OnOff


HOURS_LATER = (0, 1, 3, 6, 12, 24, 48)
_NAMED = 10


def reminder_card(news: list[News]) -> Card:
    """One episode with its cover, or several as a list. To one person, in their own direct messages."""
    return _single(news[0]) if len(news) == 1 else _digest(news)


def _single(news: News) -> Card:
    media = news.media
    body = headed(
        f"{linked(entries.name(media, news.language), media.site_url)} · episode {news.episode}",
        f"aired {moment(news.aired_at)}",
        _where(news),
        picture=media.cover_url,
        described_as=cover_of(media, news.language),
    )
    snooze = button("Snooze", SnoozeNotice(news.notice_id, 3))
    stop = button("Stop for this title", RemindOfTitle(media.id, wanted=False))
    return Card(colour_of(media), body, row(_first(news, is_beside=False), snooze, stop, _stop_all()))


def _digest(news: list[News]) -> Card:
    """A title with several episodes is one line: its button is one."""
    latest = {one.media.id: one for one in sorted(news, key=lambda one: one.episode)}
    count = {media_id: sum(one.media.id == media_id for one in news) for media_id in latest}
    lines = sorted(latest.values(), key=lambda one: (one.aired_at, one.notice_id))
    sections = [_line(one, count[one.media.id]) for one in lines]
    options = [
        discord.SelectOption(label=entries.label(one.media, one.language), value=str(one.media.id)) for one in lines
    ]
    select: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=list_buttons.PickTitle(beside=True).custom_id, placeholder="Open a title…", options=options
    )
    heading = text(f"### {len(news)} new episodes")
    return Card(Colour.BLUE, heading, *sections, ui.ActionRow(select), row(_stop_all()))


def _line(news: News, count: int) -> ui.Item[ui.LayoutView]:
    what = f"episode {news.episode}" if count == 1 else f"{count} episodes, up to {news.episode}"
    name = entries.name(news.media, news.language, 80)
    said = text(f"**{name}** · {what}", " · ".join(filter(None, [f"aired {moment(news.aired_at)}", _where(news)])))
    return ui.Section(said, accessory=_first(news, is_beside=True))


def _where(news: News) -> str:
    if news.progress is None:
        return "not on your list"
    standing = f"**{news.behind} behind**" if news.behind > 1 else "this is your next episode"
    return f"you’re at {news.progress:,} · {standing}"


def _first(news: News, *, is_beside: bool) -> ui.Button[ui.LayoutView]:
    if news.progress is None:
        return list_buttons.plan_beside(news.media.id) if is_beside else list_buttons.add(news.media.id)
    return list_buttons.up_to(news.media.id, news.progress + 1, is_beside=is_beside)


def _stop_all() -> ui.Button[ui.LayoutView]:
    return button("Stop all", SwitchAllReminders(wanted=False))


def snoozed_card(notice_id: int, until: int) -> Card:
    return Card(
        Colour.BLUE,
        text(f"💤 Again {moment(until)}, unless you have seen it by then."),
        row(button("Tomorrow", SnoozeNotice(notice_id, 24)), button("Don’t tell me", SnoozeNotice(notice_id, 0))),
    )


def let_be_card(notice_id: int, *, was_there: bool) -> Card:
    if not was_there:
        return Card(Colour.AMBER, text("This reminder is too old to come again."))
    return Card(Colour.BLUE, text("Not again, then."), row(button("Snooze after all", SnoozeNotice(notice_id, 3))))


def title_card(media: Media, link: Link, *, is_told: bool, reminder: Reminder) -> Card:
    """What became of wanting to be told of one title."""
    name = entries.name(media, link.title_language)
    if not is_told:
        again = button("Tell me again", RemindOfTitle(media.id, wanted=True))
        return Card(colour_of(media), text(f"🔕 No more reminders of **{name}**."), row(again))
    alone = "" if reminder.is_all else "-# Only of titles that you choose so; /remind shows them."
    stop = button("Stop for this title", RemindOfTitle(media.id, wanted=False))
    return Card(colour_of(media), text(f"🔔 You are told when **{name}** airs.", alone), row(stop))


def all_card(*, is_on: bool) -> Card:
    """What became of stopping all, or taking that back."""
    if is_on:
        return Card(Colour.BLUE, text("🔔 Reminders are on again, as before. /remind shows how."), row(_stop_all()))
    again = button("Switch on again", SwitchAllReminders(wanted=True))
    return Card(Colour.AMBER, text("🔕 Reminders are off. What you have chosen is kept."), row(again))


def greeting() -> Card:
    """The first direct message, which shows that they arrive."""
    how = "Change it with /remind, or with the buttons under each reminder."
    return Card(Colour.GREEN, text(f"🔔 I’ll tell you about new episodes here. {how}"))


def remind_panel(
    link: Link, reminder: Reminder, *, wanted: list[Media], stopped: list[Media], missed: int, now: int
) -> Card:
    """`wanted` and `stopped` are titles by name; `missed` is how much could not be told in the last days."""
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
