"""No name or title breaks what is told: reminders, posts, and the panels on which people say what they want."""

from itertools import cycle
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st

from cards import notifications
from cards.activity import activity_post
from cards.feed import feeds_panel
from cards.feed_channel import ChannelView
from cards.feed_panel import FeedView, feed_panel
from cards.feed_trouble import you_lack
from cards.posts import episodes_post, mention, mentioned
from cards.remind import remind_panel
from cards.reminder import news_card, title_card
from cards.rooms import RoomPress, entered_card, greeting, guest_card, left_card, room_name, sure_card
from cards.rooms_panel import RoomsView, refused_notice
from cards.settings import settings_card
from cards.upcoming import stopped_card, told_again_card, upcoming
from i18n import LANGUAGES as LANGUAGES_SPOKEN
from i18n import speaking
from library.activity.lines import Line
from library.activity.steps import ListStep
from library.changes.editing import Changed
from library.notify.feeds import AiredEpisode
from library.notify.notices import MOST_IN_A_BATCH, MOST_MIXED
from library.notify.notifications import TYPES
from library.notify.reminders import News
from library.notify.rooms import Entrance, RoomRefusal, Standing
from library.upcoming.news import TitleNewsItem
from store import (
    Entry,
    Feed,
    GuildSettings,
    HiddenMembers,
    Link,
    Media,
    Notification,
    NotificationChoices,
    Pause,
    Reminder,
    RoomKey,
    TitleEventKind,
)
from tests.kit.any_card import LONGEST, media, people, words
from tests.kit.cards import holds
from tests.kit.examples import few_or_many
from tests.kit.home import START, a_link
from tests.kit.shelf import a_title

pytestmark = pytest.mark.usefixtures("known_ids", "longer_words")
LANGUAGES = st.sampled_from(["ROMAJI", "ENGLISH", "NATIVE"])


def a_feed(**changes: Any) -> Feed:
    fields: dict[str, Any] = {"kind": "episodes", "is_all": True, "mentions": "asked", "role_id": 5, "ended_at": None}
    return Feed(id=10**12, guild_id=10**18, channel_id=10**18, opened_by=1, **fields | changes)


def titles(most: int = MOST_IN_A_BATCH) -> st.SearchStrategy[list[Media]]:
    return st.lists(st.integers(1, 99).flatmap(media), min_size=1, max_size=most)


@few_or_many(10, 25, titles(), LANGUAGES, st.sampled_from([None, 0, 2, 99_999]))
def test_reminders_hold(some: list[Media], language: str, progress: int | None) -> None:
    news = [News(number, one, 3 + number, START, progress, language) for number, one in enumerate(some)]
    for told in (news, news[:1]):
        holds(news_card(told).to_components())


@few_or_many(
    10, 25, titles(), LANGUAGES, st.sampled_from(["announced", "dated", "begins", "back"]), st.integers(0, 99_991_231)
)
def test_news_of_titles_hold(some: list[Media], language: str, kind: TitleEventKind, day: int) -> None:
    some = [msgspec.structs.replace(one, id=number) for number, one in enumerate(some, 1)]
    news = [
        TitleNewsItem(kind, msgspec.structs.replace(one, started=day or None), day, some[0], bool(number % 2), number)
        for number, one in enumerate(some)
    ]
    episodes = [News(number, one, 3 + number, START, 2, language) for number, one in enumerate(some)]
    for told in (news, news[:1]):
        others = episodes[: MOST_IN_A_BATCH - len(told)]
        holds(news_card(others, upcoming(told, language, START)).to_components())
    holds(news_card([], [*upcoming(news[:1], language, START), *upcoming(news[:2], language, START)]).to_components())


SPLITS = [(one, two, MOST_MIXED - one - two) for one in range(MOST_MIXED + 1) for two in range(MOST_MIXED + 1 - one)]
KINDS = cycle(sorted({one.value for some in TYPES.values() for one in some}))


@pytest.mark.parametrize("name", ["*_~|" * 150, LONGEST[-1][1]], ids=["markup", "longest"])
@pytest.mark.parametrize("language", LANGUAGES_SPOKEN)
def test_a_digest_of_everything_holds(language: str, name: str) -> None:
    """Episodes, news of titles and AniList's notifications in one message, as many of each as a batch can have."""
    far = f"https://anilist.co/{'x' * 70}"
    some = [
        a_title(number, romaji=name, english=name, native=name, site_url=far, started=20300420, next_airing_at=None)
        for number in range(1, MOST_MIXED + 1)
    ]
    link, by_id = a_link(), {one.id: one for one in some}
    choices = NotificationChoices(unread=99_999, unread_at=START)
    fields: dict[str, Any] = {"created_at": START, "user_name": name, "user_url": far, "about": name[:300]}
    with speaking(LANGUAGES_SPOKEN[language]):
        for episodes, events, others in SPLITS:
            news = [News(10**14 + at, some[at], 1000 + at, START, 2, "ROMAJI") for at in range(episodes)]
            told = [
                TitleNewsItem("announced", some[-1 - at], 20300420, some[0], is_planned=False, progress=9999)
                for at in range(events)
            ]
            notes = [
                Notification(
                    id=10**9 + at,
                    kind=next(KINDS),
                    media_id=at + 1,
                    user_id=10**9 + at,
                    thread_id=10**9,
                    comment_id=10**9,
                    **fields,
                )
                for at in range(others)
            ]
            topics = [*notifications.told(link, notes, by_id), *upcoming(told, "ROMAJI", START)]
            holds(news_card(news, [*topics, *notifications.unread_line(link, choices)]).to_components())


