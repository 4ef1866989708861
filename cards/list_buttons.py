"""The buttons that act on the presser's own list.

+1 and Favourite carry their targets, so that pressing twice is the same wish twice. The target of +1
is that of the card's owner: for anybody else it is one more of theirs.
"""

from typing import Annotated, Literal

import discord
from discord import ui

from cards import entries
from cards.card import button
from cards.ids import Action, Count, MediaId, MediaKind, OnOff, PageNumber, Snowflake, StatusName, digits
from library.lists import Sort
from library.rules.entry_rules import aired
from store import Entry, Media


class Plus(Action, prefix="musubi:plus"):
    """Progress up to there; `new` puts a title there that is on no list."""

    media_id: MediaId
    target: Count
    beside: bool = False
    new: bool = False


class CatchUp(Action, prefix="musubi:catch"):
    """The same on /behind, which is shown again."""

    media_id: MediaId
    target: Count


class Rewatch(Action, prefix="musubi:again"):
    """To begin what is completed again, for the `repeat`-th time."""

    media_id: MediaId
    repeat: Annotated[int, digits(5)]
    progress: Count
    volumes: Count


PlacedStatus = Literal["CURRENT", "COMPLETED", "DROPPED"]


class PutStatus(Action, prefix="musubi:put"):
    """The status of what was rated before it was on any list."""

    media_id: MediaId
    status: PlacedStatus


class AddTitle(Action, prefix="musubi:add"):
    """On Planning."""

    media_id: MediaId
    beside: bool = False


class GiveScore(Action, prefix="musubi:score"):
    """The form for a score, and the button that opens it: `seen` is the score that the form has shown.

    `sent` is the number under which a form is kept that could not be taken.
    """

    media_id: MediaId
    seen: Annotated[int, digits(3)] | None = None
    sent: Snowflake | None = None


class OpenEditor(Action, prefix="musubi:edit"):
    """The editor of an entry."""

    media_id: MediaId


class TurnFavourite(Action, prefix="musubi:fav"):
    """One of the favourites, or not; of `discord_id` alone, where there is one."""

    media_id: MediaId
    wanted: OnOff
    discord_id: Snowflake | None = None


class PickTitle(Action, prefix="musubi:open"):
    """The card of the title that is picked."""

    beside: bool = False


class OpenTitle(Action, prefix="musubi:title"):
    """The card of a title, beside the one with the button."""

    media_id: MediaId


class RefreshTitle(Action, prefix="musubi:latest"):
    """A title's card again, as AniList has it now."""

    media_id: MediaId


class UndoChange(Action, prefix="musubi:undo"):
    """The entry as it was before."""

    change_id: Snowflake


class EditSeveral(Action, prefix="musubi:bulk"):
    """The form for several titles of a page, and the button that opens it; `sent` as for a score."""

    kind: MediaKind
    status: StatusName
    sort: Sort
    number: PageNumber
    sent: Snowflake | None = None


class ApplyBulk(Action, prefix="musubi:bulk:apply"):
    """To do what the preview shows."""

    bulk_id: Snowflake


class UndoBulk(Action, prefix="musubi:bulk:undo"):
    """The entries as they were before."""

    bulk_id: Snowflake


class LeaveBulk(Action, prefix="musubi:bulk:leave"):
    """To do nothing of what the preview shows."""


def edit_several(kind: str, status: str, sort: Sort, number: int) -> ui.Button[ui.LayoutView]:
    """Several of that page of the presser's own list."""
    return button("Edit several", EditSeveral(kind, status, sort, number))


