"""The ids of the buttons and selects of /stats, and the button that leads there from other cards."""

from typing import Annotated

from discord import ui

from cards.card import button
from cards.charts.stats import THEMES, Theme
from cards.ids import Action, IdPart, MediaKind, Snowflake, one_of
from i18n import t


class StatsPlace(IdPart):
    """A theme of a person's anime or manga; `other_id` is whom they are compared with."""

    owner_id: Snowflake
    kind: MediaKind
    theme: Annotated[Theme, one_of({theme: theme for theme in THEMES})] = "overview"
    other_id: Snowflake | None = None


class ShowStats(Action, prefix="musubi:stats"):
    """A button that shows statistics."""

    place: StatsPlace
    fresh: bool = False


class ShowStatsTheme(Action, prefix="musubi:statstheme"):
    """A select that shows the picked theme."""

    place: StatsPlace


class CompareStats(Action, prefix="musubi:statswith"):
    """A select that compares with the picked member."""

    place: StatsPlace


class CompareStatsWithMe(Action, prefix="musubi:statsme"):
    """A button that compares with whoever presses it."""

    place: StatsPlace


def to_stats(owner_id: int, kind: str) -> ui.Button[ui.LayoutView]:
    return button(t("Stats"), ShowStats(StatsPlace(owner_id, kind)))
