"""The buttons that act on the presser's own list.

+1 and Favourite carry their targets, so that a second press is the same wish again. The target of +1 is the card
owner's: for other people the button is one more episode on their own lists.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal, Self

import discord
from discord import ui

from cards import entries
from cards.card import button
from cards.emojis import emoji
from cards.entries import Listed, Titled
from cards.ids import (
    Action,
    Count,
    MediaId,
    MediaKind,
    OnOff,
    PageNumber,
    Snowflake,
    StatusName,
    ViewId,
    digits,
    one_of,
)
from cards.title.tabs import Tab
from i18n import number, t, tc
from library.listing.query import Sort
from library.rules.entry_rules import aired
from store import Entry, Media, NamedKind, Subject

NamedKindName = Annotated[NamedKind, one_of({"character": "CHARACTER", "staff": "STAFF", "studio": "STUDIO"})]


class Plus(Action, prefix="musubi:plus"):
    """A button that sets the progress to `target`; `new` adds a title that is on no list."""

    media_id: MediaId
    target: Count
    beside: bool = False
    new: bool = False


class CatchUp(Action, prefix="musubi:catch"):
    """The +1 button on /behind, which is shown again afterwards."""

    media_id: MediaId
    target: Count


class Rewatch(Action, prefix="musubi:again"):
    """A button that starts the `repeat`-th rewatch of a completed title."""

    media_id: MediaId
    repeat: Annotated[int, digits(5)]
    progress: Count
    volumes: Count


PlacedStatus = Literal["CURRENT", "COMPLETED", "DROPPED"]


class PutStatus(Action, prefix="musubi:put"):
    """A button that sets the status of a title that was rated before it was on any list."""

    media_id: MediaId
    status: PlacedStatus


class AddTitle(Action, prefix="musubi:add"):
    """A button that adds a title to Planning."""

    media_id: MediaId
    beside: bool = False


class GiveScore(Action, prefix="musubi:score"):
    """The score form, and the button that opens it; `seen` is the score that the form has shown.

    `sent` is the number of the pending input: values that were sent, and could not be taken.
    """

    media_id: MediaId
    seen: Annotated[int, digits(3)] | None = None
    sent: Snowflake | None = None


class OpenEditor(Action, prefix="musubi:edit"):
    """A button that opens the editor of an entry."""

    media_id: MediaId


class TurnFavourite(Action, prefix="musubi:fav"):
    """A button that adds a favourite, or removes it; only for the person `discord_id`, if that is set.

    Without a `kind`, `id` is a title's.
    """

    id: MediaId
    wanted: OnOff
    discord_id: Snowflake | None = None
    kind: NamedKindName | None = None

    @property
    def subject(self) -> Subject:
        return Subject(self.id, self.kind or "TITLE")

    def renewed(self, current: Callable[[int], int]) -> Self:
        return self if self.kind else replace(self, id=current(self.id))


class PickTitle(Action, prefix="musubi:open"):
    """A select that opens the card of the picked title."""

    beside: bool = False


class OpenTitle(Action, prefix="musubi:title"):
    """A button that opens a title's card beside its own."""

    media_id: MediaId


class ShowFollowed(Action, prefix="musubi:followed"):
    """A button that tells the presser alone what the people whom they follow think of a title."""

    media_id: MediaId


class RefreshTitle(Action, prefix="musubi:latest"):
    """A button that fetches a title from AniList, and shows its card again, with that tab."""

    media_id: MediaId
    tab: Tab | None = None


class UndoChange(Action, prefix="musubi:undo"):
    """A button that restores the entry as it was before a change."""

    change_id: Snowflake


class EditSeveral(Action, prefix="musubi:bulk"):
    """The form for several titles of a page, and the button that opens it; `sent` as in :class:`GiveScore`."""

    kind: MediaKind
    status: StatusName
    sort: Sort
    number: PageNumber
    sent: Snowflake | None = None
    view: ViewId | None = None


class ApplyBulk(Action, prefix="musubi:bulk:apply"):
    """A button that makes the changes of a preview."""

    bulk_id: Snowflake


class UndoBulk(Action, prefix="musubi:bulk:undo"):
    """A button that restores the entries as they were before the changes."""

    bulk_id: Snowflake


class LeaveBulk(Action, prefix="musubi:bulk:leave"):
    """A button that drops a preview; nothing is changed."""


def edit_several(kind: str, status: str, sort: Sort, page: int, view: str | None) -> ui.Button[ui.LayoutView]:
    """The button that edits titles of that page of the presser's own list."""
    return button(t("Edit several"), EditSeveral(kind, status, sort, page, view=view))


