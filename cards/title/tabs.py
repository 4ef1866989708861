"""The tabs of a title's card: their names, their ids, and the select that shows another one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple

import discord
import msgspec
from discord import ui

from cards.ids import Action, IdPart, MediaId, PageNumber, letters
from i18n import mark, t
from library.franchise.related import Onlooker
from library.sync.library import Title
from library.viewer import format_of, language_of
from store import Link

Tab = Literal["about", "story", "people", "watch", "opinions"]
Part = ui.Item[ui.LayoutView]
NOT_TOLD = mark("AniList hasn’t told me this yet. Refresh to ask again.")


class TabName(NamedTuple):
    """The name of a tab, and what it shows."""

    name: str
    about: str


# The tabs that are offered, in their order.
TABS: Mapping[Tab, TabName] = {
    "about": TabName(mark("About"), mark("What it is, who made it, and when")),
    "story": TabName(mark("Story"), mark("What comes next, and related titles")),
    "people": TabName(mark("People"), mark("Characters, voices and staff")),
    "watch": TabName(mark("Where to find it"), mark("Places to watch or read, official pages")),
    "opinions": TabName(mark("Opinions"), mark("Scores, lists, a review, people you follow")),
}


class TabPlace(IdPart):
    """A place in a tab, part of every button's id. What `choice` chooses is the tab's own, such as a language."""

    media_id: MediaId
    tab: Tab
    number: PageNumber = 1
    choice: Annotated[str, letters("A-Za-z0-9-", 24)] | None = None

    def to(self, **changes: Any) -> "TabPlace":
        return replace(self, **changes)


class ShowTab(Action, prefix="musubi:tab"):
    """A select that shows the picked tab of a title."""

    media_id: MediaId


class TurnTab(Action, prefix="musubi:tab:turn"):
    """A button that shows another page of a tab, or another choice."""

    place: TabPlace


class ChooseInTab(Action, prefix="musubi:tab:choose"):
    """A select in a tab: what is picked becomes the `choice` of its place."""

    media_id: MediaId
    tab: Tab


class TitleView(msgspec.Struct, frozen=True):
    """A title for the viewer whose `link` it is. `is_alone`: nobody else sees the card.

    `is_adult`: adult titles may be named where the card is. `may_ask`: the tab is opened or refreshed, and not turned.
    """

    shown: Title
    link: Link | None
    place: TabPlace
    now: int
    is_alone: bool
    is_adult: bool
    may_ask: bool = True

    @property
    def onlooker(self) -> Onlooker:
        return Onlooker(self.link, self.is_alone, self.is_adult)

    @property
    def language(self) -> str:
        """The viewer's language of titles."""
        return language_of(self.link)

    @property
    def score_format(self) -> str:
        """The viewer's format of scores."""
        return format_of(self.link)


def tab_of(value: str) -> Tab:
    """The tab of that name; the first one for a name of another release's."""
    for tab in TABS:
        if tab == value:
            return tab
    return "about"


def tabs(media_id: int, chosen: Tab) -> list[Part]:
    """The select of tabs; none while there is one tab."""
    options = [
        discord.SelectOption(label=t(name.name), description=t(name.about), value=tab, default=tab == chosen)
        for tab, name in TABS.items()
    ]
    return [ui.ActionRow(ui.Select(custom_id=ShowTab(media_id).custom_id, options=options))] if options[1:] else []
