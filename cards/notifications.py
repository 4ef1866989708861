"""AniList's notifications: what a direct message tells of them, and the panel on which people choose their kinds."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import discord
from discord import ui

from anilist.shapes import is_address
from cards import buttons, entries
from cards.card import (
    Card,
    Colour,
    Item,
    button,
    dotted,
    link_button,
    linked,
    moment,
    plain,
    row,
    small,
    text,
)
from cards.ids import Action
from cards.pages import title_select
from cards.toggles import TurnFollow, follow
from i18n import mark, number, t, tn
from library.notify.notices import MOST_IN_A_BATCH
from library.notify.notifications import KINDS, NotificationKind
from store import Link, Media, Notification, NotificationChoices, Reminder

CLOSED = mark(
    "⚠️ Discord hasn’t delivered my messages since {date}. Allow direct messages in the privacy settings of a server we "
    "share, unblock me if you blocked me, and then press **Try again**."
)
HOW_FRESH = mark("You [choose on AniList]({url}) which notifications you get at all.")
GREETING = mark("📬 I’ll tell you here what AniList notifies you of. Change it with {remind} or {account}.")
_NAME, _TITLE, _ABOUT, _ADDRESS = 40, 60, 80, 100  # characters, of a line
_ANILIST = "https://anilist.co"
READ = mark("Everything on AniList is marked as read.")
_LABELS: Mapping[NotificationKind, str] = {
    "follows": mark("New followers"),
    "replies": mark("Replies"),
    "mentions": mark("Mentions and messages"),
    "likes": mark("Likes"),
    "relations": mark("New related titles"),
    "titles": mark("Changed and removed titles"),
}
_EXPLAINED: Mapping[NotificationKind, str] = {
    "follows": mark("Somebody follows you"),
    "replies": mark("To your activity, your forum comments, and where you replied"),
    "mentions": mark("Somebody mentions you or writes to you"),
    "likes": mark("Of your activity, replies and forum posts"),
    "relations": mark("A title was added that’s related to one on your list"),
    "titles": mark("A title on your list was changed, merged or deleted"),
}
_BY_PEOPLE: Mapping[str, str] = {
    "FOLLOWING": mark("{name} follows you"),
    "ACTIVITY_MESSAGE": mark("{name} sent you a message"),
    "ACTIVITY_MENTION": mark("{name} mentioned you"),
    "ACTIVITY_REPLY": mark("{name} replied to your activity"),
    "ACTIVITY_REPLY_SUBSCRIBED": mark("{name} replied to an activity you follow"),
    "ACTIVITY_LIKE": mark("{name} liked your activity"),
    "ACTIVITY_REPLY_LIKE": mark("{name} liked your reply"),
    "THREAD_COMMENT_MENTION": mark("{name} mentioned you in the forum"),
    "THREAD_COMMENT_REPLY": mark("{name} replied to your forum comment"),
    "THREAD_SUBSCRIBED": mark("{name} commented on a forum thread you follow"),
    "THREAD_LIKE": mark("{name} liked your forum thread"),
    "THREAD_COMMENT_LIKE": mark("{name} liked your forum comment"),
}
ADDED = mark("{title} was added to AniList. It’s related to a title on your list.")
CHANGED = mark("{title} was changed on AniList.")
MERGED = mark("{removed} was merged into {title} on AniList.")
MERGED_UNNAMED = mark("Another title was merged into {title} on AniList.")
DELETED = mark("{removed} was deleted from AniList.")
DELETED_UNNAMED = mark("A title on your list was deleted from AniList.")


class ShowNotifications(Action, prefix="musubi:mine:notifications"):
    """A button that shows the panel of the presser's notifications below the card."""


class ChooseNotifications(Action, prefix="musubi:notify"):
    """A select for the kinds of notifications that a person is told of."""


class OpenNotified(Action, prefix="musubi:notify:title"):
    """A select that opens a title of the notifications below the message."""


class TryNotifications(Action, prefix="musubi:notify:again"):
    """A button that tries whether Discord delivers direct messages again."""


class ReadNotifications(Action, prefix="musubi:notify:read"):
    """A button that marks all notifications as read on AniList."""


def notifications_panel(link: Link, choices: NotificationChoices, reminder: Reminder) -> Card:
    """The panel: the kinds, when they are told, and how many are unread."""
    closed = _closed(reminder) if choices.kinds else []
    how_fresh = t(HOW_FRESH, url=site(link, "settings/notifications"))
    return Card(
        Colour.AMBER if closed else Colour.BLUE,
        text(f"### 📬 {t('AniList notifications')}", t("Pick what I DM you about.")),
        *closed,
        ui.ActionRow(_select(choices)),
        text(f"**{t('Unread on AniList')}** · {unread(link, choices)}", f"**{t('When')}** · {_when(reminder)}"),
        text(small(how_fresh)),
        row(open_anilist(link), _read(), buttons.reminders()),
    )


def _select(choices: NotificationChoices) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(
            label=t(_LABELS[kind]), value=kind, description=t(_EXPLAINED[kind]), default=kind in choices.kinds
        )
        for kind in KINDS
    ]
    custom_id = ChooseNotifications().custom_id
    return ui.Select(
        custom_id=custom_id, placeholder=t("Nothing yet…"), options=options, min_values=0, max_values=len(options)
    )


def _closed(reminder: Reminder) -> list[Item]:
    if reminder.closed_at is None:
        return []
    again = button(t("Try again"), TryNotifications(), discord.ButtonStyle.success)
    return [text(t(CLOSED, date=moment(reminder.closed_at, "f"))), row(again)]


