"""The panels of /feed: a server's channels, their news, and their mentions."""

from collections.abc import Mapping
from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, moment, plain, row, text
from cards.commands import command
from cards.ids import Action, digits
from i18n import listed, mark, t, tn
from store import Feed, Media
from store.feeds import Kind

FeedId = Annotated[int, digits(15)]


class ChangeFeed(Action, prefix="musubi:feed"):
    """A button that chooses the titles of a feed, or switches it off."""

    feed_id: FeedId
    what: Literal["all", "chosen", "off"]


class ChooseMentions(Action, prefix="musubi:feed"):
    """A select for the kind of mentions in a feed."""

    feed_id: FeedId
    what: Literal["mentions"] = "mentions"


class ChooseRole(Action, prefix="musubi:feed"):
    """A select for the role that a feed mentions."""

    feed_id: FeedId
    what: Literal["role"] = "role"


class ShowFeeds(Action, prefix="musubi:feeds"):
    """A button that shows all feeds of the server."""

    beside: bool = False


class PickFeed(Action, prefix="musubi:feeds:open"):
    """A select that opens the panel of the picked feed."""


class OpenFeedHere(Action, prefix="musubi:feeds:here"):
    """A button that opens a feed in this channel."""

    kind: Kind


class ShowSettings(Action, prefix="musubi:settings"):
    """A button that leads back to the server's settings, from which the panel is opened."""

    beside: bool = False


KINDS: dict[Kind, str] = {"episodes": mark("New episodes"), "activity": mark("List updates")}
_KINDS_IN: dict[Kind, str] = {
    "episodes": mark("New episodes in {channel}"),
    "activity": mark("List updates in {channel}"),
}
_OPENERS: dict[Kind, str] = {"episodes": mark("New episodes here"), "activity": mark("List updates here")}
_STOPPED: dict[Kind, str] = {
    "episodes": mark("✓ I no longer post new episodes in {channel}."),
    "activity": mark("✓ I no longer post list updates in {channel}."),
}
_FAILED: dict[Kind, str] = {
    "episodes": mark("I can’t post new episodes in {channel} of **{server}** any more, so I stopped."),
    "activity": mark("I can’t post list updates in {channel} of **{server}** any more, so I stopped."),
}
_PINGS = {"nobody": mark("Nobody"), "role": mark("A role"), "asked": mark("Members who ask for it")}
NONE = mark(
    "No feeds yet. I can post new episodes of shows that members watch, and list updates of members who opt in."
)
ENDED = mark("⚠️ Stopped {time}, because I couldn’t post there. Start it again with {feed}.")
I_LACK = mark("I need more permissions in {channel}: {permissions}. Allow them for me in that channel’s settings.")
YOU_LACK = mark(
    "You need more permissions in {channel}: {permissions}. I only post and ping where you could, so ask an admin who "
    "can."
)
WHO_IS_PINGED = mark(
    "Members press **Ping me** under a post. I ping them only for shows they watch, and episodes they haven’t seen."
)
NOT_SOCIAL = mark("⚠️ Members’ lists are hidden in {settings}, so I post nothing about them.")
EVERYONE = mark("I never ping @everyone. Choose another role; nothing changed.")
GONE = mark("That feed is already off.")
FORUM = mark("A forum can’t have a feed, but its posts can: open one and run {feed} there.")
VOICE = mark("Voice and stage channels can’t have feeds. Choose a text channel, an announcement channel or a thread.")
_NAMED = 10


def feeds_panel(feeds: list[Feed], channels: Mapping[int, str], channel_id: int | None, *, news: str = "") -> Card:
    """All feeds of a server; `channels` maps ids to names.

    `channel_id` is the channel of the command; None where that channel can take no posts.
    """
    lines = [_line(feed) for feed in feeds[:_NAMED]] or [t(NONE)]
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


def _line(feed: Feed) -> str:
    ended = f"\n-# {_ended(feed.ended_at)}" if feed.ended_at else ""
    return f"**{t(KINDS[feed.kind])}** · <#{feed.channel_id}>{ended}"


def _label(feed: Feed, channel: str | None) -> str:
    return f"{t(KINDS[feed.kind])} · {f'#{channel}' if channel else t('a channel you can’t see')}"[:100]


def _open_here(kind: Kind) -> ui.Button[ui.LayoutView]:
    style = discord.ButtonStyle.success if kind == "episodes" else discord.ButtonStyle.secondary
    return button(t(_OPENERS[kind]), OpenFeedHere(kind), style)


