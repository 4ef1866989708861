"""Rooms of episodes: the button under a post, the answers to it, and the first message in a room."""

from typing import Literal

import discord
import msgspec
from discord import ui

from cards import buttons, entries, list_buttons
from cards.card import Card, Colour, button, headed, linked, moment, plain, row, small, text
from cards.commands import command
from cards.feed_buttons import FeedId
from cards.feed_trouble import bold
from cards.ids import Action, Count, IdPart, MediaId, OnOff, Snowflake
from cards.media import colour_of, cover_of
from cards.watched import COUNTED, can_undo, done_lines, undone_lines
from i18n import mark, number, t
from library.changes.editing import Changed
from library.notify.rooms import Entrance, RoomRefusal, Standing
from store import Media, RoomKey


class RoomPlace(IdPart):
    """A room in the id of a button."""

    feed_id: FeedId
    media_id: MediaId
    episode: Count

    @property
    def key(self) -> RoomKey:
        return RoomKey(self.feed_id, self.media_id, self.episode)


class EnterRoom(Action, prefix="musubi:seen"):
    """A button that lets the presser into the episode's room, and marks the episode as watched.

    Without a `how`, whoever's list is further behind is asked; `mark` and `only` are the answers.
    """

    room: RoomPlace
    how: Literal["mark", "only"] | None = None


class LeaveRoom(Action, prefix="musubi:seen:leave"):
    """A button that takes the presser out of the room, and undoes the change that Seen has made."""

    room: RoomPlace
    change_id: Snowflake | None = None


class BeGuest(Action, prefix="musubi:rooms:guest"):
    """A button by which the presser is let into a server's rooms without pressing Seen, or no longer."""

    guild_id: Snowflake
    wanted: OnOff


SEEN_LEADS = mark("**Seen** marks an episode on your list and lets you into its room.")
ENTERED = mark("✓ You’re in: {room}")
LEAVE = mark("Leave the room")
ALWAYS = mark("Always let me in")
STAY_OUT = mark("Stop letting me in")
LEFT = mark("You’re out of this room.")
NOT_OUT = mark("Discord didn’t let me take you out of {room}. You can leave the thread yourself.")
SURE = mark("Your list doesn’t say that you’ve seen episode {episode} of **{title}**. This room is full of spoilers.")
SURE_ALONE = mark("Your list doesn’t say that you’ve seen **{title}**. This room is full of spoilers.")
KEPT_PRIVATE = mark("🔒 Your entry for **{title}** is private or hidden. Everyone in a room sees who else is in it.")
LINK_TOO = mark("With an AniList account linked, **Seen** marks it on your list, too.")
UP_TO = mark("Talk about everything up to episode {episode}. Put what comes later behind a spoiler bar.")
WHOLE = mark("Talk about all of it.")
WHO_READS = mark("Only members who say that they’ve seen it get in. Moderators who manage threads can read along.")
OPEN_UNTIL = mark("I let members in until {time}, then the room is archived.")
LET_IN = mark("✓ In **{server}**, I’ll let you into an episode’s room as soon as your list says that you’ve seen it.")
NOT_LET_IN = mark("✓ In **{server}**, only **Seen** lets you into rooms.")
GUESTS = mark(
    "Everyone in a room sees who else is in it. Private or hidden entries never let you in, nor do others while "
    "you’re hidden."
)
ROOMS_LACK = mark("I can’t open rooms in {channel} until an admin allows me more there: {permissions}.")
REFUSALS: dict[RoomRefusal, str] = {
    RoomRefusal.OFF: mark("This channel’s posts have no rooms any more."),
    RoomRefusal.CLOSED: mark("This room has closed. Each one is open for a week."),
    RoomRefusal.ENDED: mark("A moderator has closed this room."),
    RoomRefusal.ADULT: mark("Adult titles have rooms only in age-restricted channels."),
    RoomRefusal.NO_PLACE: mark("Only text channels can have rooms."),
    RoomRefusal.LACKING: mark(
        "Discord doesn’t let me open a room here. An admin can check my permissions with {feed}."
    ),
    RoomRefusal.TOO_MANY: mark(
        "This server has as many open threads as Discord allows. Try again when some have closed."
    ),
    RoomRefusal.FULL: mark("This room is full: Discord lets 1,000 members into a thread."),
    RoomRefusal.REFUSED: mark("Discord didn’t let me add you to this room."),
    RoomRefusal.BUSY: mark("Discord isn’t responding. Press **Seen** again in a minute; you won’t be let in twice."),
}


def seen(key: RoomKey, label: str) -> ui.Button[ui.LayoutView]:
    """The button under a post."""
    return button(label, EnterRoom(place(key)), discord.ButtonStyle.success)


def place(key: RoomKey) -> RoomPlace:
    return RoomPlace(key.feed_id, key.media_id, key.episode)


def room_name(media: Media, episode: int, language: str) -> str:
    """The name of the room's thread; Discord takes a hundred characters."""
    title = entries.label(media, language, 70)
    return title if media.episodes == 1 else t("{title} · episode {episode}", title=title, episode=number(episode))


