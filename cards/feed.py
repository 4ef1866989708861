"""The feeds of a server, as /feed lists them; each has a panel of its own."""

from collections.abc import Mapping

import discord
from discord import ui

from cards.card import Card, Colour, button, row, text
from cards.commands import command
from cards.feed_buttons import OpenFeedHere, PickFeed, ShowSettings
from cards.feed_trouble import ended, lacking_there, paused
from i18n import mark, t
from store import Feed, Pause
from store.feeds import Kind

KINDS: dict[Kind, str] = {"episodes": mark("New episodes"), "activity": mark("List updates")}
_OPENERS: dict[Kind, str] = {"episodes": mark("New episodes here"), "activity": mark("List updates here")}
_STOPPED: dict[Kind, str] = {
    "episodes": mark("✓ I no longer post new episodes in {channel}."),
    "activity": mark("✓ I no longer post list updates in {channel}."),
}
NONE = mark(
    "No feeds yet. I can post new episodes of shows that members watch, and list updates of members who opt in."
)
GONE = mark("That feed is already off.")
_NAMED = 10


def feeds_panel(
    feeds: list[Feed],
    channels: Mapping[int, str],
    channel_id: int | None,
    pauses: Mapping[int, Pause],
    lacking: Mapping[int, list[str]],
    *,
    now: int,
    news: str = "",
) -> Card:
    """All feeds of a server; `channels` maps ids to names. By the feeds' ids: `pauses`, and permissions `lacking`.

    `channel_id` is the channel of the command; None where that channel can take no posts.
    """
    lines = [
        _line(feed, _trouble(feed, pauses.get(feed.id), lacking.get(feed.id), now)) for feed in feeds[:_NAMED]
    ] or [t(NONE)]
    elsewhere = t("Use {feed} with “kind” and “channel” for another channel.", feed=command("feed"))
    parts: list[ui.Item[ui.LayoutView]] = [text(f"### {t('Feeds')}", news, *lines), text(f"-# {elsewhere}")]
    if feeds:
        options = [
            discord.SelectOption(label=_label(feed, channels.get(feed.channel_id)), value=str(feed.id))
            for feed in feeds[:25]  # Discord's limit
        ]
        select = ui.Select[ui.LayoutView](
            custom_id=PickFeed().custom_id, placeholder=t("Change a feed…"), options=options
        )
        parts.append(ui.ActionRow(select))
    told_here = {feed.kind for feed in feeds if feed.channel_id == channel_id and not feed.ended_at}
    openers = [_open_here(kind) for kind in KINDS if channel_id and kind not in told_here]
    return Card(Colour.BLUE, *parts, row(*openers, button(t("Settings"), ShowSettings())))


def _trouble(feed: Feed, pause: Pause | None, lacking: list[str] | None, now: int) -> str:
    """The reason why the feed posts nothing, or will post nothing; empty if it posts."""
    if pause:
        return paused(pause, now)
    if feed.ended_at:
        return ended(feed.ended_at)
    return lacking_there(lacking) if lacking else ""


def _line(feed: Feed, trouble: str) -> str:
    return "\n".join([f"**{t(KINDS[feed.kind])}** · <#{feed.channel_id}>", *([f"-# {trouble}"] if trouble else [])])


def _label(feed: Feed, channel: str | None) -> str:
    return f"{t(KINDS[feed.kind])} · {f'#{channel}' if channel else t('a channel you can’t see')}"[:100]


def _open_here(kind: Kind) -> ui.Button[ui.LayoutView]:
    style = discord.ButtonStyle.success if kind == "episodes" else discord.ButtonStyle.secondary
    return button(t(_OPENERS[kind]), OpenFeedHere(kind), style)


def stopped(feed: Feed) -> str:
    """The result of turning a feed off."""
    return t(_STOPPED[feed.kind], channel=f"<#{feed.channel_id}>")
