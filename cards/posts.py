"""Posts about new episodes in a server's channels; the buttons act for the person who presses."""

from collections.abc import Sequence

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, headed, linked, row, small, text
from cards.emojis import emoji
from cards.events import aired
from cards.feed_buttons import FeedId
from cards.ids import Action, OnOff
from cards.media import colour_of, cover_of
from cards.pages import title_select
from cards.rooms import SEEN_LEADS, seen
from i18n import listed, mark, number, t, tn
from library.notify.feeds import AiredEpisode
from library.notify.notices import MOST_IN_A_BATCH
from store import Feed, RoomKey


class ListenToFeed(Action, prefix="musubi:listen"):
    """A button that starts or stops a person's mentions by a feed."""

    feed_id: FeedId
    wanted: OnOff


PINGED = mark("✓ I’ll ping you here when a show you watch has a new episode that you haven’t seen.")
NOT_PINGED = mark("✓ I won’t ping you here any more.")
PINGS_OFF = mark("Pings are off here, because the server’s admins changed that.")
CAUGHT_UP = mark("Late: Discord stopped letting me post here {time}.")
_MOST_MENTIONED = 100  # mentions; Discord's limit for a message
_MOST_CHARACTERS = 4000
_MOST_NAMED = 15
_MENTION, _BESIDE = 24, 200  # characters at most: of each, and of what follows them


def mentioned(asked: Sequence[int], post: ui.LayoutView) -> int:
    """The number of subscribers whose mentions fit into `post`, which has no mentions yet."""
    room = _MOST_CHARACTERS - post.content_length() - _BESIDE
    return min(len(asked), _MOST_MENTIONED, room // _MENTION)


def mention(asked: Sequence[int], count: int) -> str:
    """The mentions of the first `count` subscribers, and the number of the others."""
    return listed((f"<@{discord_id}>" for discord_id in asked[:count]), more=len(asked) - count)


def episodes_post(episodes: list[AiredEpisode], feed: Feed, language: str, mention: str) -> Card:
    """One episode with its cover, or several as a list. The buttons act for the person who presses them."""
    beside = [button(t("Ping me"), ListenToFeed(feed.id, wanted=True))] if feed.mentions == "asked" else []
    if len(episodes) == 1:
        return _single(episodes[0], feed, language, mention, beside)
    heading = text(f"### {emoji('airing')} {tn('{count} new episode', '{count} new episodes', len(episodes))}", mention)
    select = title_select((one.media for one in episodes), language)
    rows = [*select, *([row(*beside)] if beside else [])]
    latest, earlier = episodes[-MOST_IN_A_BATCH:], episodes[:-MOST_IN_A_BATCH]
    lines = (_line(one, feed, language) for one in latest)
    small_print = [text(_rooms(feed))] if feed.has_rooms else []
    return Card(Colour.BLUE, heading, *lines, *_earlier(earlier, language), *small_print, *rows)


def _single(one: AiredEpisode, feed: Feed, language: str, mention: str, beside: list[ui.Button[ui.LayoutView]]) -> Card:
    media = one.media
    body = headed(
        f"{emoji('airing')} {linked(entries.name(media, language), media.site_url)}",
        aired(media, one.episode, one.aired_at),
        _watchers(one),
        _rooms(feed),
        mention,
        picture=media.cover_url,
        described_as=cover_of(media, language),
    )
    return Card(colour_of(media), body, row(_watched(one, feed), list_buttons.title(media.id), *beside))


def _line(one: AiredEpisode, feed: Feed, language: str) -> ui.Item[ui.LayoutView]:
    name = f"**{entries.name(one.media, language, 80)}**"
    said = text(name, aired(one.media, one.episode, one.aired_at), _watchers(one))
    return ui.Section(said, accessory=_watched(one, feed, is_short=True))


def _earlier(episodes: list[AiredEpisode], language: str) -> list[ui.Item[ui.LayoutView]]:
    """The episodes that are named alone, where there are more than a post has room for."""
    named = (
        f"{entries.name(one.media, language, 30)} {entries.reached_briefly('ANIME', one.episode)}"
        for one in reversed(episodes[-_MOST_NAMED:])
    )
    names = listed(named, more=max(len(episodes) - _MOST_NAMED, 0))
    return [text(t("Earlier: {episodes}", episodes=names))] if episodes else []


def _watched(one: AiredEpisode, feed: Feed, *, is_short: bool = False) -> ui.Button[ui.LayoutView]:
    """The button that marks the episode as watched; it leads to the episode's room, where the feed has them."""
    media_id, episode = one.media.id, number(one.episode)
    is_short = is_short or one.media.episodes == 1
    if feed.has_rooms:
        label = t("Seen it") if is_short else t("Seen ep {episode}", episode=episode)
        return seen(RoomKey(feed.id, media_id, one.episode), label)
    label = t("Watched it") if is_short else t("Watched ep {episode}", episode=episode)
    return list_buttons.up_to(media_id, one.episode, label=label)


def _rooms(feed: Feed) -> str:
    return small(t(SEEN_LEADS)) if feed.has_rooms else ""


def _watchers(one: AiredEpisode) -> str:
    count = len(one.watchers)
    return f"-# {tn('{count} member is watching', '{count} members are watching', count)}" if count else ""


def listening_card(feed_id: int, *, is_on: bool) -> Card:
    """The answer to a person who starts or stops the mentions."""
    if is_on:
        small = t("Everyone here sees the pings. I never ping for private or hidden entries, or while you’re hidden.")
        stop = button(t("Stop pings"), ListenToFeed(feed_id, wanted=False))
        return Card(Colour.GREEN, text(t(PINGED), f"-# {small}"), row(stop))
    return Card(Colour.BLUE, text(t(NOT_PINGED)), row(button(t("Ping me"), ListenToFeed(feed_id, wanted=True))))


def nobody_mentioned() -> Card:
    """The answer to the button of an old post whose feed has ended, or mentions others now."""
    return Card(Colour.AMBER, text(t(PINGS_OFF)))