def greeting(media: Media, episode: int, until: int, language: str) -> Card:
    """The first message in a room."""
    body = headed(
        linked(entries.name(media, language), media.site_url),
        _counted(media, episode),
        t(WHOLE) if media.episodes == 1 else t(UP_TO, episode=number(episode)),
        small(t(WHO_READS)),
        small(t(OPEN_UNTIL, time=moment(until, "f"))),
        picture=media.cover_url,
        described_as=cover_of(media, language),
    )
    return Card(colour_of(media), body, row(list_buttons.title(media.id)))


def _counted(media: Media, episode: int) -> str:
    if media.episodes == 1:
        return ""
    alone, of_total = COUNTED["ANIME"]
    total = number(media.episodes) if media.episodes else ""
    return t(of_total, number=number(episode), total=total) if total else t(alone, number=number(episode))


def sure_card(media: Media, key: RoomKey, language: str, standing: Standing) -> Card:
    """The question to a person whose list does not have the episode yet, or keeps the title private."""
    name, episode = entries.name(media, language), number(key.episode)
    if media.episodes == 1:
        asked, label = t(SURE_ALONE, title=name), t("I’ve seen it")
    else:  # the button says how far it sets the progress, which may be many episodes at once
        asked, label = t(SURE, title=name, episode=episode), t("I’ve seen up to ep {episode}", episode=episode)
    said = text(asked if standing.is_behind else "", t(KEPT_PRIVATE, title=name) if standing.is_private else "")
    if standing.has_seen:
        return Card(colour_of(media), said, row(button(t("Let me in"), EnterRoom(place(key), "only"))))
    mark_it = button(label, EnterRoom(place(key), "mark"), discord.ButtonStyle.success)
    only = button(t("Let me in without marking it"), EnterRoom(place(key), "only"))
    return Card(colour_of(media), said, row(mark_it, only))


class RoomPress(msgspec.Struct, frozen=True, kw_only=True):
    """A press of Seen: what became of it, and who has pressed."""

    entrance: Entrance
    key: RoomKey
    guild_id: int
    is_linked: bool
    is_guest: bool


def entered_card(press: RoomPress, changed: Changed | None = None) -> Card:
    """The answer to Seen: the room or the reason why there is none, and what has become of the list."""
    is_in = press.entrance.thread_id is not None
    said = text(entered(press.entrance), *_done(changed), "" if press.is_linked else small(t(LINK_TOO)))
    choices = _choices(press, changed)
    return Card(Colour.GREEN if is_in else Colour.AMBER, said, *([row(*choices)] if choices else []))


def entered(entrance: Entrance) -> str:
    """The sentence about the room."""
    if entrance.refusal is None:
        return t(ENTERED, room=f"<#{entrance.thread_id}>")
    if entrance.refusal is RoomRefusal.LACKING and entrance.lacking:
        return t(ROOMS_LACK, channel=f"<#{entrance.channel_id}>", permissions=bold(entrance.lacking))
    if entrance.refusal is RoomRefusal.LACKING:
        return t(REFUSALS[RoomRefusal.LACKING], feed=command("feed"))
    return t(REFUSALS[entrance.refusal])


def _done(changed: Changed | None) -> list[str]:
    return done_lines(entries.name(changed.media, changed.link.title_language), changed) if changed else []


def _choices(press: RoomPress, changed: Changed | None) -> list[ui.Button[ui.LayoutView]]:
    """The way back, what usually comes next, and the choice to be let in without a press."""
    key, is_in = press.key, press.entrance.thread_id is not None
    if not press.is_linked:
        return [button(t(LEAVE), LeaveRoom(place(key))), buttons.link(buttons.LINK)] if is_in else []
    made: list[ui.Button[ui.LayoutView]] = []
    if changed and can_undo(changed):
        made += [button(t("Undo"), LeaveRoom(place(key), changed.change_id)), list_buttons.score(key.media_id)]
    elif is_in:
        made.append(button(t(LEAVE), LeaveRoom(place(key))))
    if is_in and not press.is_guest:
        made.append(button(t(ALWAYS), BeGuest(press.guild_id, wanted=True)))
    return made


def left_card(thread_id: int | None, undone: Changed | None) -> Card:
    """The answer to a person who leaves, with the change that is undone.

    The `thread_id` is that of a room which Discord has not let them out of.
    """
    said = t(LEFT) if thread_id is None else t(NOT_OUT, room=f"<#{thread_id}>")
    return Card(Colour.AMBER, text(said, *(undone_lines(undone) if undone else [])))


def guest_card(guild_id: int, guild_name: str, *, is_on: bool) -> Card:
    """The answer to a person who is let in without a press from now on, or no longer."""
    if is_on:
        stop = button(t(STAY_OUT), BeGuest(guild_id, wanted=False))
        return Card(Colour.GREEN, text(t(LET_IN, server=plain(guild_name)), small(t(GUESTS))), row(stop))
    again = button(t(ALWAYS), BeGuest(guild_id, wanted=True))
    return Card(Colour.BLUE, text(t(NOT_LET_IN, server=plain(guild_name))), row(again))
