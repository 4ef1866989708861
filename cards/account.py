"""The panel of /account: the person's accounts, the data that Musubi holds, and their visibility."""

import gzip
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from discord import ui

from cards import buttons, notifications
from cards.card import UPDATED, Card, Colour, Document, button, headed, linked, moment, plain, row, small, text
from cards.commands import command
from cards.host import Host, policy
from cards.languages import my_language
from cards.link import LINKED_AS, scale, since, title_counts
from cards.rooms import STAY_OUT, BeGuest
from cards.sharing import SharingPlace, ShowSharing, not_shared, state
from i18n import listed, mark, t, tn
from library.rules.notes import decode as as_read
from library.rules.time_zones import name as zone_name
from store import Link, ListOptions, NotificationChoices, Reminder

_LONGEST_FILE = 8_000_000  # bytes; Discord's own limit is 10 MiB
_MOST_SERVERS = 5
_MOST_LISTS = 10
_MOST_CHANNELS = 5
_TITLES = {
    "ROMAJI": mark("titles in romaji"),
    "ENGLISH": mark("titles in English"),
    "NATIVE": mark("native titles"),
}
LET_IN_HERE = mark("you’re let in here as soon as your list says that you’ve seen the episode")
HIDDEN_EVERYWHERE = mark("hidden: nobody sees your lists in any server")
HIDDEN = mark("hidden: nobody here can see your lists")
HIDDEN_BY_ADMINS = mark("hidden by the admins: nobody here can see your lists")
VISIBLE = mark("visible: members here can see your lists")
REJECTED_SINCE = mark("AniList hasn’t accepted your link since {date}. Link again to continue.")
REMINDERS_STOP = mark("about to stop, because AniList no longer accepts your link")
DMS_CLOSED = mark("I couldn’t DM you since {date} · {remind} shows what to do")
ALL_DATA = mark("Here’s all data I hold about you, except your access token.")
REPLIES_IN_CHANNEL = mark("in the channel, except for private entries")
REPLIES_PRIVATE = mark("only you can see them")
LIGHT = mark("light pictures")
DARK = mark("dark pictures")


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """The person's settings here and elsewhere, and other data that Musubi holds. Direct messages have no guild.

    `is_barred` is whether the admins have hidden them here. `servers` are names of servers where they use Musubi.
    `sharing` are the channels in which their list updates are posted, or could be. `is_guest`: they are let into rooms
    here by their list. `language` is their own choice; None is Discord's.
    """

    guild_id: int | None = None
    guild_name: str | None = None
    is_hidden: bool = False
    is_hidden_everywhere: bool = False
    is_barred: bool = False
    is_public: bool = True
    is_light: bool = False
    language: str | None = None
    reminder: Reminder = Reminder()
    sharing: tuple[SharingPlace, ...] = ()
    is_guest: bool = False
    favourites: int = 0
    notifications: NotificationChoices = NotificationChoices()
    servers: tuple[str, ...] = ()


def account(link: Link, chosen: Choices, host: Host) -> Card:
    return Card(
        Colour.AMBER if link.rejected_at else Colour.BLUE,
        headed(
            t(LINKED_AS, name=linked(plain(link.name), link.site_url)),
            _validity(link),
            picture=link.avatar_url,
            described_as=t("Avatar of {name}", name=link.name),
        ),
        ui.Separator(),
        text(
            *_visibility(chosen),
            _replies(chosen),
            _reminders(link, chosen.reminder),
            _notifications(link, chosen),
            _shared(chosen),
        ),
        *_rooms(chosen),
        ui.Separator(),
        text(
            f"### {t('Data I hold about you')}",
            *_remembered(link, chosen),
            small(t(UPDATED, time=moment(link.refreshed_at)), policy(host)),
        ),
        row(
            buttons.link() if link.rejected_at else buttons.refresh(),
            notifications.show_notifications(),
            *_sharing(chosen),
            buttons.replies(public=chosen.is_public),
            buttons.pictures(light=chosen.is_light),
        ),
        row(
            *notifications.read_button(chosen.notifications),
            *_seen(chosen),
            buttons.export(),
            buttons.unlink(),
        ),
        my_language(chosen.language),
    )


def export_file(held: Mapping[str, Any]) -> Document:
    """The file of all data that Musubi holds about the person, their token excepted; takes up to seconds."""
    content = msgspec.json.format(msgspec.json.encode(held))
    is_long = len(content) > _LONGEST_FILE
    return Document("musubi.json.gz" if is_long else "musubi.json", gzip.compress(content) if is_long else content)


def exported(file: Document, host: Host) -> Card:
    """The card with that file."""
    return Card(Colour.BLUE, text(t(ALL_DATA), small(_explained(host))), file)


def _explained(host: Host) -> str:
    if host.privacy_url is None:
        return t("This bot’s host can tell you what each part is for and when it’s deleted.")
    return t("The [privacy policy]({url}) says what each part is for and when it’s deleted.", url=host.privacy_url)


