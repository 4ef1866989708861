"""The direct messages about new episodes and other news, and the answers to their buttons."""

from collections.abc import Sequence
from typing import Annotated, Literal

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, Item, button, each_part_once, headed, linked, moment, row, text
from cards.commands import command
from cards.events import aired
from cards.ids import Action, MediaId, OnOff, digits
from cards.media import colour_of, cover_of
from cards.pages import title_select
from i18n import mark, number, t, tn
from library.notify.reminders import News
from store import Link, Media, Reminder

NEXT = mark("This is your next episode.")
ON_AGAIN = mark("🔔 Your reminders are on again, with the same choices as before. Change them with {remind}.")
OFF = mark("🔕 Your reminders are off. I’ll keep your choices in case you turn them on again.")
GREETING = mark(
    "🔔 I’ll tell you about new episodes here. Change it with {remind}, or with the buttons under each reminder."
)
SNOOZED = mark("💤 I’ll remind you again {time}, unless you’ve watched it by then.")
DROPPED = mark("OK, I won’t remind you of this episode again.")
TOO_OLD = mark("This reminder is too old to snooze.")
TITLE_ON = mark("🔔 I’ll remind you when **{title}** has a new episode.")
TITLE_OFF = mark("🔕 I won’t remind you of **{title}** any more.")
_ONLY_CHOSEN = mark("You get reminders only for titles you choose. {remind} shows them.")


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


def news_card(episodes: list[News], topics: Sequence[Item] = ()) -> Card:
    """News in one person's direct messages: one episode with its cover, or several as a list; then the topics."""
    if not episodes:
        return Card(Colour.BLUE, *each_part_once(topics))
    card = _single(episodes[0]) if len(episodes) == 1 else _digest(episodes)
    return card.extend(each_part_once(topics, after=card))


def _single(news: News) -> Card:
    media = news.media
    body = headed(
        f"🔔 {linked(entries.name(media, news.language), media.site_url)}",
        aired(media, news.episode, news.aired_at),
        _standing(news),
        picture=media.cover_url,
        described_as=cover_of(media, news.language),
    )
    snooze = button(t("Snooze"), SnoozeNotice(news.notice_id, 3))
    return Card(colour_of(media), body, row(_first(news, is_beside=False), snooze, _stop(media.id), _stop_all()))


def _digest(news: list[News]) -> Card:
    """Several episodes of a title share one line, and with it one button."""
    by_title: dict[int, list[News]] = {}
    for one in sorted(news, key=lambda one: one.episode):
        by_title.setdefault(one.media.id, []).append(one)
    lines = sorted(by_title.values(), key=lambda some: (some[-1].aired_at, some[-1].notice_id))
    heading = text(f"### 🔔 {tn('{count} new episode', '{count} new episodes', len(news))}")
    select = title_select((some[-1].media for some in lines), news[0].language)
    return Card(Colour.BLUE, heading, *map(_line, lines), *select, row(_stop_all()))


def _line(some: list[News]) -> ui.Item[ui.LayoutView]:
    first, last = some[0], some[-1]
    said = aired(last.media, last.episode, last.aired_at)
    if len(some) > 1:
        said = t(
            "**Episodes {first}–{last}** · the latest aired {time}",
            first=number(first.episode),
            last=number(last.episode),
            time=moment(last.aired_at),
        )
    name = f"**{entries.name(last.media, last.language, 80)}**"
    return ui.Section(text(name, said, _standing(last)), accessory=_first(last, is_beside=True))


def _standing(news: News) -> str:
    """The person's own progress, in small print."""
    if news.progress is None:
        return f"-# {t('It’s not on your list.')}"
    if news.behind > 1:
        behind = tn("{count} behind", "{count} behind", news.behind)
        return f"-# {t('You’re at episode {episode}', episode=number(news.progress))} · **{behind}**"
    return f"-# {t(NEXT)}"


def _first(news: News, *, is_beside: bool) -> ui.Button[ui.LayoutView]:
    if news.progress is None:
        return list_buttons.plan_beside(news.media.id) if is_beside else list_buttons.add(news.media.id)
    return list_buttons.one_more(news.media, news.progress, is_beside=is_beside)


def _stop(media_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Stop this title"), RemindOfTitle(media_id, wanted=False))


def _stop_all() -> ui.Button[ui.LayoutView]:
    return button(t("Stop all"), SwitchAllReminders(wanted=False))


def snoozed_card(notice_id: int, until: int) -> Card:
    later = button(t("Tomorrow instead"), SnoozeNotice(notice_id, 24))
    return Card(
        Colour.BLUE,
        text(t(SNOOZED, time=moment(until))),
        row(later, button(t("Don’t remind me"), SnoozeNotice(notice_id, 0))),
    )


def let_be_card(notice_id: int, *, was_there: bool) -> Card:
    if not was_there:
        return Card(Colour.AMBER, text(t(TOO_OLD)))
    return Card(Colour.BLUE, text(t(DROPPED)), row(button(t("Remind me later"), SnoozeNotice(notice_id, 3))))


def title_card(media: Media, link: Link, *, is_told: bool, reminder: Reminder) -> Card:
    """The answer to a button that switches the reminders of one title."""
    name = entries.name(media, link.title_language)
    if not is_told:
        again = button(t("Remind me again"), RemindOfTitle(media.id, wanted=True))
        return Card(colour_of(media), text(t(TITLE_OFF, title=name)), row(again))
    alone = "" if reminder.is_all else f"-# {t(_ONLY_CHOSEN, remind=command('remind'))}"
    return Card(colour_of(media), text(t(TITLE_ON, title=name), alone), row(_stop(media.id)))


def all_card(*, is_on: bool) -> Card:
    """The answer to a button that stops all reminders, or starts them again."""
    if is_on:
        return Card(Colour.BLUE, text(t(ON_AGAIN, remind=command("remind"))), row(_stop_all()))
    again = button(t("Turn on again"), SwitchAllReminders(wanted=True))
    return Card(Colour.AMBER, text(t(OFF)), row(again))


def greeting() -> Card:
    """The first direct message. It shows the person that messages arrive."""
    return Card(Colour.GREEN, text(t(GREETING, remind=command("remind"))))