@few_or_many(10, 25, titles(), LANGUAGES, st.sampled_from(["asked", "role", "nobody"]))
def test_posts_of_episodes_hold(some: list[Media], language: str, mentions: str) -> None:
    aired = [AiredEpisode(one, number, START, (1, 2), (1,), True) for number, one in enumerate(some, 1)]
    asked = [10**18 + number for number in range(1234)]
    for told in (aired, aired[:1]):
        feed = a_feed(mentions=mentions, has_rooms=True)
        count = mentioned(asked, episodes_post(told, feed, language, ""))
        assert 50 <= count <= 100
        holds(episodes_post(told, feed, language, mention(asked, count)).to_components())


@few_or_many(10, 25, titles(), LANGUAGES, words)
def test_posts_about_members_hold(some: list[Media], language: str, name: str) -> None:
    told: dict[str, Any]
    step, told = ListStep("PROGRESS", 1, 10**9), {"score": 50, "score_format": "POINT_5", "spoils": True}
    lines = [
        Line(
            notice_ids=(10**12 + number,),
            discord_id=number,
            anilist_id=10**9,
            activity_id=10**9,
            media=one,
            step=step,
            **told,
        )
        for number, one in enumerate(some)
    ]
    for made in (lines, lines[:1]):
        holds(activity_post(made, dict.fromkeys(range(len(some)), name), language).to_components())


@few_or_many(10, 25, people(), titles(30), words)
def test_panels_hold(link: Link, some: list[Media], name: str) -> None:
    wants = Reminder(is_on=True, closed_at=START, digest_hour=5, zone="America/Argentina/ComodRivadavia")
    for reminder in (wants, Reminder(is_on=True, is_all=False), Reminder()):
        holds(remind_panel(link, reminder, wanted=some, stopped=some, missed=99, now=START).to_components())
        holds(title_card(some[0], link, is_told=reminder.is_on, reminder=reminder).to_components())
        holds(stopped_card(some[0], link, "want").to_components())
        holds(told_again_card(some[0], link).to_components())
    pause = Pause(1, START, START + 60, 50013)
    lacking = ["View Channel", "Send Messages", "Mention @everyone, @here, and All Roles"]
    rooms = RoomsView(True, lacking)
    for feed in (
        a_feed(mentions="role", has_rooms=True, rooms_failed_at=START),
        a_feed(kind="activity", ended_at=START),
        a_feed(is_all=False, mentions="asked"),
    ):
        view = FeedView(
            feed=feed,
            titles=some,
            language="ROMAJI",
            is_social=False,
            sharers=9,
            lacking=lacking,
            pause=pause,
            is_here=False,
            now=START,
            rooms=rooms,
            channel=ChannelView(dict.fromkeys(range(20), name), is_announcement=True),
        )
        panel = feed_panel(view, problem=you_lack(10**18, lacking))
        holds(panel.to_components())
    feeds = [msgspec.structs.replace(a_feed(ended_at=START), id=number) for number in range(30)]
    well = [msgspec.structs.replace(one, ended_at=None) for one in feeds]
    pauses, lacks = {one.id: pause for one in feeds}, {one.id: lacking for one in feeds}
    for channels, shown, paused in (({10**18: name or "?"}, feeds, pauses), ({}, feeds, {}), ({}, well, {})):
        holds(feeds_panel(shown, channels, 10**18, paused, lacks, now=START, news="✓").to_components())
    holds(
        settings_card(
            name, GuildSettings(), HiddenMembers(tuple(range(10**18, 10**18 + 400)), 999), feeds=3
        ).to_components()
    )


@few_or_many(10, 25, people(), titles(1), words, LANGUAGES)
def test_rooms_hold(link: Link, some: list[Media], name: str, language: str) -> None:
    key, lacking = RoomKey(10**12, 10**9, 9999), ("View Channel", "Create Private Threads", "Send Messages in Threads")
    before = Entry(media_id=1, entry_id=1, media_type="ANIME", status="CURRENT", progress=9998)
    after = msgspec.structs.replace(before, progress=9999)
    (media,) = some
    holds(greeting(media, 9999, START, language).to_components())
    assert 1 <= len(room_name(media, 9999, language)) <= 100
    for standing in (Standing(False, True, True), Standing(False, False, True), Standing(True, False, True)):
        holds(sure_card(media, key, language, standing).to_components())
    changed = Changed(before=before, wanted=after, after=after, media=media, change_id=10**18, link=link)
    entrances = [Entrance(refusal=refusal, channel_id=10**18, lacking=lacking) for refusal in RoomRefusal]
    for entrance in (Entrance(thread_id=10**18), Entrance(refusal=RoomRefusal.LACKING), *entrances):
        for is_linked in (True, False):
            press = RoomPress(entrance=entrance, key=key, guild_id=10**18, is_linked=is_linked, is_guest=False)
            for made in (changed, None):
                holds(entered_card(press, made).to_components())
    holds(left_card(10**18, changed).to_components())
    holds(refused_notice(10**18, name, list(lacking)).to_components())
    for is_on in (True, False):
        holds(guest_card(10**18, name, is_on=is_on).to_components())
