"""The panels of /feed: a server's channels, their news, and their mentions."""

from collections.abc import Mapping
from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, moment, plain, row, text
from cards.ids import Action, digits
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


KINDS: dict[Kind, str] = {"episodes": "New episodes", "activity": "List activity"}
_MENTIONS = {"nobody": "Nobody", "role": "A role", "asked": "Only those who asked"}
_WHO_ASKED = "-# Members ask with **Ping me** under a post, and are mentioned if they watch it and have not seen it."
_NAMED = 10
_FORUM = "A forum itself takes no feed. Open a post in it, and run /feed there."
_VOICE = "The chat of a voice or stage channel takes no feed. Choose a text or announcement channel, or a thread."
EVERYONE = "I never mention @everyone. Choose another role; nothing was changed."


def feeds_panel(feeds: list[Feed], channels: Mapping[int, str], channel_id: int | None, *, news: str = "") -> Card:
    """All feeds of a server; `channels` maps ids to names.

    `channel_id` is the channel of the command; None where that channel can take no posts.
    """
    lines = [f"**{KINDS[feed.kind]}** · <#{feed.channel_id}>{_ended(feed)}" for feed in feeds[:_NAMED]] or [_NONE]
    parts: list[ui.Item[ui.LayoutView]] = [text("### Feeds", news, *lines, _ELSEWHERE)]
    if feeds:
        options = [
            discord.SelectOption(label=_label(feed, channels.get(feed.channel_id)), value=str(feed.id))
            for feed in feeds[:25]  # Discord's limit
        ]
        parts.append(
            ui.ActionRow(
                ui.Select[ui.LayoutView](custom_id=PickFeed().custom_id, placeholder="Change one…", options=options)
            )
        )
    told_here = {feed.kind for feed in feeds if feed.channel_id == channel_id and not feed.ended_at}
    openers = [_open_here(kind) for kind in KINDS if channel_id and kind not in told_here]
    return Card(Colour.BLUE, *parts, row(*openers, button("Settings", ShowSettings())))


_NONE = "None yet. I can post new episodes of what members watch, and what members do on their lists if they agree."
_ELSEWHERE = "-# `/feed kind: channel:` opens one in another channel."


def _label(feed: Feed, channel: str | None) -> str:
    return f"{KINDS[feed.kind]} · {f'#{channel}' if channel else 'a channel that you don’t see'}"[:100]


def _open_here(kind: Kind) -> ui.Button[ui.LayoutView]:
    style = discord.ButtonStyle.success if kind == "episodes" else discord.ButtonStyle.secondary
    return button(f"{KINDS[kind]} here", OpenFeedHere(kind), style)


def feed_panel(
    feed: Feed, *, titles: list[Media], language: str, is_social: bool, sharers: int, lacking: list[str], news: str = ""
) -> Card:
    """One feed and the choices that its admins have."""
    parts: list[ui.Item[ui.LayoutView]] = [
        ui.Section(
            text(f"### {KINDS[feed.kind]} in <#{feed.channel_id}>", news),
            accessory=button("Switch off", ChangeFeed(feed.id, "off"), discord.ButtonStyle.danger),
        )
    ]
    if lacking or feed.ended_at:
        parts.append(text(i_lack(feed.channel_id, lacking) + _ended(feed)))
    if feed.kind == "activity":
        count = f"{sharers} member{'' if sharers == 1 else 's'} agreed so far" if is_social else _SWITCHED_OFF
        parts.append(text(f"**Who** · {count}", "-# They agree in the channel or in /account, each for themselves."))
    else:
        parts += [_titles(feed, titles, language), text("**Mention**"), ui.ActionRow(_mentions(feed))]
        if feed.mentions == "asked":
            parts.append(text(_WHO_ASKED))
        if not is_social and feed.is_all:
            parts.append(text(f"-# {_SWITCHED_OFF}"))
        if feed.mentions == "role":
            chosen = [discord.Object(feed.role_id, type=discord.Role)] if feed.role_id else []
            select = ui.RoleSelect[ui.LayoutView](
                custom_id=ChooseRole(feed.id).custom_id, placeholder="Which role?", default_values=chosen
            )
            parts.append(ui.ActionRow(select))
    return Card(
        Colour.AMBER if lacking or feed.ended_at else Colour.BLUE, *parts, row(button("All feeds", ShowFeeds()))
    )


_SWITCHED_OFF = "members’ lists are switched off in /settings, so nothing of them is told"


def _titles(feed: Feed, titles: list[Media], language: str) -> ui.Item[ui.LayoutView]:
    names = ", ".join(entries.name(one, language, 40) for one in titles[:_NAMED])
    names += f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    hint = "`/feed title:` adds one, or takes it away."
    if feed.is_all:
        words = text("**Titles** · what members here watch", f"-# {f'also: {names} · ' if names else ''}{hint}")
        return ui.Section(words, accessory=button("Only chosen", ChangeFeed(feed.id, "chosen")))
    words = text(f"**Titles** · {names or 'none yet'}", f"-# {hint}")
    return ui.Section(words, accessory=button("What members watch", ChangeFeed(feed.id, "all")))


def _mentions(feed: Feed) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=label, value=key, default=key == feed.mentions) for key, label in _MENTIONS.items()
    ]
    return ui.Select(custom_id=ChooseMentions(feed.id).custom_id, options=options)


def lacking_card(problem: str) -> Card:
    """The reason why a feed can't be opened."""
    return Card(Colour.AMBER, text(problem), row(button("All feeds", ShowFeeds())))


def no_place_card(*, is_forum: bool) -> Card:
    """The reason why a channel of that kind can't have a feed."""
    return lacking_card(_FORUM if is_forum else _VOICE)


def i_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that Musubi lacks in the channel; empty when it lacks none."""
    names = _bold(permissions)
    grant = "Grant it to me, or to a role of mine, in that channel’s settings."
    return f"In <#{channel_id}> I lack: {names}. {grant}" if names else ""


def you_lack(channel_id: int, permissions: list[str]) -> str:
    """The permissions that the admin lacks in the channel; empty when they lack none.

    Musubi does nothing there on behalf of an admin who may not do it themselves.
    """
    names = _bold(permissions)
    ask = "I do for you only what you may do there yourself: ask an admin who has it."
    return f"In <#{channel_id}> you lack: {names}. {ask}" if names else ""


def _bold(names: list[str]) -> str:
    return ", ".join(f"**{plain(name)}**" for name in names)


def _ended(feed: Feed) -> str:
    if feed.ended_at is None:
        return ""
    return f" ⚠️ It ended {moment(feed.ended_at)}: Discord took no posts there. /feed opens it again."


def ended_notice(feed: Feed, guild_name: str) -> Card:
    """The notice that a feed has ended; its admin gets it once."""
    return Card(
        Colour.AMBER,
        text(
            f"**{KINDS[feed.kind]}** in <#{feed.channel_id}> of **{plain(guild_name)}** has ended: Discord takes no "
            "posts of mine there. The channel is gone or locked, or I may not see it or write in it.",
            "-# Run /feed there to open it again, or elsewhere.",
        ),
    )
