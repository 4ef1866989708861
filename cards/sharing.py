"""The choice of each member to share what they do on their lists: the offer in a feed's channel, and its answers."""

from collections.abc import Sequence
from typing import Literal

import discord
import msgspec
from discord import ui

from cards.card import Card, Colour, button, plain, row, small, text
from cards.commands import command
from cards.feed_buttons import FeedId
from cards.ids import Action, OnOff, Snowflake
from i18n import mark, t, tc
from store import SharingChoice

How = Literal["on", "scores", "off"]


class ShareActivity(Action, prefix="musubi:share"):
    """A button of earlier releases, which shared with a whole server; now it leads to the server's channels."""

    guild_id: Snowflake
    wanted: OnOff


class ShareIn(Action, prefix="musubi:sharing"):
    """A button that shares the presser's list updates in a feed's channel, with their scores or without, or stops."""

    feed_id: FeedId
    how: How


class ChangeSharing(Action, prefix="musubi:sharing:panel"):
    """The same button on the panel of all channels, which stays with the new choice."""

    feed_id: FeedId
    how: How


class ShowSharing(Action, prefix="musubi:sharing"):
    """A button that shows the channels in which the presser's list updates are shared, or could be."""


Change = type[ShareIn | ChangeSharing]


class SharingPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A channel in which list updates can be shared. `server` is its name, unless the card is shown in that server."""

    choice: SharingChoice
    server: str = ""


OFFER = mark(
    "Members who agree share what they do on their AniList lists: what they plan, start, watch, read, finish, pause or "
    "drop. It’s posted here a few minutes later, whether they do it on AniList or with me."
)
NEVER = mark("Never private or hidden entries, and never notes. Scores only if you share them too.")
FOR_THIS_CHANNEL = mark("It’s your choice for this channel alone. Change it here or with {account} at any time.")
SHARING = mark("✓ What you do on your AniList lists is now shared in {channel}.")
SHARING_SCORES = mark("✓ What you do on your AniList lists is now shared in {channel}, with your scores.")
NOT_SHARING = mark("✓ Your list updates are no longer shared in {channel}. Posts of the last days go within minutes.")
HIDDEN_HERE = mark("You’re hidden here, so nothing is posted until you show yourself with {account}.")
TURNED_OFF = mark("List updates are off in that channel.")
NO_FEED = mark("No channel here gets list updates.")
_MOST = 8  # channels; each has four components of a card's forty


def offer(feed_id: int) -> Card:
    """The first post of a feed in its channel: what it tells, and of whom."""
    return Card(
        Colour.BLUE,
        text(f"### {t('List updates')}", t(OFFER), t(NEVER), small(t(FOR_THIS_CHANNEL, account=command("account")))),
        row(*_agreeing(ShareIn, feed_id)),
    )


def sharing_card(choice: SharingChoice, *, is_hidden: bool) -> Card:
    """The answer to a person who agrees, or no longer agrees."""
    colour = Colour.GREEN if choice.is_shared else Colour.BLUE
    return Card(colour, text(*chosen(choice, is_hidden=is_hidden)), row(*_ways(ShareIn, choice)))


def chosen(choice: SharingChoice, *, is_hidden: bool) -> list[str]:
    """The lines about a choice that was just made."""
    channel = f"<#{choice.channel_id}>"
    if not choice.is_shared:
        return [t(NOT_SHARING, channel=channel)]
    shared = SHARING_SCORES if choice.with_scores else SHARING
    never = small(t("Never private or hidden entries, and never notes."))
    hidden = small(t(HIDDEN_HERE, account=command("account"))) if is_hidden else ""
    return [t(shared, channel=channel), never, hidden]


def sharing_panel(places: Sequence[SharingPlace], *, news: Sequence[str] = ()) -> Card:
    """The channels in which the person shares, and those of this server in which they could."""
    lines = [item for one in places[:_MOST] for item in _place(one)] or [text(t(NO_FEED))]
    about = [text(t(OFFER), small(t(NEVER)))] if places and not news else []
    return Card(Colour.BLUE, text(f"### {t('List updates')}", *news), *about, *lines)


def state(choice: SharingChoice) -> str:
    """``shared with scores``."""
    if not choice.is_shared:
        return not_shared()
    return tc("your list updates", "shared with scores") if choice.with_scores else tc("your list updates", "shared")


def not_shared() -> str:
    return tc("your list updates", "not shared")


def _place(place: SharingPlace) -> list[ui.Item[ui.LayoutView]]:
    choice = place.choice
    server = f" · {plain(place.server, 50)}" if place.server else ""
    said = text(f"<#{choice.channel_id}>{server}", small(state(choice)))
    return [said, row(*_ways(ChangeSharing, choice))]


def _ways(change: Change, choice: SharingChoice) -> list[ui.Button[ui.LayoutView]]:
    """The buttons for each other choice."""
    if not choice.is_shared:
        return _agreeing(change, choice.feed_id)
    stop = button(t("Stop sharing"), change(choice.feed_id, "off"))
    if choice.with_scores:
        return [stop, button(t("Leave out my scores"), change(choice.feed_id, "on"))]
    return [stop, button(t("Add my scores"), change(choice.feed_id, "scores"))]


def _agreeing(change: Change, feed_id: int) -> list[ui.Button[ui.LayoutView]]:
    return [
        button(t("Share my updates"), change(feed_id, "on"), discord.ButtonStyle.success),
        button(t("Share with scores"), change(feed_id, "scores")),
    ]