def _when(reminder: Reminder) -> str:
    if reminder.is_on and reminder.digest_hour is not None:
        return t("In your daily digest at {hour}", hour=f"{reminder.digest_hour:02}:00")
    return t("Within about an hour")


def unread(link: Link, choices: NotificationChoices) -> str:
    """The number of unread ones with its age, and the way to them."""
    if choices.unread is None or choices.unread_at is None:
        return linked(t("see AniList"), site(link, "notifications"))
    return dotted(linked(number(choices.unread), site(link, "notifications")), moment(choices.unread_at))


def unread_line(link: Link, choices: NotificationChoices) -> list[Item]:
    """The line of a daily digest; nothing where nothing is unread."""
    if not choices.unread or choices.unread_at is None:
        return []
    said = tn("{count} unread notification on AniList", "{count} unread notifications on AniList", choices.unread)
    return [text(f"-# 📬 {linked(said, site(link, 'notifications'))} · {moment(choices.unread_at)}")]


def read_button(choices: NotificationChoices) -> list[ui.Button[ui.LayoutView]]:
    """The button that marks all as read, where something may be unread."""
    return [_read()] if choices.unread else []


def _read() -> ui.Button[ui.LayoutView]:
    return button(t("Mark as read on AniList"), ReadNotifications())


def open_anilist(link: Link) -> ui.Button[ui.LayoutView]:
    return link_button(t("Open AniList"), site(link, "notifications"))


def show_notifications() -> ui.Button[ui.LayoutView]:
    return button(t("AniList notifications"), ShowNotifications())


def told(link: Link, news: Sequence[Notification], media: Mapping[int, Media]) -> list[Item]:
    """What a direct message tells of some notifications: a line for each, and what can be done."""
    if not news:
        return []
    lines = [_line(link, one, media) for one in news[:MOST_IN_A_BATCH]]
    titles = {one.media_id: media[one.media_id] for one in news if one.media_id and one.media_id in media}
    heading = tn("{count} notification from AniList", "{count} notifications from AniList", len(news))
    return [
        text(f"### 📬 {linked(heading, site(link, 'notifications'))}", *lines),
        *title_select(titles.values(), link.title_language, OpenNotified()),
        row(*_follow_back(news), _read(), button(t("Choose kinds"), ShowNotifications())),
    ]


def _follow_back(news: Sequence[Notification]) -> list[ui.Button[ui.LayoutView]]:
    """A button for each new follower, as far as there is room in the row."""
    followers = {one.user_id: one.user_name or "" for one in news if one.kind == "FOLLOWING" and one.user_id}
    if len(followers) == 1:
        (user_id,) = followers
        return [button(t("Follow back"), TurnFollow(user_id, wanted=True), discord.ButtonStyle.success)]
    return [follow(user_id, name) for user_id, name in followers.items()][:2]


def read_card() -> Card:
    """The answer to the button that marks all as read."""
    return Card(Colour.GREEN, text(f"✓ {t(READ)}"))


def greeting(remind: str, account: str) -> Card:
    """The first direct message. It shows whether messages arrive."""
    return Card(Colour.GREEN, text(t(GREETING, remind=remind, account=account)))


def _line(link: Link, one: Notification, media: Mapping[int, Media]) -> str:
    """A line of markup in which other people's words do nothing."""
    said = _of_people(one) if one.kind in _BY_PEOPLE else _of_titles(link, one, media)
    where = linked(t("open"), site(link, _path(one))) if _path(one) else ""
    return f"- {dotted(_unended(said), where, moment(one.created_at))}"


def _of_people(one: Notification) -> str:
    return t(_BY_PEOPLE[one.kind], name=linked(f"**{plain(one.user_name or '', _NAME)}**", _short(one.user_url)))


def _of_titles(link: Link, one: Notification, media: Mapping[int, Media]) -> str:
    title, about = _title(link, one, media), plain(one.about or "", _ABOUT)
    match one.kind:
        case "RELATED_MEDIA_ADDITION":
            return t(ADDED, title=title)
        case "MEDIA_MERGE":
            return t(MERGED, removed=f"**{about}**", title=title) if about else t(MERGED_UNNAMED, title=title)
        case "MEDIA_DELETION":
            return t(DELETED, removed=f"**{about}**") if about else t(DELETED_UNNAMED)
        case _:
            return dotted(_unended(t(CHANGED, title=title)), about)


def _unended(sentence: str) -> str:
    """The sentence without its full stop: the line goes on behind it."""
    return sentence.rstrip(".。")


def _title(link: Link, one: Notification, media: Mapping[int, Media]) -> str:
    known = media.get(one.media_id or 0)
    if known is None:
        return t("AniList title {number}", number=one.media_id or 0)
    return linked(f"**{entries.name(known, link.title_language, _TITLE)}**", _short(known.site_url))


def _short(url: str | None) -> str | None:
    """An address that leaves room for the other lines."""
    return url if url and len(url) <= _ADDRESS else None


def _path(one: Notification) -> str:
    """Where AniList shows it; empty where a name leads there already."""
    if one.activity_id:
        return f"activity/{one.activity_id}"
    if one.thread_id:
        comment = f"/comment/{one.comment_id}" if one.comment_id else ""
        return f"forum/thread/{one.thread_id}{comment}"
    return ""


def site(link: Link, path: str) -> str:
    """An address on the site that has the person's profile."""
    at = urlsplit(link.site_url if is_address(link.site_url) else _ANILIST)
    return f"{at.scheme}://{at.netloc}/{path}"
