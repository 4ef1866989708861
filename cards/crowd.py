"""The shared words of answers about several people: names, scores and titles."""

from collections.abc import Iterable, Mapping
from unicodedata import bidirectional

import discord

from cards import entries
from cards.card import bare, plain, unbroken
from cards.media import format_name, length
from library.rules.scores import show as show_score
from store import Link, Media

TITLE = 50  # characters of a title on a line


def called(name: str) -> str:
    """A person's name on a line of a card. A name in a right-to-left script does not turn the text beside it."""
    said = plain(name, 40) or "somebody"
    turns = any(bidirectional(letter) in {"R", "AL"} for letter in said)
    return f"\u2068{said}\u2069" if turns else said


def on_anilist(link: Link) -> str:
    """The person's AniList account, for a card about one person; their Discord name stands above it."""
    return f"{plain(link.name)} on AniList"


def person_option(discord_id: int, name: str) -> discord.SelectOption:
    return discord.SelectOption(label=bare(name) or "somebody", value=str(discord_id))


def listed(names: Iterable[str], most: int = 3) -> str:
    """``Aoi, Ren and Mio``; of many names the first `most`, and the number of the others."""
    everybody = [called(name) for name in names]
    if len(everybody) > most:
        everybody = [*everybody[: most - 1], f"{len(everybody) - most + 1:,} more"]
    *first, last = everybody or [""]
    return f"{', '.join(first)} and {last}" if first else last


def not_linked(missing: Mapping[int, str | None]) -> str:
    """The line about people who can't be shown. It hides from others whether a person hides or never linked.

    A missing name (None) is mentioned by id, and Discord fills it in.
    """
    *first, last = (called(name) if name else f"<@{discord_id}>" for discord_id, name in missing.items())
    who = f"**{', '.join(first)}** and **{last}** have" if first else f"**{last}** has"
    return f"{who} not linked an AniList account, or {'do' if first else 'does'} not show it here"


def counted(count: int, thing: str, things: str | None = None) -> str:
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


def likeness(correlation: float) -> str:
    """``87 % alike``; ``59 % opposite`` for a negative correlation."""
    percent = round(correlation * 100)
    return f"{abs(percent)} % {'opposite' if percent < 0 else 'alike'}"


def at_least(score: int, score_format: str) -> str:
    """``8.5 or more``; the highest score stands alone."""
    given, best = (show_score(one, score_format) for one in (score, 100))
    return given if given == best else f"{given} or more"


def what_it_is(media: Media, score_format: str) -> str:
    """``TV · 12 × 24 min · 8.4 mean``."""
    average = entries.average(media, score_format)
    parts = format_name(media.format), length(media), f"{average} mean" if average else ""
    return " · ".join(unbroken(part) for part in parts if part)
