"""/affinity: everybody here in the order of how alike their scores are to the viewer's."""

from discord import ui

from cards.card import Card, Colour, bare, button, headed, row, text, unbroken
from cards.crowd import called, columns, likeness, on_anilist, person_option
from cards.ids import Action, PageNumber, Snowflake
from cards.pages import turning
from cards.visible_members import foot, refresh
from i18n import listed, mark, t, tn
from i18n import number as grouped
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


SCALE = mark("100% = same taste, 0% = no relation, −100% = opposite")
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
        t("Taste matches for {name}", name=called(name)),
        f"-# {on_anilist(viewer)}",
        tn("Compared with {count} member", "Compared with {count} members", len(found)),
        picture=viewer.avatar_url,
        described_as=t("Avatar of {name}", name=bare(name)),
    )
    parts: list[ui.Item[ui.LayoutView]] = [
        head,
        text(*(lines or [t("No one here has scored {count} of the same titles yet.", count=MINIMUM_SHARED)])),
        *([text(_too_few(unsure, circle))] if unsure else []),
        text(f"-# {t(SCALE)} · {t('titles: scored by both')}"),
        ui.ActionRow(_select([*shown, *unsure], circle)),
        foot(circle, is_refreshing=is_refreshing),
    ]
    return Card(Colour.BLUE, *parts, row(*_ways(page, viewer)))


def everybody_here(discord_id: int) -> ui.Button[ui.LayoutView]:
    """The button that leads from two people to everybody here."""
    return button(t("See all matches"), AffinityPage(discord_id, 1, beside=True))


def _line(place: int, one: Affinity, circle: VisibleMembers) -> str:
    """``12.  +82%  ren · 41 titles``, with the numbers in columns."""
    numbers = columns(f"{place:>2}. {likeness(one.correlation or 0):>5}")
    return f"{numbers} **{called(circle.names[one.discord_id])}** · {unbroken(_titles(one.shared))}"


def _too_few(unsure: list[Affinity], circle: VisibleMembers) -> str:
    people = [f"{called(circle.names[one.discord_id])} ({grouped(one.shared)})" for one in unsure[:_MOST_UNSURE]]
    names = listed(people, more=len(unsure) - len(people))
    return f"-# {t('Too few titles to compare: {names}', names=names)}"


def _titles(count: int) -> str:
    return tn("{count} title", "{count} titles", count)


def _select(people: list[Affinity], circle: VisibleMembers) -> ui.Select[ui.LayoutView]:
    options = [person_option(one.discord_id, circle.names[one.discord_id]) for one in people[:25]]
    return ui.Select(custom_id=CompareWith().custom_id, placeholder=t("Compare with…"), options=options)


def _ways(page: PageSlice, viewer: Link) -> list[ui.Button[ui.LayoutView]]:
    turns = turning(page.number, page.pages, lambda number: AffinityPage(viewer.discord_id, number))
    return [*turns, refresh(AffinityPage(viewer.discord_id, page.number, fresh=True))]
