"""The buttons that act on lists, for whoever presses them, and the ``custom_id`` by which each is recognised.

+1 and Favourite carry their targets, so that pressing twice is the same wish twice. The target of +1
is that of the card's owner: for anybody else it is one more of theirs.
"""

import re

import discord
from discord import ui

from cards import entries
from cards.card import button
from library.rules.entry_rules import aired
from store import Entry, Media

PLUS = re.compile(r"musubi:plus:(?P<media_id>[0-9]{1,12}):(?P<target>[0-9]{1,9})(?P<beside>:beside)?(?P<new>:new)?")
AGAIN = re.compile(
    r"musubi:again:(?P<media_id>[0-9]{1,12}):(?P<repeat>[0-9]{1,5}):(?P<progress>[0-9]{1,9}):(?P<volumes>[0-9]{1,9})"
)
PUT = re.compile(r"musubi:put:(?P<media_id>[0-9]{1,12}):(?P<status>CURRENT|COMPLETED|DROPPED)")
ADD = re.compile(r"musubi:add:(?P<media_id>[0-9]{1,12})(?P<beside>:beside)?")
SCORE = re.compile(r"musubi:score:(?P<media_id>[0-9]{1,12})(?::(?P<seen>[0-9]{1,3}))?(?::(?P<sent>[0-9]{1,20}))?")
EDIT = re.compile(r"musubi:edit:(?P<media_id>[0-9]{1,12})")
FAVOURITE = re.compile(r"musubi:fav:(?P<media_id>[0-9]{1,12}):(?P<target>on|off)(?::(?P<discord_id>[0-9]{1,20}))?")
OPEN = re.compile(r"musubi:open(?P<beside>:beside)?")
OPEN_INSTEAD, OPEN_BESIDE = "musubi:open", "musubi:open:beside"
TITLE = re.compile(r"musubi:title:(?P<media_id>[0-9]{1,12})")
REFRESH = re.compile(r"musubi:latest:(?P<media_id>[0-9]{1,12})")
CATCH_UP = re.compile(r"musubi:catch:(?P<media_id>[0-9]{1,12}):(?P<target>[0-9]{1,9})")
OPTION = re.compile(r"musubi:option:(?P<question_id>[0-9]{1,20}):(?P<name>[a-z-]{1,32})")
WHICH = re.compile(r"musubi:which:(?P<question_id>[0-9]{1,20})(?::(?P<media_id>[0-9]{1,12}))?")
UNDO = re.compile(r"musubi:undo:(?P<change_id>[0-9]{1,20})")

BULK = re.compile(
    r"musubi:bulk:(?P<kind>ANIME|MANGA):(?P<status>[A-Z]{1,20}):(?P<sort>[a-z]{1,20}):(?P<number>[0-9]{1,5})"
    r"(?::(?P<sent>[0-9]{1,20}))?"
)
BULK_APPLY = re.compile(r"musubi:bulk:apply:(?P<bulk_id>[0-9]{1,20})")
BULK_UNDO = re.compile(r"musubi:bulk:undo:(?P<bulk_id>[0-9]{1,20})")
BULK_LEAVE = "musubi:bulk:leave"


def edit_several(kind: str, status: str, sort: str, number: int) -> ui.Button[ui.LayoutView]:
    """Several of that page of the presser's own list."""
    return button("Edit several", f"musubi:bulk:{kind}:{status}:{sort}:{number}")