def plus(entry: Entry | None, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """The button for one more episode or chapter; None when there is none left. Green when it is out."""
    return _step(Plus, entry, media, now)


def up_to(media_id: int, target: int, *, label: str = "", is_beside: bool = False) -> ui.Button[ui.LayoutView]:
    """The button for progress of `target`, never lower; the answer replaces the message, or comes beside it."""
    action = Plus(media_id, target, beside=is_beside)
    return button(label or f"+1 → {number(target)}", action, discord.ButtonStyle.success)


def one_more(media: Media, progress: int, *, is_beside: bool = False) -> ui.Button[ui.LayoutView]:
    """The button for the part that comes after `progress`."""
    return up_to(media.id, progress + 1, label=_next_part(media, progress + 1), is_beside=is_beside)


def _next_part(media: Titled, target: int) -> str:
    """The label for one part more: a film has no number."""
    return t("Watched it") if media.episodes == 1 else f"+1 → {number(target)}"


def begin(media: Media, target: int) -> ui.Button[ui.LayoutView]:
    """The button that adds a title that is on no list, with `target` as its progress."""
    status = entries.status_name("COMPLETED" if target == entries.total(media) else "CURRENT", media.media_type)
    label = f"{status} · {entries.reached(media.media_type, target)}"
    return button(label, Plus(media.id, target, new=True), discord.ButtonStyle.success)


def catch_up(entry: Listed, media: Titled, now: int) -> ui.Button[ui.LayoutView] | None:
    """The +1 button on /behind: the answer shows /behind again."""
    return _step(CatchUp, entry, media, now)


def once_more(entry: Entry, media: Media, *, progress: int = 0, volumes: int = 0) -> ui.Button[ui.LayoutView]:
    """The button for a rewatch of a completed title. It carries the rewatch's number: two presses count once."""
    label = [t("Rewatch") if media.media_type == "ANIME" else t("Reread")]
    label += [entries.reached(media.media_type, progress)] if progress else []
    label += [t("volume {number}", number=number(volumes))] if volumes else []
    return button(" · ".join(label), Rewatch(media.id, entry.repeat + 1, progress, volumes))


def put(media: Media) -> list[ui.Button[ui.LayoutView]]:
    """Buttons for the status of a rated title, the likeliest first; none for a title that is not out."""
    is_over = media.status in {"FINISHED", "CANCELLED"}
    order: list[PlacedStatus] = ["COMPLETED", "CURRENT", "DROPPED"] if is_over else ["CURRENT", "COMPLETED", "DROPPED"]
    if media.status == "NOT_YET_RELEASED":
        return []
    made = [button(entries.status_name(one, media.media_type), PutStatus(media.id, one)) for one in order]
    made[0].style = discord.ButtonStyle.success
    return made


def add(media_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Add to Planning"), AddTitle(media_id), discord.ButtonStyle.success)


def plan_beside(media_id: int) -> ui.Button[ui.LayoutView]:
    """The button that adds to Planning; the answer comes beside the message."""
    return button(tc("button: add to Planning", "Plan"), AddTitle(media_id, beside=True), discord.ButtonStyle.success)


def score(media_id: int) -> ui.Button[ui.LayoutView]:
    return button(tc("the button", "Score"), GiveScore(media_id))


def edit(media_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Edit"), OpenEditor(media_id))


def favourite(favourite_id: int, kind: NamedKind | None = None) -> ui.Button[ui.LayoutView]:
    """Without a `kind`, the id is a title's."""
    made = button(t("Favourite"), TurnFavourite(favourite_id, wanted=True, kind=kind))
    made.emoji = emoji("favourite")
    return made


def turn_favourite(
    label: str, favourite_id: int, discord_id: int, *, to: bool, kind: NamedKind | None = None
) -> ui.Button[ui.LayoutView]:
    """For that person alone: other people's favourites may differ."""
    return button(label, TurnFavourite(favourite_id, to, discord_id, kind))


def title(media_id: int) -> ui.Button[ui.LayoutView]:
    """The button that opens the title's card beside its own."""
    return button(t("Open title"), OpenTitle(media_id))


def people_i_follow(media_id: int) -> ui.Button[ui.LayoutView]:
    """Whoever presses it is told of the people whom they follow."""
    return button(t("People I follow"), ShowFollowed(media_id))


def refresh(media_id: int, tab: Tab = "about") -> ui.Button[ui.LayoutView]:
    """The button that fetches the title again, and shows that tab of it."""
    return button(t("Refresh"), RefreshTitle(media_id, None if tab == "about" else tab))


def undo(change_id: int) -> ui.Button[ui.LayoutView]:
    return button(t("Undo"), UndoChange(change_id))


def _step(
    action: type[Plus] | type[CatchUp], entry: Listed | None, media: Titled, now: int
) -> ui.Button[ui.LayoutView] | None:
    target = (entry.progress if entry else 0) + 1
    end = entries.total(media)
    if (end and target > end) or media.status == "NOT_YET_RELEASED":
        return None
    out = aired(media, now)
    style = discord.ButtonStyle.success if out is None or target <= out else discord.ButtonStyle.secondary
    return button(_next_part(media, target), action(media.id, target), style)
