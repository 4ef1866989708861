"""The shared words of answers about several people: names, scores, titles, and columns of numbers."""

from collections.abc import Iterable, Mapping
from unicodedata import bidirectional

import discord

from cards import entries
from cards.card import bare, facts, plain
from cards.emojis import emoji
from cards.media import length
from i18n import listed as joined
from i18n import t, tn
from library.rules.scores import show as show_score
from library.titles.formats import format_name
from store import Link, Media

TITLE = 50  # characters of a title on a line
DOT = "\u00a0· "  # between titles or people; no line begins with it


_FORMAT_SIGNS = {
    "TV": "tv",
    "TV_SHORT": "tv",
    "MOVIE": "movie",
    "SPECIAL": "disc",
    "OVA": "disc",
    "ONA": "web",
    "MUSIC": "music",
    "MANGA": "manga",
    "ONE_SHOT": "manga",
    "NOVEL": "novel",
}


def called(name: str, limit: int = 40) -> str:
    """A person's name on a line of a card. A name in a right-to-left script does not turn the text beside it."""
    said = plain(name, limit) or t("someone")
    turns = any(bidirectional(letter) in {"R", "AL"} for letter in said)
    return f"\u2068{said}\u2069" if turns else said


def on_anilist(link: Link) -> str:
    """The person's AniList account, for a card about one person; their Discord name stands above it."""
    return t("{name} on AniList", name=plain(link.name))


def person_option(discord_id: int, name: str) -> discord.SelectOption:
    return discord.SelectOption(label=bare(name) or t("someone"), value=str(discord_id))


def listed(names: Iterable[str], most: int = 3, limit: int = 40) -> str:
    """``Aoi, Ren, Mio``; of many names the first `most`, and the number of the others."""
    everybody = [called(name, limit) for name in names]
    shown = everybody if len(everybody) <= most else everybody[: most - 1]
    return joined(shown, more=len(everybody) - len(shown))


def not_linked(missing: Mapping[int, str | None]) -> str:
    """The line about people who can't be shown. It hides from others whether a person hides or never linked.

    A missing name (None) is mentioned by id, and Discord fills it in.
    """
    return tn(
        "**{names}** hasn’t linked an AniList account, or is hidden here.",
        "**{names}** haven’t linked an AniList account, or are hidden here.",
        len(missing),
        names=joined(called(name) if name else f"<@{discord_id}>" for discord_id, name in missing.items()),
    )


def likeness(correlation: float) -> str:
    """``+82%``; ``−59%`` for a negative correlation."""
    percent = round(correlation * 100)
    direction = "−" if percent < 0 else "+" if percent else ""
    return t("{number}%", number=f"{direction}{abs(percent)}")


def at_least(score: int, score_format: str) -> str:
    """``8.5+``; the highest score stands alone."""
    given, best = (show_score(one, score_format) for one in (score, 100))
    return given if given == best else t("{score}+", score=given)


def named(media: Media, language: str) -> str:
    """The sign of a title's format, and the title, on a line of a card where several kinds of titles mix."""
    sign_of = _FORMAT_SIGNS.get(media.format or "")
    name = f"**{entries.name(media, language, TITLE)}**"
    return f"{emoji(sign_of)} {name}" if sign_of else name


def columns(said: str) -> str:
    """`said` in letters of one width, so that the numbers of several lines stand below each other."""
    return f"`{said}`".replace(" ", "\u00a0")


def what_it_is(media: Media, score_format: str) -> str:
    """``TV · 12 × 24 min · ★ 8.4``."""
    return facts(format_name(media.format), length(media), entries.starred(entries.average(media, score_format)))