def _seen(chosen: Choices) -> list[ui.Button[ui.LayoutView]]:
    """The buttons for the person's visibility."""
    if chosen.is_hidden_everywhere:
        return [buttons.show_again()]
    if chosen.guild_id is None:
        return [buttons.hide_everywhere()]
    here = buttons.show(chosen.guild_id) if chosen.is_hidden else buttons.hide(chosen.guild_id)
    return [here, buttons.hide_everywhere()]


def _sharing(chosen: Choices) -> list[ui.Button[ui.LayoutView]]:
    return [button(t("List updates"), ShowSharing())] if chosen.sharing else []


def _shared(chosen: Choices) -> str:
    """The channels in which their list updates are posted."""
    shared = [one for one in chosen.sharing if one.choice.is_shared]
    if not shared:
        return _fact(t("List updates"), not_shared()) if chosen.sharing else ""
    said = [f"<#{one.choice.channel_id}> ({state(one.choice)})" for one in shared[:_MOST_CHANNELS]]
    return _fact(t("List updates"), listed(said, more=len(shared) - len(said)))


def _rooms(chosen: Choices) -> list[ui.Item[ui.LayoutView]]:
    """The way out for guests of the server's rooms."""
    if not chosen.is_guest or chosen.guild_id is None:
        return []
    stop = button(t(STAY_OUT), BeGuest(chosen.guild_id, wanted=False))
    return [ui.Section(text(_fact(t("Episode rooms"), t(LET_IN_HERE))), accessory=stop)]


def _validity(link: Link) -> str:
    if link.rejected_at:
        rejected = moment(link.rejected_at, "D")
        return "⚠️ " + t(REJECTED_SINCE, date=rejected)
    return since(link)


def _remembered(link: Link, chosen: Choices) -> list[str]:
    titles = _TITLES.get(link.title_language.removesuffix("_STYLISED"), _TITLES["ROMAJI"])
    adult = t("adult content: on") if link.adult else t("adult content: off")
    scores = t("scores: {scale}", scale=scale(link.score_format))
    favourites = tn("{count} favourite", "{count} favourites", chosen.favourites)
    return [
        _fact(t("Lists"), *title_counts(link), favourites),
        _fact(t("Settings"), scores, t(titles), adult, _zone(link)),
        _fact(t("Custom anime lists"), _lists(link.anime)),
        _fact(t("Custom manga lists"), _lists(link.manga)),
        _fact(t("Servers"), _names(chosen.servers, _MOST_SERVERS, 40)),
        t("**Access token** · encrypted"),
    ]


def _fact(about: str, *facts: str) -> str:
    """A line such as ``**Replies** · only you can see them · dark pictures``; empty without facts."""
    said = [fact for fact in facts if fact]
    return " · ".join([f"**{about}**", *said]) if said else ""


def _zone(link: Link) -> str:
    return t("time zone: {zone}", zone=zone_name(link)) if link.zone or link.timezone else ""


def _lists(options: ListOptions) -> str:
    return _names([as_read(name) for name in options.custom_lists], _MOST_LISTS, 30)


def _names(names: Sequence[str], most: int, longest: int) -> str:
    """At most `most` names, each cut to `longest` characters, and the number of the others."""
    said = [name for name in (plain(name, longest) for name in names) if name]
    return listed(said[:most], more=max(0, len(said) - most)) if said else ""


def _visibility(chosen: Choices) -> tuple[str, str]:
    return _state(chosen), small(t("Nobody else ever sees your private entries or notes."))


def _state(chosen: Choices) -> str:
    if chosen.is_hidden_everywhere:
        return _fact(t("Everywhere"), t(HIDDEN_EVERYWHERE))
    if chosen.guild_name is None:
        return _fact(t("Visibility"), t("use {account} in a server to hide there", account=command("account")))
    here = t("In {server}", server=plain(chosen.guild_name))
    if chosen.is_hidden:
        return _fact(here, t(HIDDEN))
    return _fact(here, t(HIDDEN_BY_ADMINS) if chosen.is_barred else t(VISIBLE))


def _replies(chosen: Choices) -> str:
    where = t(REPLIES_IN_CHANNEL) if chosen.is_public else t(REPLIES_PRIVATE)
    return _fact(t("Replies"), where, t(LIGHT) if chosen.is_light else t(DARK))


def _reminders(link: Link, reminder: Reminder) -> str:
    return _fact(t("Reminders"), _reminders_state(link, reminder))


def _notifications(link: Link, chosen: Choices) -> str:
    return _fact(t("Unread on AniList"), notifications.unread(link, chosen.notifications))


def _reminders_state(link: Link, reminder: Reminder) -> str:
    remind = command("remind")
    if not reminder.is_on:
        return t("off · turn them on with {remind}", remind=remind)
    if link.rejected_at:
        return "⚠️ " + t(REMINDERS_STOP)
    if reminder.closed_at is None:
        return t("on · change them with {remind}", remind=remind)
    since_when = moment(reminder.closed_at, "D")
    return "⚠️ " + t(DMS_CLOSED, date=since_when, remind=remind)
