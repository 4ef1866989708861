"""The offer of a deferred change, after its person has linked again."""

from typing import Any

import discord
from discord import ui
from msgspec import UNSET

from cards import entries
from cards.card import button, plain, row, text
from cards.ids import Action, Snowflake
from i18n import mark, number, t
from library.changes.deferred import (
    DeferredAction,
    DeferredBulk,
    DeferredChange,
    DeferredRemoval,
    DeferredReply,
    DeferredReplyUndo,
    DeferredToggle,
    DeferredUndo,
)
from library.rules.entry_rules import Step, Wish
from library.rules.scores import show as show_score
from store import Link, Media, SubjectKind


class DoDeferred(Action, prefix="musubi:agree"):
    """A button that carries out a deferred change."""

    deferred_id: Snowflake


ONE_MORE_EPISODE = mark("one more episode")
REMOVE = mark("remove from your list")
FAVOURITE = mark("add to your favourites")
UNDO = mark("Undo a change")
REPLY = mark("Post your reply: {text}")
DELETE_REPLY = mark("Delete your reply")
UNDO_SEVERAL = mark("Undo a change to several titles")
CHANGE_SEVERAL = mark("Change several titles")
STILL_WANTED = mark("Before you linked again, you asked for this:")

_UNNAMED: dict[SubjectKind, str] = {
    "TITLE": mark("A title"),
    "CHARACTER": mark("A character"),
    "STAFF": mark("A person"),
    "STUDIO": mark("A studio"),
}
_FAVOURITES = {True: FAVOURITE, False: mark("remove from your favourites")}
_TOGGLES: dict[tuple[SubjectKind, bool], str] = {
    ("USER", True): mark("Follow an AniList account"),
    ("USER", False): mark("Unfollow an AniList account"),
    ("ACTIVITY", True): mark("Like an activity"),
    ("ACTIVITY", False): mark("Remove your like of an activity"),
}
_REPEAT = {True: mark("rewatches"), False: mark("rereads")}
_OTHERS = {
    "volumes": mark("volumes"),
    "started": mark("dates"),
    "completed": mark("dates"),
    "notes": mark("notes"),
    "private": mark("privacy"),
    "hidden": mark("privacy"),
    "custom_lists": mark("custom lists"),
    "advanced_scores": mark("advanced scores"),
}


def offer(deferred: DeferredAction, media: Media | None, link: Link) -> tuple[ui.Item[Any], ...]:
    """The part below the news that the account is linked again; `media` is None for an unknown title."""
    return (
        ui.Separator(),
        text(t(STILL_WANTED), _asked(deferred, media, link)),
        row(button(t("Do it now"), DoDeferred(deferred.id), discord.ButtonStyle.success)),
    )


def _asked(deferred: DeferredAction, media: Media | None, link: Link) -> str:
    match deferred:
        case DeferredToggle(kind="USER" | "ACTIVITY" as kind, wanted=wanted):
            return t(_TOGGLES[kind, wanted])
        case DeferredToggle(kind=kind, wanted=wanted):
            return _about(_name(media, link, kind), t(_FAVOURITES[wanted]))
        case DeferredChange(wish=wish):
            return _about(_name(media, link), _stepped(media) if isinstance(wish, Step) else _wished(wish, media, link))
        case DeferredRemoval():
            return _about(_name(media, link), t(REMOVE))
        case DeferredReply(text=written):
            return t(REPLY, text=plain(written, 200))
        case _:
            return t(_unnamed(deferred))


def _unnamed(deferred: DeferredUndo | DeferredBulk | DeferredReplyUndo) -> str:
    match deferred:
        case DeferredUndo():
            return UNDO
        case DeferredReplyUndo():
            return DELETE_REPLY
        case DeferredBulk(what="apply"):
            return CHANGE_SEVERAL
        case DeferredBulk():
            return UNDO_SEVERAL


def _name(media: Media | None, link: Link, kind: SubjectKind = "TITLE") -> str:
    return f"**{entries.name(media, link.title_language)}**" if media else t(_UNNAMED[kind])


def _about(name: str, change: str) -> str:
    return t("{title}: {change}", title=name, change=change)


def _stepped(media: Media | None) -> str:
    return t(ONE_MORE_EPISODE) if _is_anime(media) else t("one more chapter")


def _is_anime(media: Media | None) -> bool:
    return media is None or media.media_type == "ANIME"


def _wished(wish: Wish, media: Media | None, link: Link) -> str:
    parts: list[str] = []
    if wish.status is not UNSET:
        parts.append(entries.status_name(wish.status, "ANIME" if _is_anime(media) else "MANGA"))
    if wish.progress is not UNSET:
        progress = number(wish.progress)
        parts.append(
            t("episode {number}", number=progress) if _is_anime(media) else t("chapter {number}", number=progress)
        )
    if wish.score is not UNSET:
        shown = show_score(wish.score, link.score_format)
        parts.append(t("score {score}", score=shown) if wish.score else t("no score"))
    labels = {"repeat": _REPEAT[_is_anime(media)], **_OTHERS}
    parts += [t(label) for name, label in labels.items() if getattr(wish, name) is not UNSET]
    return " · ".join(dict.fromkeys(parts))
