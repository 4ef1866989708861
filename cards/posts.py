"""Posts to a server's channels: new episodes, and members' changes; the buttons act for the person who presses."""

from collections.abc import Sequence

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, headed, linked, moment, plain, row, text
from cards.crowd import called, counted
from cards.feed import FeedId
from cards.ids import Action, OnOff, Snowflake
from cards.media import colour_of, cover_of
from library.notify.feeds import AiredEpisode, MemberChange
from store import Feed


class ListenToFeed(Action, prefix="musubi:listen"):
    """A button that starts or stops a person's mentions by a feed."""

    feed_id: FeedId
    wanted: OnOff


class ShareActivity(Action, prefix="musubi:share"):
    """A button that starts or stops the posts about a person's changes in a server."""

    guild_id: Snowflake
    wanted: OnOff


_MOST_MENTIONED = 100  # mentions; Discord's limit for a message
_MOST_CHARACTERS = 4000
_MENTION, _AND_MORE = 24, 24  # characters of each, at most


def mentioned(asked: Sequence[int], post: ui.LayoutView) -> int:
    """The number of subscribers whose mentions fit into `post`, which has no mentions yet."""
    room = _MOST_CHARACTERS - post.content_length() - _AND_MORE
    return min(len(asked), _MOST_MENTIONED, room // _MENTION)


def mention(asked: Sequence[int], count: int) -> str:
    """The mentions of the first `count` subscribers, and the number of the others."""
    words = " ".join(f"<@{discord_id}>" for discord_id in asked[:count])
    return f"{words} and {len(asked) - count:,} more" if count < len(asked) else words


def episodes_post(episodes: list[AiredEpisode], feed: Feed, language: str, mention: str) -> Card:
    """One episode with its cover, or several as a list. The buttons act for the person who presses them."""
    beside = [button("Ping me", ListenToFeed(feed.id, wanted=True))] if feed.mentions == "asked" else []
    if len(episodes) == 1:
        return _single(episodes[0], language, mention, beside)
    media = {one.media.id: one.media for one in episodes}
    options = [
        discord.SelectOption(label=entries.label(one, language), value=str(number)) for number, one in media.items()
    ]
    select: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=list_buttons.PickTitle(beside=True).custom_id, placeholder="Open a title…", options=options
    )
    sections = [_line(one, language) for one in episodes]
    rows = [ui.ActionRow(select), *([row(*beside)] if beside else [])]
    return Card(Colour.BLUE, text(f"### {len(episodes)} new episodes", mention), *sections, *rows)


def _single(one: AiredEpisode, language: str, mention: str, beside: list[ui.Button[ui.LayoutView]]) -> Card:
    media = one.media
    body = headed(
        f"{linked(entries.name(media, language), media.site_url)} · episode {one.episode}",
        f"aired {moment(one.aired_at)}",
        _watched_by(one),
        mention,
        picture=media.cover_url,
        described_as=cover_of(media, language),
    )
    return Card(colour_of(media), body, row(_seen(one), list_buttons.title(media.id), *beside))


def _line(one: AiredEpisode, language: str) -> ui.Item[ui.LayoutView]:
    said = " · ".join(filter(None, [f"aired {moment(one.aired_at)}", _watched_by(one)]))
    title = f"**{entries.name(one.media, language, 80)}** · episode {one.episode}"
    return ui.Section(text(title, said), accessory=_seen(one))


def _seen(one: AiredEpisode) -> ui.Button[ui.LayoutView]:
    return list_buttons.up_to(one.media.id, one.episode, label=f"Seen {one.episode}")


def _watched_by(one: AiredEpisode) -> str:
    count = len(one.watchers)
    return f"{counted(count, 'member')} {'is' if count == 1 else 'are'} watching" if count else ""


def activity_post(changes: list[MemberChange], names: dict[int, str], language: str) -> Card:
    """The changes of several members, person by person."""
    parts: list[ui.Item[ui.LayoutView]] = []
    for discord_id, name in names.items():
        lines = [_change(change, language) for change in changes if change.discord_id == discord_id]
        if lines:
            parts.append(text(f"**{called(name)}**", *lines))
    media = {change.media.id: change.media for change in changes}
    options = [
        discord.SelectOption(label=entries.label(one, language), value=str(number))
        for number, one in list(media.items())[:25]  # Discord's limit
    ]
    select: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=list_buttons.PickTitle(beside=True).custom_id, placeholder="Open a title…", options=options
    )
    return Card(Colour.BLUE, *parts, ui.ActionRow(select))


def _change(change: MemberChange, language: str) -> str:
    name = f"**{entries.name(change.media, language, 80)}**"
    before, after = change.before, change.after
    goes_on = after.status in {"CURRENT", "REPEATING"} and after.progress > (before.progress if before else 0)
    if goes_on or (before and before.status == after.status):
        return f"{_steps(change)} of {name}"
    return f"{entries.status_name(after.status, change.media.media_type)} · {name}"


def _steps(change: MemberChange) -> str:
    """``watched episode 5``, ``read chapters 5–9``; progress that went back is given as it is now."""
    done = "watched" if change.media.media_type == "ANIME" else "read"
    unit, first, last = (
        entries.unit(change.media),
        (change.before.progress if change.before else 0) + 1,
        change.after.progress,
    )
    return f"{done} {unit}s {first:,}–{last:,}" if first < last else f"{done} {unit} {last:,}"


def activity_opened(guild_id: int) -> Card:
    """The first post of an activity feed in its channel."""
    return Card(
        Colour.BLUE,
        text(
            "### List activity",
            "What members who agree to it do on their lists with Musubi is told here: status and progress, a few "
            "minutes later. Never private entries, scores or notes. Nothing is told of who has not agreed.",
        ),
        row(button("Tell what I do", ShareActivity(guild_id, wanted=True), discord.ButtonStyle.success)),
    )


def sharing_card(guild_id: int, guild_name: str, *, is_on: bool) -> Card:
    """The answer to a person who agrees to posts about their changes, or no longer agrees."""
    if is_on:
        stop = button("No longer", ShareActivity(guild_id, wanted=False))
        said = f"✓ From now on **{plain(guild_name)}** is told what you do on your lists with Musubi."
        return Card(Colour.GREEN, text(said, "-# Hidden and private entries never are."), row(stop))
    again = button("Tell what I do", ShareActivity(guild_id, wanted=True))
    return Card(Colour.BLUE, text(f"✓ **{plain(guild_name)}** is no longer told what you do."), row(again))


def listening_card(feed_id: int, *, is_on: bool) -> Card:
    """The answer to a person who starts or stops the mentions."""
    if is_on:
        said = "✓ You are mentioned here when an episode airs of what you watch and have not seen."
        hint = "-# Others see that. Never for private or hidden entries, nor while you are hidden in /account."
        return Card(Colour.GREEN, text(said, hint), row(button("No longer", ListenToFeed(feed_id, wanted=False))))
    return Card(
        Colour.BLUE,
        text("✓ You are no longer mentioned here."),
        row(button("Ping me", ListenToFeed(feed_id, wanted=True))),
    )


def nobody_mentioned() -> Card:
    """The answer to the button of an old post whose feed has ended, or mentions others now."""
    return Card(Colour.AMBER, text("Who asks is no longer mentioned here: this server’s admins have changed that."))
