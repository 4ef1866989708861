"""Rooms of episodes for admins: the switch in the panel of a feed, and the notice that Discord refuses rooms."""

import msgspec
from discord import ui

from cards.card import Card, Colour, button, moment, plain, small, text
from cards.feed_buttons import FeedId
from cards.feed_trouble import i_lack
from cards.ids import Action, OnOff
from i18n import mark, t, tc
from store import Feed


class SwitchRooms(Action, prefix="musubi:rooms"):
    """A button that has a feed with rooms, or without."""

    feed_id: FeedId
    wanted: OnOff


WHAT_THEY_ARE = mark("Each episode gets a private thread, for a week. Whoever presses **Seen** under its post gets in.")
WHO_ELSE = mark("Nobody inside can invite others. Members with **Manage Threads** can open every room.")
ONLY_TEXT = mark("Only text channels can have rooms, because Discord has private threads nowhere else.")
FAILED = mark("⚠️ Discord refused to open a room {time}. This server may have too many open threads.")
REFUSED = mark("Discord doesn’t let me open rooms for episodes in {channel} of **{server}**.")
STILL_POSTED = mark("Episodes are posted all the same. I’ll try again whenever someone presses **Seen**.")
TOO_MANY = mark("This server may have too many open threads: Discord allows 1,000.")


class RoomsView(msgspec.Struct, frozen=True):
    """What a panel shows about rooms: whether the channel can have them, and the permissions that Musubi lacks."""

    is_possible: bool
    lacking: list[str]


def rooms_block(feed: Feed, rooms: RoomsView) -> list[ui.Item[ui.LayoutView]]:
    """The switch, and what is wrong."""
    is_on = rooms.is_possible and feed.has_rooms
    state = tc("episode rooms", "on") if is_on else tc("episode rooms", "off")
    heading = f"**{t('Episode rooms')}** · {state}"
    if not rooms.is_possible:
        return [ui.Separator(), text(heading, small(t(ONLY_TEXT)))]
    said = text(heading, small(t(WHAT_THEY_ARE)), small(t(WHO_ELSE)), _trouble(feed, rooms) if is_on else "")
    switch = button(t("Turn off") if is_on else t("Turn on"), SwitchRooms(feed.id, wanted=not is_on))
    return [ui.Separator(), ui.Section(said, accessory=switch)]


def _trouble(feed: Feed, rooms: RoomsView) -> str:
    if rooms.lacking:
        return "⚠️ " + i_lack(feed.channel_id, rooms.lacking)
    return t(FAILED, time=moment(feed.rooms_failed_at)) if feed.rooms_failed_at else ""


def refused_notice(channel_id: int, guild_name: str, lacking: list[str]) -> Card:
    """The notice that no room can be opened; the admin who opened the feed gets it once."""
    return Card(
        Colour.AMBER,
        text(
            t(REFUSED, channel=f"<#{channel_id}>", server=plain(guild_name)),
            i_lack(channel_id, lacking) or t(TOO_MANY),
            small(t(STILL_POSTED)),
        ),
    )
