"""/affinity: everybody here in the order of how alike their scores are to the viewer's."""

from discord import ui

from cards.card import Card, Colour, bare, button, headed, row, text, unbroken
from cards.crowd import called, counted, likeness, on_anilist, person_option
from cards.ids import Action, PageNumber, Snowflake
from cards.pages import turning
from cards.visible_members import foot, refresh
from library.crowd import MINIMUM_SHARED, Affinity
from library.pages import PageSlice, page_slice
from library.visible_members import VisibleMembers
from store import Link


class AffinityPage(Action, prefix="musubi:affinity"):
    """A button that shows a page of everybody here, compared with the person `discord_id`."""

    discord_id: Snowflake
    number: PageNumber
    beside: bool = False
    fresh: bool = False


class CompareWith(Action, prefix="musubi:compare"):
    """A select that compares the presser's taste with the picked person's."""


SCALE = "100 % alike: the same taste · 100 % opposite: the reverse · 0 %: no relation"
_PER_PAGE = 10
_MOST_UNSURE = 8


def affinity_card(
    circle: VisibleMembers, viewer: Link, name: str, found: list[Affinity], *, number: int, is_refreshing: bool
) -> Card:
    """`found` is sorted, and has visible members only."""
    sure = [one for one in found if one.correlation is not None]
    unsure = [one for one in found if one.correlation is None]
    page = page_slice(len(sure), number, _PER_PAGE)
    shown = sure[page.start : page.end]
    lines = [_line(place, one, circle) for place, one in enumerate(shown, start=page.start + 1)]
    head = headed(
        f"Who scores like {called(name)}",
        f"-# {on_anilist(viewer)}",
        f"{counted(len(found), 'person', 'people')} compared over what both have scored",
        f"-# {SCALE}",
        picture=viewer.avatar_url,
        described_as=f"Avatar of {bare(name)}",
    )
    parts: list[ui.Item[ui.LayoutView]] = [
        head,
        text(*(lines or [f"Nobody here has scored {MINIMUM_SHARED} of the same titles yet."])),
        *([text(_too_few(unsure, circle))] if unsure else []),
        ui.ActionRow(_select([*shown, *unsure], circle)),
        foot(circle, is_refreshing=is_refreshing),
    ]
    return Card(Colour.BLUE, *parts, row(*_ways(page, viewer)))


def everybody_here(discord_id: int) -> ui.Button[ui.LayoutView]:
    """The button that leads from two people to everybody here."""
    return button("Everybody here", AffinityPage(discord_id, 1, beside=True))


def _line(place: int, one: Affinity, circle: VisibleMembers) -> str:
    name = called(circle.names[one.discord_id])
    return f"{place}. **{likeness(one.correlation or 0)}** {name} · {unbroken(f'{one.shared:,} shared')}"


def _too_few(unsure: list[Affinity], circle: VisibleMembers) -> str:
    people = " · ".join(f"{called(circle.names[one.discord_id])} {one.shared}" for one in unsure[:_MOST_UNSURE])
    more = f" and {len(unsure) - _MOST_UNSURE:,} more" if len(unsure) > _MOST_UNSURE else ""
    return f"-# Too little in common to say: {people}{more}"


def _select(people: list[Affinity], circle: VisibleMembers) -> ui.Select[ui.LayoutView]:
    options = [person_option(one.discord_id, circle.names[one.discord_id]) for one in people[:25]]
    return ui.Select(custom_id=CompareWith().custom_id, placeholder="Compare with…", options=options)


def _ways(page: PageSlice, viewer: Link) -> list[ui.Button[ui.LayoutView]]:
    turns = turning(page.number, page.pages, lambda number: AffinityPage(viewer.discord_id, number))
    return [*turns, refresh(AffinityPage(viewer.discord_id, page.number, fresh=True))]
