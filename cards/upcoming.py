"""What comes next, in direct messages: titles that begin, sequels, titles that are back from a break."""

from collections.abc import Sequence
from typing import Literal

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Item, button, headed, linked, moment, row, small, text
from cards.ids import Action, MediaId
from cards.media import colour_of, cover_of, season_name
from i18n import mark, number, t
from library.rules import dates
from library.upcoming.news import TitleNewsItem
from store import FuzzyDate, Link, Media

Choice = Literal["stop", "none", "want"]

ANNOUNCED = mark("**A sequel is announced**")
ANNOUNCED_FOR = mark("**A sequel is announced** · starts {date}")
DATED = mark("**It has a date** · starts {date}")
BEGINS = mark("**It has started**")
OUT = mark("**It’s out**")
BACK = mark("**It’s back from its break**")
OVER = mark("**Its break is over, and it’s finished**")
STOPPED = mark("🔕 I won’t remind you of **{title}** any more.")
TOLD_AGAIN = mark("🔔 I’ll tell you what comes next for **{title}**.")


class ChooseTitleNews(Action, prefix="musubi:next:title"):
    """A button that stops the news of a title, or restores the choice that was there before."""

    media_id: MediaId
    choice: Choice


def upcoming(news: Sequence[TitleNewsItem], language: str, now: int) -> list[Item]:
    """What has happened to titles, for one person: a title with its cover, or several as a list."""
    if len(news) == 1:
        return _single(news[0], language, now)
    heading = text(f"### 🔔 {t('What comes next')}") if news else None
    return [*([heading] if heading else []), *(_line(one, language, now) for one in news)]


def _single(news: TitleNewsItem, language: str, now: int) -> list[Item]:
    media, first = news.media, _first(news, now, is_beside=False)
    body = headed(
        f"🔔 {linked(entries.name(media, language), media.site_url)}",
        _said(news, now),
        _why(news, language),
        picture=media.cover_url,
        described_as=cover_of(media, language),
    )
    stop = button(t("Stop this title"), ChooseTitleNews(media.id, "stop"))
    return [body, row(*([first] if first else []), list_buttons.title(media.id), stop)]


def _line(news: TitleNewsItem, language: str, now: int) -> Item:
    name = f"**{entries.name(news.media, language, 80)}**"
    said = text(name, _said(news, now), _why(news, language))
    return ui.Section(said, accessory=_first(news, now, is_beside=True) or list_buttons.title(news.media.id))


def _said(news: TitleNewsItem, now: int) -> str:
    """What has happened, with the date or the next episode where it is known."""
    media, day = news.media, _day(news, now)
    match news.kind:
        case "announced":
            return t(ANNOUNCED_FOR, date=day) if day else t(ANNOUNCED)
        case "dated":
            return t(DATED, date=day)
        case "begins":
            is_over = media.status == "FINISHED" or media.episodes == 1
            return t(OUT) if is_over else _with(t(BEGINS), entries.coming(media, now))
        case "back":
            return t(OVER) if media.status == "FINISHED" else _with(t(BACK), entries.coming(media, now))


def _with(said: str, next_episode: str) -> str:
    return f"{said} · {next_episode}" if next_episode else said


def _day(news: TitleNewsItem, now: int) -> str:
    """The day as a Discord timestamp, or its month or season in words; empty if it is unknown."""
    media, day = news.media, news.day
    if media.next_airing_at and media.next_airing_at > now:
        return f"{moment(media.next_airing_at, 'D')} ({moment(media.next_airing_at)})"
    if not media.started or media.started // 100 % 100 == 0:
        return season_name(media.season, media.season_year) if media.season_year else ""
    date = FuzzyDate(day // 10_000, day // 100 % 100, day % 100 or None)
    noon = dates.noon(date)
    return moment(noon, "D") if noon else dates.show(date)


def _why(news: TitleNewsItem, language: str) -> str:
    """The reason why the person is told, in small print."""
    after = t("After {title}, which you’ve finished", title=entries.name(news.of, language, 60)) if news.of else ""
    planned = t("On your Planning list") if news.is_planned else ""
    return small(after, planned, _standing(news) if news.kind == "back" else "")


def _standing(news: TitleNewsItem) -> str:
    at = number(news.progress or 0)
    return (
        t("You’re at episode {episode}", episode=at)
        if news.media.media_type == "ANIME"
        else t("You’re at chapter {chapter}", chapter=at)
    )


def _first(news: TitleNewsItem, now: int, *, is_beside: bool) -> ui.Button[ui.LayoutView] | None:
    """The likely next action: to plan what is to come, to begin what is out; None where there is nothing to do yet."""
    media = news.media
    if not news.is_planned and news.kind != "back":
        return list_buttons.plan_beside(media.id) if is_beside else list_buttons.add(media.id)
    is_ahead = media.next_airing_at is not None and media.next_airing_at > now and news.kind == "back"
    if news.kind in {"announced", "dated"} or is_ahead:
        return None
    return list_buttons.one_more(media, news.progress or 0, is_beside=is_beside)


def stopped_card(media: Media, link: Link, before: Choice) -> Card:
    """The answer to the button that stops the news of a title; `before` is the choice that it replaced."""
    again = button(t("Remind me again"), ChooseTitleNews(media.id, before))
    return Card(colour_of(media), text(t(STOPPED, title=entries.name(media, link.title_language))), row(again))


def told_again_card(media: Media, link: Link) -> Card:
    stop = button(t("Stop this title"), ChooseTitleNews(media.id, "stop"))
    return Card(colour_of(media), text(t(TOLD_AGAIN, title=entries.name(media, link.title_language))), row(stop))
