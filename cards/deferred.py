"""The offer of a deferred change, after its person has linked again."""

from typing import Any

import discord
from discord import ui
from msgspec import UNSET

from cards import entries
from cards.card import button, row, text
from cards.ids import Action, Snowflake
from library.changes.deferred import (
    DeferredAction,
    DeferredBulk,
    DeferredChange,
    DeferredFavourite,
    DeferredRemoval,
    DeferredUndo,
)
from library.rules.entry_rules import Step, Wish
from library.rules.scores import show as show_score
from store import Link, Media


class DoDeferred(Action, prefix="musubi:agree"):
    """A button that carries out a deferred change."""

    deferred_id: Snowflake


_OTHERS = {
    "volumes": "volumes",
    "repeat": "how often",
    "started": "dates",
    "completed": "dates",
    "notes": "notes",
    "private": "privacy",
    "hidden": "privacy",
    "custom_lists": "lists",
    "advanced_scores": "scores in parts",
}


def offer(deferred: DeferredAction, media: Media | None, link: Link) -> tuple[ui.Item[Any], ...]:
    """The part below the news that the account is linked again; `media` is None for an unknown title."""
    return (
        ui.Separator(),
        text(f"You had asked {_asked(deferred, media, link)}. Shall I do it now?"),
        row(button("Do it now", DoDeferred(deferred.id), discord.ButtonStyle.success)),
    )


def _asked(deferred: DeferredAction, media: Media | None, link: Link) -> str:
    name = f"**{entries.name(media, link.title_language)}**" if media else "a title"
    match deferred:
        case DeferredChange(wish=wish):
            if isinstance(wish, Step):
                return f"for one {entries.unit(media) if media else 'episode'} more of {name}"
            return f"to change {name}: {_wished(wish, media, link)}"
        case DeferredRemoval():
            return f"to take {name} off your list"
        case DeferredFavourite(wanted=wanted):
            return f"to make {name} a favourite" if wanted else f"to take {name} from your favourites"
        case DeferredUndo():
            return "to undo a change"
        case DeferredBulk(what=what):
            return f"to {'change' if what == 'apply' else 'undo a change of'} several titles"


def _wished(wish: Wish, media: Media | None, link: Link) -> str:
    kind = media.media_type if media else "ANIME"
    parts: list[str] = []
    if wish.status is not UNSET:
        parts.append(entries.status_name(wish.status, kind))
    if wish.progress is not UNSET:
        parts.append(f"{'episode' if kind == 'ANIME' else 'chapter'} {wish.progress:,}")
    if wish.score is not UNSET:
        parts.append(f"score {show_score(wish.score, link.score_format)}" if wish.score else "no score")
    parts += [words for name, words in _OTHERS.items() if getattr(wish, name) is not UNSET]
    return ", ".join(dict.fromkeys(parts))
