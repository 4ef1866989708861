"""The panel of /account: the person's accounts, the data that Musubi holds, and their visibility."""

import gzip

import msgspec
from discord import ui

from cards import buttons
from cards.card import Card, Colour, Document, button, headed, linked, moment, plain, row, text
from cards.host import Host, policy, small
from cards.languages import my_language
from cards.link import SCORES
from cards.posts import ShareActivity
from i18n import t
from library.rules.notes import decode as as_read
from library.rules.time_zones import name as zone_name
from store import Link, ListOptions, Reminder

_LONGEST_FILE = 8_000_000  # bytes; Discord's own limit is 10 MiB
_MOST_SERVERS = 5
_LANGUAGES = {"ROMAJI": "romaji", "ENGLISH": "English", "NATIVE": "native"}


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """The person's settings here and elsewhere, and other data that Musubi holds. Direct messages have no guild.

    `is_barred` is whether the admins have hidden them here. `servers` are names of servers where they use Musubi.
    `shares` is whether their activity is posted here; None where the server has no activity feed. `language` is their
    own choice; None is Discord's.
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
    shares: bool | None = None
    favourites: int = 0
    servers: tuple[str, ...] = ()


def account(link: Link, chosen: Choices, host: Host) -> Card:
    return Card(
        Colour.AMBER if link.rejected_at else Colour.BLUE,
        headed(
            f"Linked as {linked(plain(link.name), link.site_url)}",
            f"Since {moment(link.linked_at, 'D')}",
            _validity(link),
            picture=link.avatar_url,
            described_as=f"Avatar of {link.name}",
        ),
        ui.Separator(),
        text("**Remembered**", *_remembered(link, chosen), small(f"As of {moment(link.refreshed_at)}", policy(host))),
        ui.Separator(),
        text(*_visibility(chosen), _replies(chosen), _reminders(link, chosen.reminder)),
        row(*_seen(link, chosen), buttons.unlink()),
        row(buttons.replies(public=chosen.is_public), buttons.pictures(light=chosen.is_light), buttons.export()),
        *_sharing(chosen),
        my_language(chosen.language),
    )


def exported(content: bytes, host: Host) -> Card:
    """The card with the file of all data that Musubi holds about the person, their token excepted."""
    is_long = len(content) > _LONGEST_FILE
    name = "musubi.json.gz" if is_long else "musubi.json"
    return Card(
        Colour.BLUE,
        text(
            "Here is everything that I hold about you, but your token.",
            small(_explained(host)),
        ),
        Document(name, gzip.compress(content) if is_long else content),
    )


def _explained(host: Host) -> str:
    if host.privacy_url is None:
        return t("This bot’s host can tell you what each part is for and when it’s deleted.")
    return t("The [privacy policy]({url}) says what each part is for and when it’s deleted.", url=host.privacy_url)


def _seen(link: Link, chosen: Choices) -> list[ui.Button[ui.LayoutView]]:
    """The buttons for the person's visibility, after Refresh, or Link for a token that AniList rejects."""
    actions = [buttons.link() if link.rejected_at else buttons.refresh()]
    if chosen.is_hidden_everywhere:
        return [*actions, buttons.show_again()]
    if chosen.guild_id:
        actions.append(buttons.show(chosen.guild_id) if chosen.is_hidden else buttons.hide(chosen.guild_id))
    return [*actions, buttons.hide_everywhere()]


def _sharing(chosen: Choices) -> list[ui.ActionRow[ui.LayoutView]]:
    if chosen.shares is None or chosen.guild_id is None:
        return []
    label = "Don’t tell what I do" if chosen.shares else "Tell here what I do"
    return [row(button(label, ShareActivity(chosen.guild_id, wanted=not chosen.shares)))]


def _validity(link: Link) -> str:
    if link.rejected_at:
        return f"⚠️ AniList has not accepted it since {moment(link.rejected_at, 'D')}. Link again to go on."
    return f"Valid until {moment(link.expires_at, 'D')} ({moment(link.expires_at)})"


def _remembered(link: Link, chosen: Choices) -> list[str]:
    language = _LANGUAGES.get(link.title_language.removesuffix("_STYLISED"), "romaji")
    return [
        f"{link.anime_count} anime · {link.manga_count} manga · {chosen.favourites} favourites",
        f"Scores in {SCORES.get(link.score_format, '0–10')} · titles in {language}"
        + (f" · time zone {zone_name(link)}" if link.zone or link.timezone else ""),
        _lists("Anime", link.anime),
        _lists("Manga", link.manga),
        _servers(chosen.servers),
        "Your token, sealed; your adult content setting: " + ("on" if link.adult else "off"),
    ]


def _lists(kind: str, options: ListOptions) -> str:
    names = ", ".join(name for name in (plain(as_read(name), 30) for name in options.custom_lists[:10]) if name)
    more = len(options.custom_lists) - 10
    return f"{kind} lists of your own: {names}{f' and {more} more' if more > 0 else ''}" if names else ""


def _servers(names: tuple[str, ...]) -> str:
    said = [name for name in (plain(name, 40) for name in names[:_MOST_SERVERS]) if name]
    more = f" and {len(names) - len(said)} more" if len(names) > len(said) else ""
    return f"Where you use Musubi: {', '.join(said)}{more}" if said else ""


def _visibility(chosen: Choices) -> tuple[str, ...]:
    rule = "-# Private entries and notes are never shown to anyone."
    if chosen.is_hidden_everywhere:
        return ("**Everywhere** · hidden: nobody sees your lists in any server", rule)
    if chosen.guild_name is None:
        return ("**Visibility** · set in each server with /account there, or for all here", rule)
    return (f"**In {plain(chosen.guild_name)}** · {_state(chosen)}", rule)


def _state(chosen: Choices) -> str:
    if chosen.is_hidden:
        return "hidden: nobody here sees your lists"
    if chosen.is_barred:
        return "hidden by the admins here: nobody here sees your lists"
    return "visible: members here may see your lists"


def _replies(chosen: Choices) -> str:
    where = "in the channel, private entries to you alone" if chosen.is_public else "to you alone"
    return f"**Answers** · {where} · pictures {'light' if chosen.is_light else 'dark'}"


def _reminders(link: Link, reminder: Reminder) -> str:
    if not reminder.is_on:
        return "**New episodes** · not told; /remind changes that"
    if link.rejected_at:
        return "**New episodes** · ⚠️ about to end, because AniList no longer accepts your link"
    if reminder.closed_at is None:
        return "**New episodes** · told in direct messages; /remind says how"
    return f"**New episodes** · ⚠️ not delivered since {moment(reminder.closed_at, 'D')}; /remind says what helps"
