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


class ShowSharing(Action, prefix="musubi:sharing"):
    """A button that shows the channels in which the presser's list updates are shared, or could be."""


class SharingPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A channel in which list updates can be shared. `server` is its name, unless the card is shown in that server."""

    choice: SharingChoice
    server: str = ""


OFFER = mark(
    "Members who agree share here what they do on their AniList lists, on AniList or with me: what they plan, start, "
    "watch, read, finish, pause or drop, a few minutes later."
)
NEVER = mark("Never private or hidden entries, and never notes. Scores only if you share them too.")
FOR_THIS_CHANNEL = mark("It’s your choice for this channel alone. Change it here or with {account} at any time.")
SHARING = mark("✓ What you do on your AniList lists is now shared in {channel}.")
SHARING_SCORES = mark("✓ What you do on your AniList lists is now shared in {channel}, with your scores.")
NOT_SHARING = mark("✓ Your list updates are no longer shared in {channel}. Posts of the last days go within minutes.")
HIDDEN_HERE = mark("You’re hidden here, so nothing is posted until you show yourself with {account}.")
TURNED_OFF = mark("List updates are off in that channel.")
NO_FEED = mark("No channel here gets list updates.")
_MOST = 10  # channels


def offer(feed_id: int) -> Card:
    """The first post of a feed in its channel: what it tells, and of whom."""
    return Card(
        Colour.BLUE,
        text(f"### {t('List updates')}", t(OFFER), t(NEVER), small(t(FOR_THIS_CHANNEL, account=command("account")))),
        row(*_agreeing(feed_id)),
    )


def sharing_card(choice: SharingChoice, *, is_hidden: bool) -> Card:
    """The answer to a person who agrees, or no longer agrees."""
    channel = f"<#{choice.channel_id}>"
    if not choice.is_shared:
        return Card(Colour.BLUE, text(t(NOT_SHARING, channel=channel)), row(*_agreeing(choice.feed_id)))
    shared = SHARING_SCORES if choice.with_scores else SHARING
    said = t(shared, channel=channel)
    hidden = small(t(HIDDEN_HERE, account=command("account"))) if is_hidden else ""
    never = small(t("Never private or hidden entries, and never notes."))
    return Card(Colour.GREEN, text(said, never, hidden), row(_stop(choice.feed_id), _scores(choice)))


def sharing_panel(places: Sequence[SharingPlace], *, news: str = "") -> Card:
    """The channels in which the person shares, and those of this server in which they could."""
    lines: list[ui.Item[ui.LayoutView]] = [_line(one) for one in places[:_MOST]] or [text(t(NO_FEED))]
    about = [text(t(OFFER), small(t(NEVER)))] if places else []
    return Card(Colour.BLUE, text(f"### {t('List updates')}", news), *about, *lines)


def state(choice: SharingChoice) -> str:
    """``shared with scores``."""
    if not choice.is_shared:
        return not_shared()
    return tc("your list updates", "shared with scores") if choice.with_scores else tc("your list updates", "shared")


def not_shared() -> str:
    return tc("your list updates", "not shared")


def _line(place: SharingPlace) -> ui.Item[ui.LayoutView]:
    choice = place.choice
    server = f" · {plain(place.server, 50)}" if place.server else ""
    accessory = _stop(choice.feed_id) if choice.is_shared else _agreeing(choice.feed_id)[0]
    return ui.Section(text(f"<#{choice.channel_id}>{server}", small(state(choice))), accessory=accessory)


def _agreeing(feed_id: int) -> list[ui.Button[ui.LayoutView]]:
    return [
        button(t("Share my updates"), ShareIn(feed_id, "on"), discord.ButtonStyle.success),
        button(t("Share with scores"), ShareIn(feed_id, "scores")),
    ]


def _stop(feed_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Stop sharing"), ShareIn(feed_id, "off"))


def _scores(choice: SharingChoice) -> ui.Button[ui.LayoutView]:
    """The button for the other choice about scores."""
    if choice.with_scores:
        return button(t("Leave out my scores"), ShareIn(choice.feed_id, "on"))
    return button(t("Add my scores"), ShareIn(choice.feed_id, "scores"))
