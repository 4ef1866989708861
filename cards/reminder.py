"""The direct messages about new episodes, and the answers to their buttons."""

from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, headed, linked, moment, row, text
from cards.ids import Action, MediaId, OnOff, digits
from cards.media import colour_of, cover_of
from library.notify.reminders import News
from store import Link, Media, Reminder


class SnoozeNotice(Action, prefix="musubi:snooze"):
    """A button that sends a reminder again after `hours`; 0 means never."""

    notice_id: Annotated[int, digits(15)]
    hours: Literal[0, 3, 24]


class RemindOfTitle(Action, prefix="musubi:stop"):
    """A button that switches the reminders of one title."""

    media_id: MediaId
    wanted: OnOff


class SwitchAllReminders(Action, prefix="musubi:stopall"):
    """A button below a reminder that switches all reminders."""

    wanted: OnOff


def reminder_card(news: list[News]) -> Card:
    """One episode with its cover, or several as a list, in one person's direct messages."""
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
    """Several episodes of a title share one line, and with it one button."""
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
    """The answer to a button that switches the reminders of one title."""
    name = entries.name(media, link.title_language)
    if not is_told:
        again = button("Tell me again", RemindOfTitle(media.id, wanted=True))
        return Card(colour_of(media), text(f"🔕 No more reminders of **{name}**."), row(again))
    alone = "" if reminder.is_all else "-# Only of titles that you choose so; /remind shows them."
    stop = button("Stop for this title", RemindOfTitle(media.id, wanted=False))
    return Card(colour_of(media), text(f"🔔 You are told when **{name}** airs.", alone), row(stop))


def all_card(*, is_on: bool) -> Card:
    """The answer to a button that stops all reminders, or starts them again."""
    if is_on:
        return Card(Colour.BLUE, text("🔔 Reminders are on again, as before. /remind shows how."), row(_stop_all()))
    again = button("Switch on again", SwitchAllReminders(wanted=True))
    return Card(Colour.AMBER, text("🔕 Reminders are off. What you have chosen is kept."), row(again))


def greeting() -> Card:
    """The first direct message. It shows the person that messages arrive."""
    how = "Change it with /remind, or with the buttons under each reminder."
    return Card(Colour.GREEN, text(f"🔔 I’ll tell you about new episodes here. {how}"))
