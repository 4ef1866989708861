"""The panel of one feed, in blocks: each shows one of its choices, and is there for the kinds that have it."""

from collections.abc import Callable, Mapping

import discord
import msgspec
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, row, text
from cards.commands import command
from cards.feed_buttons import ChangeFeed, ChooseMentions, ChooseRole, ChooseSteps, ChooseType, ShowFeeds
from cards.feed_channel import ChannelView, channel_block
from cards.feed_trouble import ended, i_lack, paused, refused
from cards.ids import Action
from cards.pages import switch
from cards.rooms_panel import RoomsView, rooms_block
from i18n import listed, mark, t, tn
from store import Feed, Media, Pause
from store.feeds import Kind

_KINDS_IN: dict[Kind, str] = {
    "episodes": mark("New episodes in {channel}"),
    "activity": mark("List updates in {channel}"),
}
_PINGS = {"nobody": mark("Nobody"), "role": mark("A role"), "asked": mark("Members who ask for it")}
_STEPS = {"all": mark("Everything"), "highlights": mark("Highlights: started, finished, dropped, scored")}
_TYPES = {"both": mark("Anime and manga"), "ANIME": mark("Anime only"), "MANGA": mark("Manga only")}
WHO_IS_PINGED = mark(
    "Members press **Ping me** under a post. I ping them only for shows they watch, and episodes they haven’t seen."
)
ADD_HERE = mark("Use {feed} with “title” to add or remove one.")
ADD_THERE = mark("Use {feed} with “channel” and “title” to add or remove one.")
NOT_SOCIAL = mark("⚠️ Members’ lists are hidden in {settings}, so I post nothing about them.")
_NAMED = 10


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """A feed as its panel shows it.

    `is_social` is the server's setting. `sharers` is the number of members who share what they do, and `lacking`
    names the permissions that Musubi has not got there; None where it does not know the channel. `pause` is there while
    Discord refuses the posts. `is_here`: the panel is shown in the feed's channel.
    """

    feed: Feed
    titles: list[Media]
    language: str
    is_social: bool
    sharers: int
    lacking: list[str] | None
    pause: Pause | None
    is_here: bool
    now: int
    rooms: RoomsView
    channel: ChannelView


Block = Callable[[FeedView], list[ui.Item[ui.LayoutView]]]


def feed_panel(view: FeedView, *, problem: str = "") -> Card:
    """One feed and the choices that its admins have; `problem` is the reason why the latest choice was not taken."""
    heading = t(_KINDS_IN[view.feed.kind], channel=f"<#{view.feed.channel_id}>")
    head = ui.Section[ui.LayoutView](
        text(f"### {heading}", f"⚠️ {problem}" if problem else ""),
        accessory=button(t("Turn off"), ChangeFeed(view.feed.id, "off"), discord.ButtonStyle.danger),
    )
    blocks = [item for block in _BLOCKS[view.feed.kind] for item in block(view)]
    is_well = not (problem or view.lacking or view.pause or view.feed.ended_at)
    return Card(Colour.BLUE if is_well else Colour.AMBER, head, *blocks, row(button(t("All feeds"), ShowFeeds())))


def _trouble(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    """The reasons why nothing is posted, and the button that has it tried again."""
    feed, pause = view.feed, view.pause
    if pause:
        reason, state = refused(feed.channel_id, pause.refusal, view.lacking), paused(pause, view.now)
        again = button(t("Try now"), ChangeFeed(feed.id, "retry"), discord.ButtonStyle.success)
        return [ui.Section(text(reason, state), accessory=again)]
    said = [i_lack(feed.channel_id, view.lacking), ended(feed.ended_at) if feed.ended_at else ""]
    return [text(*said)] if any(said) else []


def _channel(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    return channel_block(view.feed, view.channel)


def _sharers(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    count = tn(
        "**{count} member** shares their list updates", "**{count} members** share their list updates", view.sharers
    )
    small = t("Each member decides for themselves, here or with {account}.", account=command("account"))
    return [text(count if view.is_social else _not_social(), f"-# {small}")]


def _told(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    """The selects of what is told of members."""
    feed = view.feed
    return [
        ui.Separator(),
        text(f"**{t('Posts about')}**"),
        _select(ChooseSteps(feed.id), _STEPS, feed.steps),
        _select(ChooseType(feed.id), _TYPES, feed.media_type or "both"),
    ]


def _select(action: Action, choices: Mapping[str, str], chosen: str) -> ui.ActionRow[ui.LayoutView]:
    return switch(action, {key: t(label) for key, label in choices.items()}, chosen)


def _not_social() -> str:
    return t(NOT_SOCIAL, settings=command("settings"))


def _titles(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    """The select of titles, or all that members watch."""
    feed = view.feed
    names = listed(
        (entries.name(one, view.language, 40) for one in view.titles[:_NAMED]), more=max(len(view.titles) - _NAMED, 0)
    )
    how = ADD_HERE if view.is_here else ADD_THERE
    hint = f"-# {t(how, feed=command('feed'))}"
    if feed.is_all:
        also = f"-# {t('also: {names}', names=names)}" if names else ""
        said = text(f"**{t('Titles')}** · {t('everything members here watch')}", also, hint)
        return [ui.Section(said, accessory=button(t("Choose titles"), ChangeFeed(feed.id, "chosen")))]
    said = text(f"**{t('Titles')}** · {names or t('None yet')}", hint)
    return [ui.Section(said, accessory=button(t("All watched here"), ChangeFeed(feed.id, "all")))]


def _pings(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    """The select for the pings, and for a role."""
    feed = view.feed
    select = _select(ChooseMentions(feed.id), _PINGS, feed.mentions)
    parts: list[ui.Item[ui.LayoutView]] = [ui.Separator(), text(f"**{t('Ping')}**"), select]
    if feed.mentions == "asked":
        parts.append(text(f"-# {t(WHO_IS_PINGED)}"))
    if feed.mentions == "role":
        chosen = [discord.Object(feed.role_id, type=discord.Role)] if feed.role_id else []
        roles = ui.RoleSelect[ui.LayoutView](
            custom_id=ChooseRole(feed.id).custom_id, placeholder=t("Choose a role…"), default_values=chosen
        )
        parts.append(ui.ActionRow(roles))
    return parts


def _rooms(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    return rooms_block(view.feed, view.rooms)


def _hidden_lists(view: FeedView) -> list[ui.Item[ui.LayoutView]]:
    return [] if view.is_social or not view.feed.is_all else [text(f"-# {_not_social()}")]


_BLOCKS: dict[Kind, tuple[Block, ...]] = {
    "episodes": (_trouble, _titles, _channel, _pings, _rooms, _hidden_lists),
    "activity": (_trouble, _sharers, _told),
}
