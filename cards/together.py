"""/together: titles that some people could watch or read together."""

import base64
from collections.abc import Collection, Mapping
from typing import Annotated, Literal

import discord
import msgspec
from discord import ui

from cards.card import Card, Colour, button, dotted, facts, row, text
from cards.commands import command
from cards.crowd import at_least, listed, named, not_linked, what_it_is
from cards.ids import GLUED, Action, digits, letters, one_of
from cards.pages import title_select, turning
from cards.visible_members import foot, refresh
from i18n import mark, t, tn
from library.crowd import LOVED, SharedPlan, TitleFilter
from library.lists import LENGTHS, Length
from library.pages import page_slice
from library.titles.formats import format_name
from library.visible_members import VisibleMembers
from store import Media
from store.crowd import FORMATS

MOST_PEOPLE = 7  # their ids fit into a custom_id
PER_PAGE = 8
_NAME = 20  # characters of a name below a title

TITLES = {"ANIME": mark("Anime to watch together"), "MANGA": mark("Manga to read together")}
EVERYONE = mark("Everyone who shares their list here")
WITHOUT_THEM = mark("This is without them.")
ALL_PLAN = mark("On everyone’s Planning list")
SOME_PLAN = mark("On some Planning lists")
PLANNED_BY, LOVED_BY = mark("planned by {names}"), mark("loved by {names}")
LOVED_IS = mark("dropped by no one · loved = {score}")
NOTHING = mark("Nothing fits all of you yet.")
FITTING = mark(
    "I look for titles that are out, planned by one of you, planned or loved by another, and dropped by no one."
)
PLAN_MORE = mark("Plan more with {season} or {add}, or get ideas with {recommend}.")
_LENGTH_NAMES = {"short": mark("short"), "medium": mark("medium"), "long": mark("long")}

Mark = Literal["b", "fresh"]
_FORMATS = {f"{place:x}": name or None for place, name in enumerate(FORMATS)}
_LENGTHS = {"-": None, **{length[0]: length for length in LENGTHS.values()}}


class TogetherPage(Action, prefix="musubi:with"):
    """A button that shows a page of titles for some people; without `ids`, for all people here.

    Its fields are as short as can be: seven Discord ids have to fit into a custom_id.
    """

    media_type: Annotated[str, one_of({"a": "ANIME", "m": "MANGA"})]
    format: Annotated[str | None, GLUED, one_of(_FORMATS)]
    length: Annotated[Length | None, GLUED, one_of(_LENGTHS)]
    number: Annotated[int, GLUED, digits(3)]
    ids: Annotated[str, letters("a-zA-Z0-9_-", 75, least=0)]
    mark: Mark | None = None

    @property
    def beside(self) -> bool:
        return self.mark == "b"

    @property
    def wanted(self) -> TitleFilter:
        return TitleFilter(media_type=self.media_type, format=self.format, length=self.length)

    @property
    def people(self) -> list[int]:
        """The people's Discord ids, of eight bytes each."""
        ids = base64.urlsafe_b64decode(self.ids + "=" * (-len(self.ids) % 4))
        return [int.from_bytes(ids[at : at + 8], "big") for at in range(0, len(ids), 8)]


class Likely(msgspec.Struct, frozen=True):
    """A title, the people who plan it, and the people who love it."""

    media: Media
    plan: SharedPlan
    planners: list[int]
    lovers: list[int]


class Group(msgspec.Struct, frozen=True):
    """The people of the question; empty `people` are all visible members. `names` can be shown, `missing` can not."""

    people: list[int]
    names: Mapping[int, str]
    missing: Mapping[int, str | None]


def together_card(
    circle: VisibleMembers,
    group: Group,
    shown: list[Likely],
    *,
    wanted: TitleFilter,
    found: int,
    unlimited: int,
    number: int,
    is_refreshing: bool,
) -> Card:
    """`shown` are the titles of the page, and `found` is their number on all pages.

    `unlimited` is the number of titles without the filter; an empty page mentions it.
    """
    page = page_slice(found, number, PER_PAGE)
    people, names = group.people, group.names or circle.names
    ours = [one for one in shown if one.plan.planned == len(names)]
    partly = [one for one in shown if one.plan.planned < len(names)]
    who = listed(names.values(), MOST_PEOPLE) if people else t(EVERYONE)
    without = f"-# {not_linked(group.missing)} {t(WITHOUT_THEM)}" if group.missing else ""
    title = t(TITLES[wanted.media_type or "ANIME"])
    parts: list[ui.Item[ui.LayoutView]] = [text(f"### {title}", who, _limits(wanted), without)]
    if ours:
        parts += [ui.Separator(), text(f"**{t(ALL_PLAN)}**"), *(text(_line(one, circle)) for one in ours)]
    if partly:
        loved = t(LOVED_IS, score=at_least(LOVED, circle.score_format))
        lines = (text(_line(one, circle), f"-# {_who(one, names)}") for one in partly)
        parts += [ui.Separator(), text(f"**{t(SOME_PLAN)}**", f"-# {loved}"), *lines]
    if not shown:
        parts.append(text(*_nothing(unlimited)))
    parts += [*title_select((one.media for one in shown), circle.language), foot(circle, is_refreshing=is_refreshing)]
    turns = turning(page.number, page.pages, lambda to: page_of(people, wanted, to))
    return Card(Colour.BLUE, *parts, row(*turns, refresh(page_of(people, wanted, page.number, "fresh"))))


def could_watch(people: Collection[int]) -> ui.Button[ui.LayoutView]:
    """The button that leads from two people to the titles that they could watch."""
    made = button(t("What could we watch?"), page_of(people, TitleFilter(media_type="ANIME"), 1, "b"))
    made.style = discord.ButtonStyle.success
    return made


def page_of(people: Collection[int], wanted: TitleFilter, number: int, mark: Mark | None = None) -> TogetherPage:
    ids = base64.urlsafe_b64encode(b"".join(one.to_bytes(8, "big") for one in people)).decode().rstrip("=")
    return TogetherPage(wanted.media_type or "ANIME", wanted.format, wanted.length, number, ids, mark)


def _limits(wanted: TitleFilter) -> str:
    said = facts(format_name(wanted.format), t(_LENGTH_NAMES[wanted.length]) if wanted.length else "")
    return f"-# {t('Only: {filters}', filters=said)}" if said else ""


def _nothing(unlimited: int) -> list[str]:
    if unlimited:
        return [
            t("Nothing on your Planning lists matches these filters."),
            tn("Without them, there’s {count} title.", "Without them, there are {count} titles.", unlimited),
        ]
    more = t(PLAN_MORE, season=command("season"), add=command("add"), recommend=command("recommend"))
    return [t(NOTHING), t(FITTING), more]


def _line(one: Likely, circle: VisibleMembers) -> str:
    return f"{named(one.media, circle.language)}\n-# {what_it_is(one.media, circle.score_format)}"


def _who(one: Likely, names: Mapping[int, str]) -> str:
    planners, lovers = (listed((names[one] for one in group), limit=_NAME) for group in (one.planners, one.lovers))
    planned = t(PLANNED_BY, names=planners)
    return dotted(planned, t(LOVED_BY, names=lovers) if lovers else "")