def plus(entry: Entry | None, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """One episode or chapter more; None when there is none. Green when it is out."""
    return _step("plus", entry, media, now)


def up_to(media_id: int, target: int, *, label: str = "", is_beside: bool = False) -> ui.Button[ui.LayoutView]:
    """Progress up to there, never lower; what came of it takes the message's place, or is told beside it."""
    beside = ":beside" if is_beside else ""
    return button(label or f"+1 → {target:,}", f"musubi:plus:{media_id}:{target}{beside}", discord.ButtonStyle.success)


def begin(media: Media, target: int) -> ui.Button[ui.LayoutView]:
    """Puts a title that is on no list there, with progress up to there."""
    status = entries.status_name("COMPLETED" if target == entries.total(media) else "CURRENT", media.media_type)
    label = f"{status} · {entries.unit(media)} {target:,}"
    return button(label, f"musubi:plus:{media.id}:{target}:new", discord.ButtonStyle.success)


def catch_up(entry: Entry, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """The same, and what is left to catch up with is shown again."""
    return _step("catch", entry, media, now)


def once_more(entry: Entry, media: Media, *, progress: int = 0, volumes: int = 0) -> ui.Button[ui.LayoutView]:
    """A rewatch of what is completed, up to there. It carries its number: pressed twice, it is counted once."""
    again = "Rewatch" if media.media_type == "ANIME" else "Reread"
    reached = [f"{entries.unit(media)} {progress:,}"] * bool(progress) + [f"volume {volumes:,}"] * bool(volumes)
    label = f"{again}: {', '.join(reached)}" if reached else again
    return button(label, f"musubi:again:{media.id}:{entry.repeat + 1}:{progress}:{volumes}")


def put(media: Media) -> list[ui.Button[ui.LayoutView]]:
    """Where a title that its owner has rated belongs, the likeliest first; nowhere else while it is not out."""
    is_over = media.status in {"FINISHED", "CANCELLED"}
    order = ("COMPLETED", "CURRENT", "DROPPED") if is_over else ("CURRENT", "COMPLETED", "DROPPED")
    if media.status == "NOT_YET_RELEASED":
        return []
    made = [button(entries.status_name(one, media.media_type), f"musubi:put:{media.id}:{one}") for one in order]
    made[0].style = discord.ButtonStyle.success
    return made


def add(media_id: int) -> ui.Button[ui.LayoutView]:
    return button("Add to Planning", f"musubi:add:{media_id}", discord.ButtonStyle.success)


def plan_beside(media_id: int) -> ui.Button[ui.LayoutView]:
    """The same; what came of it is told beside the message."""
    return button("Plan", f"musubi:add:{media_id}:beside", discord.ButtonStyle.success)


def score(media_id: int) -> ui.Button[ui.LayoutView]:
    return button("Score", f"musubi:score:{media_id}")


def edit(media_id: int) -> ui.Button[ui.LayoutView]:
    return button("Edit", f"musubi:edit:{media_id}")


def favourite(media_id: int) -> ui.Button[ui.LayoutView]:
    made = button("Favourite", f"musubi:fav:{media_id}:on")
    made.emoji = "❤️"
    return made


def turn_favourite(label: str, media_id: int, discord_id: int, *, to: bool) -> ui.Button[ui.LayoutView]:
    """For that person alone: anybody else's favourites may be otherwise."""
    return button(label, f"musubi:fav:{media_id}:{'on' if to else 'off'}:{discord_id}")


def title(media_id: int) -> ui.Button[ui.LayoutView]:
    """Its card, beside the one with the button."""
    return button("Open title", f"musubi:title:{media_id}", discord.ButtonStyle.primary)


def refresh(media_id: int) -> ui.Button[ui.LayoutView]:
    """Its card again, as AniList has it now."""
    return button("Refresh", f"musubi:latest:{media_id}")


def which(question_id: int) -> str:
    """The ``custom_id`` of the select that asks which title a command meant."""
    return f"musubi:which:{question_id}"


def this_one(question_id: int, media_id: int) -> ui.Button[ui.LayoutView]:
    """The answer where there is one title to choose."""
    return button("Yes", f"{which(question_id)}:{media_id}", discord.ButtonStyle.success)


def correct(question_id: int, name: str) -> ui.Button[ui.LayoutView]:
    """Opens a form with that option of a command."""
    return button("Correct it", f"musubi:option:{question_id}:{name}")


def undo(change_id: int) -> ui.Button[ui.LayoutView]:
    return button("Undo", f"musubi:undo:{change_id}")


def _step(action: str, entry: Entry | None, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    target = (entry.progress if entry else 0) + 1
    end = entries.total(media)
    if (end and target > end) or media.status == "NOT_YET_RELEASED":
        return None
    out = aired(media, now)
    style = discord.ButtonStyle.success if out is None or target <= out else discord.ButtonStyle.secondary
    return button(f"+1 → {target:,}", f"musubi:{action}:{media.id}:{target}", style)
