"""The panel of /account: who one is, what is remembered, who sees it."""

from discord import ui

from cards import buttons
from cards.card import Card, Colour, headed, moment, plain, row, text
from cards.link import SCORES
from store import Link, ListOptions, Reminder

_LANGUAGES = {"ROMAJI": "romaji", "ENGLISH": "English", "NATIVE": "native"}


def account(
    link: Link, *, guild_id: int | None, guild_name: str | None, hidden: bool, public: bool, reminder: Reminder
) -> Card:
    """`hidden` is about the guild, and nothing without one; `public` is how commands about lists answer."""
    actions = [buttons.link()] if link.rejected_at else [buttons.refresh()]
    if guild_id:
        actions.append(buttons.show(guild_id) if hidden else buttons.hide(guild_id))
    actions.append(buttons.replies(public=public))
    return Card(
        Colour.AMBER if link.rejected_at else Colour.BLUE,
        headed(
            f"Linked as [{plain(link.name)}]({link.site_url})",
            f"Since {moment(link.linked_at, 'D')}",
            _validity(link),
            picture=link.avatar_url,
            described_as=f"Avatar of {link.name}",
        ),
        ui.Separator(),
        text("**Remembered**", *_remembered(link), f"-# As of {moment(link.refreshed_at)}"),
        ui.Separator(),
        text(*_visibility(guild_name, hidden=hidden), _replies(public=public), _reminders(reminder)),
        row(*actions, buttons.unlink()),
    )


def _validity(link: Link) -> str:
    if link.rejected_at:
        return f"⚠️ AniList has not accepted it since {moment(link.rejected_at, 'D')}. Link again to go on."
    return f"Valid until {moment(link.expires_at, 'D')} ({moment(link.expires_at)})"


def _remembered(link: Link) -> list[str]:
    language = _LANGUAGES.get(link.title_language.removesuffix("_STYLISED"), "romaji")
    return [
        f"{link.anime_count} anime · {link.manga_count} manga",
        f"Scores in {SCORES.get(link.score_format, '0–10')} · titles in {language}"
        + (f" · time zone UTC{_offset(link.timezone)}" if link.timezone else ""),
        _lists("Anime", link.anime),
        _lists("Manga", link.manga),
        "Your token, sealed; your adult content setting: " + ("on" if link.adult else "off"),
    ]


def _offset(timezone: str) -> str:
    """AniList writes ``09:00`` and ``-05:00``."""
    return plain(timezone if timezone.startswith("-") else f"+{timezone}")


def _lists(kind: str, options: ListOptions) -> str:
    names = ", ".join(name for name in (plain(name, 30) for name in options.custom_lists[:10]) if name)
    more = len(options.custom_lists) - 10
    return f"{kind} lists of your own: {names}{f' and {more} more' if more > 0 else ''}" if names else ""


def _visibility(guild_name: str | None, *, hidden: bool) -> tuple[str, ...]:
    rule = "-# Private entries and notes are never shown to anyone."
    if guild_name is None:
        return ("**Visibility** · set in each server with /account there", rule)
    state = "hidden: nobody here sees your lists" if hidden else "visible: members here may see your lists"
    return (f"**In {plain(guild_name)}** · {state}", rule)


def _replies(*, public: bool) -> str:
    return "**Answers** · " + ("in the channel, private entries to you alone" if public else "to you alone")


def _reminders(reminder: Reminder) -> str:
    if not reminder.is_on:
        return "**New episodes** · not told; /remind changes that"
    if reminder.closed_at is None:
        return "**New episodes** · told in direct messages; /remind says how"
    return f"**New episodes** · ⚠️ not delivered since {moment(reminder.closed_at, 'D')}; /remind says what helps"