def feed_panel(
    feed: Feed, *, titles: list[Media], language: str, is_social: bool, sharers: int, lacking: list[str], news: str = ""
) -> Card:
    """One feed and the choices that its admins have."""
    heading = t(_KINDS_IN[feed.kind], channel=f"<#{feed.channel_id}>")
    parts: list[ui.Item[ui.LayoutView]] = [
        ui.Section(
            text(f"### {heading}", news),
            accessory=button(t("Turn off"), ChangeFeed(feed.id, "off"), discord.ButtonStyle.danger),
        )
    ]
    if lacking or feed.ended_at:
        parts.append(text(i_lack(feed.channel_id, lacking), _ended(feed.ended_at) if feed.ended_at else ""))
    if feed.kind == "activity":
        parts.append(_sharers(sharers, is_social=is_social))
    else:
        parts += [_titles(feed, titles, language), *_pings(feed)]
        if not is_social and feed.is_all:
            parts.append(text(f"-# {_not_social()}"))
    return Card(
        Colour.AMBER if lacking or feed.ended_at else Colour.BLUE, *parts, row(button(t("All feeds"), ShowFeeds()))
    )


def _sharers(sharers: int, *, is_social: bool) -> ui.Item[ui.LayoutView]:
    count = tn("**{count} member** shares their list updates", "**{count} members** share their list updates", sharers)
    small = t("Each member decides for themselves, here or with {account}.", account=command("account"))
    return text(count if is_social else _not_social(), f"-# {small}")


def _not_social() -> str:
    return t(NOT_SOCIAL, settings=command("settings"))


def _titles(feed: Feed, titles: list[Media], language: str) -> ui.Item[ui.LayoutView]:
    names = listed((entries.name(one, language, 40) for one in titles[:_NAMED]), more=max(len(titles) - _NAMED, 0))
    hint = f"-# {t('Use {feed} with “title” to add or remove one.', feed=command('feed'))}"
    if feed.is_all:
        also = f"-# {t('also: {names}', names=names)}" if names else ""
        said = text(f"**{t('Titles')}** · {t('everything members here watch')}", also, hint)
        return ui.Section(said, accessory=button(t("Choose titles"), ChangeFeed(feed.id, "chosen")))
    said = text(f"**{t('Titles')}** · {names or t('None yet')}", hint)
    return ui.Section(said, accessory=button(t("All watched here"), ChangeFeed(feed.id, "all")))


def _pings(feed: Feed) -> list[ui.Item[ui.LayoutView]]:
    """The select for the pings, and for a role."""
    options = [
        discord.SelectOption(label=t(label), value=key, default=key == feed.mentions) for key, label in _PINGS.items()
    ]
    select = ui.Select[ui.LayoutView](custom_id=ChooseMentions(feed.id).custom_id, options=options)
    parts: list[ui.Item[ui.LayoutView]] = [ui.Separator(), text(f"**{t('Ping')}**"), ui.ActionRow(select)]
    if feed.mentions == "asked":
        parts.append(text(f"-# {t(WHO_IS_PINGED)}"))
    if feed.mentions == "role":
        chosen = [discord.Object(feed.role_id, type=discord.Role)] if feed.role_id else []
        roles = ui.RoleSelect[ui.LayoutView](
            custom_id=ChooseRole(feed.id).custom_id, placeholder=t("Choose a role…"), default_values=chosen
        )
        parts.append(ui.ActionRow(roles))
    return parts


def stopped(feed: Feed) -> str:
    """The result of turning a feed off."""
    return t(_STOPPED[feed.kind], channel=f"<#{feed.channel_id}>")


def lacking_card(problem: str) -> Card:
    """The reason why a feed can't be opened."""
    return Card(Colour.AMBER, text(problem), row(button(t("All feeds"), ShowFeeds())))


def no_place_card(*, is_forum: bool) -> Card:
    """The reason why a channel of that kind can't have a feed."""
    return lacking_card(t(FORUM, feed=command("feed")) if is_forum else t(VOICE))


def i_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that Musubi lacks in the channel; empty when it lacks none."""
    return t(I_LACK, channel=f"<#{channel_id}>", permissions=_bold(permissions)) if permissions else ""


def you_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that the admin lacks in the channel; empty when they lack none.

    Musubi does nothing there on behalf of an admin who may not do it themselves.
    """
    return t(YOU_LACK, channel=f"<#{channel_id}>", permissions=_bold(permissions)) if permissions else ""


def _bold(names: list[str]) -> str:
    return listed(f"**{plain(name)}**" for name in names)


def _ended(ended_at: int) -> str:
    return t(ENDED, time=moment(ended_at), feed=command("feed"))


def ended_notice(feed: Feed, guild_name: str) -> Card:
    """The notice that a feed has ended; its admin gets it once."""
    return Card(
        Colour.AMBER,
        text(
            f"### ⚠️ {t('A feed stopped')}",
            t(_FAILED[feed.kind], channel=f"<#{feed.channel_id}>", server=plain(guild_name)),
            t("The channel was deleted or locked, or I lost the permission to see it or write in it."),
            f"-# {t('Run {feed} in that channel to start it again.', feed=command('feed'))}",
        ),
    )