def plus(entry: Entry | None, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """One episode or chapter more; None when there is none. Green when it is out."""
    return _step(Plus, entry, media, now)


def up_to(media_id: int, target: int, *, label: str = "", is_beside: bool = False) -> ui.Button[ui.LayoutView]:
    """Progress up to there, never lower; what came of it takes the message's place, or is told beside it."""
    action = Plus(media_id, target, beside=is_beside)
    return button(label or f"+1 → {target:,}", action, discord.ButtonStyle.success)


def begin(media: Media, target: int) -> ui.Button[ui.LayoutView]:
    """Puts a title that is on no list there, with progress up to there."""
    status = entries.status_name("COMPLETED" if target == entries.total(media) else "CURRENT", media.media_type)
    label = f"{status} · {entries.unit(media)} {target:,}"
    return button(label, Plus(media.id, target, new=True), discord.ButtonStyle.success)


def catch_up(entry: Entry, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """The same, and what is left to catch up with is shown again."""
    return _step(CatchUp, entry, media, now)


def once_more(entry: Entry, media: Media, *, progress: int = 0, volumes: int = 0) -> ui.Button[ui.LayoutView]:
    """A rewatch of what is completed, up to there. It carries its number: pressed twice, it is counted once."""
    again = "Rewatch" if media.media_type == "ANIME" else "Reread"
    reached = [f"{entries.unit(media)} {progress:,}"] * bool(progress) + [f"volume {volumes:,}"] * bool(volumes)
    label = f"{again}: {', '.join(reached)}" if reached else again
    return button(label, Rewatch(media.id, entry.repeat + 1, progress, volumes))


def put(media: Media) -> list[ui.Button[ui.LayoutView]]:
    """Where a title that its owner has rated belongs, the likeliest first; nowhere else while it is not out."""
    is_over = media.status in {"FINISHED", "CANCELLED"}
    order: list[PlacedStatus] = ["COMPLETED", "CURRENT", "DROPPED"] if is_over else ["CURRENT", "COMPLETED", "DROPPED"]
    if media.status == "NOT_YET_RELEASED":
        return []
    made = [button(entries.status_name(one, media.media_type), PutStatus(media.id, one)) for one in order]
    made[0].style = discord.ButtonStyle.success
    return made


def add(media_id: int) -> ui.Button[ui.LayoutView]:
    return button("Add to Planning", AddTitle(media_id), discord.ButtonStyle.success)


def plan_beside(media_id: int) -> ui.Button[ui.LayoutView]:
    """The same; what came of it is told beside the message."""
    return button("Plan", AddTitle(media_id, beside=True), discord.ButtonStyle.success)


def score(media_id: int) -> ui.Button[ui.LayoutView]:
    return button("Score", GiveScore(media_id))


def edit(media_id: int) -> ui.Button[ui.LayoutView]:
    return button("Edit", OpenEditor(media_id))


def favourite(media_id: int) -> ui.Button[ui.LayoutView]:
    made = button("Favourite", TurnFavourite(media_id, wanted=True))
    made.emoji = "❤️"
    return made


def turn_favourite(label: str, media_id: int, discord_id: int, *, to: bool) -> ui.Button[ui.LayoutView]:
    """For that person alone: anybody else's favourites may be otherwise."""
    return button(label, TurnFavourite(media_id, wanted=to, discord_id=discord_id))


def title(media_id: int) -> ui.Button[ui.LayoutView]:
    """Its card, beside the one with the button."""
    return button("Open title", OpenTitle(media_id), discord.ButtonStyle.primary)


def refresh(media_id: int) -> ui.Button[ui.LayoutView]:
    """Its card again, as AniList has it now."""
    return button("Refresh", RefreshTitle(media_id))


def undo(change_id: int) -> ui.Button[ui.LayoutView]:
    return button("Undo", UndoChange(change_id))


def _step(
    action: type[Plus] | type[CatchUp], entry: Entry | None, media: Media, now: int
) -> ui.Button[ui.LayoutView] | None:
    target = (entry.progress if entry else 0) + 1
    end = entries.total(media)
    if (end and target > end) or media.status == "NOT_YET_RELEASED":
        return None
    out = aired(media, now)
    style = discord.ButtonStyle.success if out is None or target <= out else discord.ButtonStyle.secondary
    return button(f"+1 → {target:,}", action(media.id, target), style)
