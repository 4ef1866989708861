"""Names of people, scores and titles, as all answers about several people write them."""

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
    """A person's name on a line of a card. One that is read from right to left does not turn what stands beside it."""
    said = plain(name, 40) or "somebody"
    turns = any(bidirectional(letter) in {"R", "AL"} for letter in said)
    return f"\u2068{said}\u2069" if turns else said


def on_anilist(link: Link) -> str:
    """Which account is theirs, where a card is about one person: Discord's name stands above it."""
    return f"{plain(link.name)} on AniList"


def person_option(discord_id: int, name: str) -> discord.SelectOption:
    return discord.SelectOption(label=bare(name) or "somebody", value=str(discord_id))


def listed(names: Iterable[str], most: int = 3) -> str:
    """``Aoi, Ren and Mio``; of many the first ones, and how many more."""
    everybody = [called(name) for name in names]
    if len(everybody) > most:
        everybody = [*everybody[: most - 1], f"{len(everybody) - most + 1:,} more"]
    *first, last = everybody or [""]
    return f"{', '.join(first)} and {last}" if first else last


def not_linked(missing: Mapping[int, str | None]) -> str:
    """Who can't be shown: nobody else is told whether they hide or never linked. Discord knows who has no name here."""
    *first, last = (called(name) if name else f"<@{discord_id}>" for discord_id, name in missing.items())
    who = f"**{', '.join(first)}** and **{last}** have" if first else f"**{last}** has"
    return f"{who} not linked an AniList account, or {'do' if first else 'does'} not show it here"


def counted(count: int, thing: str, things: str | None = None) -> str:
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


def likeness(correlation: float) -> str:
    """``87 % alike``, or ``59 % opposite`` where it is below 0."""
    percent = round(correlation * 100)
    return f"{abs(percent)} % {'opposite' if percent < 0 else 'alike'}"


def at_least(score: int, score_format: str) -> str:
    """``8.5 or more``; the best there is has nothing above it."""
    given, best = (show_score(one, score_format) for one in (score, 100))
    return given if given == best else f"{given} or more"


def what_it_is(media: Media, score_format: str) -> str:
    """``TV · 12 × 24 min · 8.4 mean``."""
    average = entries.average(media, score_format)
    parts = format_name(media.format), length(media), f"{average} mean" if average else ""
    return " · ".join(unbroken(part) for part in parts if part)
