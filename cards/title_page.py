"""Titles of a page, each with a button that plans it, or their covers: the body of /season and of /browse."""

from collections.abc import Callable
from typing import Literal

import discord
import msgspec
from discord import ui

from anilist.shapes import is_address
from cards import entries
from cards.card import button, dotted, facts, plain, text
from cards.ids import Action
from cards.media import cover_of, length
from cards.pages import title_select
from cards.watched import done_lines
from i18n import listed, mark, t
from library.browse.pages import BrowsedPage
from library.changes.editing import Changed
from library.rules.genres import genre_name
from library.titles.formats import format_name
from library.viewer import format_of, language_of
from store import Entry, Link, Media

View = Literal["list", "grid"]
PER_PAGE: dict[View, int] = {"list": 6, "grid": 8}
VIEWS: dict[View, str] = {"list": mark("Show list"), "grid": mark("Show covers")}
PLAN = mark("Plan a title…")
_TITLE = 60
_GENRES = 3

_Part = ui.Item[ui.LayoutView]


class TitlePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page, and the actions of its buttons. `link` is the viewer's.

    Where others see it, buttons are for whoever presses them, so they say nothing of `page.own`: the texts do.
    """

    page: BrowsedPage
    link: Link | None
    now: int
    plan: Callable[[int], Action]
    pick: Action
    is_seen_by_others: bool = False

    def parts(self, view: View) -> list[_Part]:
        """The titles, and the select that opens one of them."""
        shown = [self._section(title) for title in self.page.media] if view == "list" else self._covers()
        return [*shown, *title_select(self.page.media, self._language)]

    @property
    def _language(self) -> str:
        return language_of(self.link)

    def _section(self, media: Media) -> _Part:
        about = facts(entries.starred(entries.average(media, format_of(self.link))), *_kind(media))
        genres = listed(plain(genre_name(genre), 30) for genre in media.genres[:_GENRES])
        entry = self.page.own.get(media.id)
        own = _own(entry) if entry and self.is_seen_by_others else ""
        small = dotted(own, entries.next_airing(media, self.now), genres)
        words = text(self._name(media), about, f"-# {small}" if small else "")
        return ui.Section(words, accessory=self._plan(media, None if self.is_seen_by_others else entry))

    def _name(self, media: Media) -> str:
        return f"**{entries.name(media, self._language, _TITLE)}**"

    def _plan(self, media: Media, entry: Entry | None) -> ui.Button[ui.LayoutView]:
        if entry is None:
            return button(t("Plan"), self.plan(media.id), discord.ButtonStyle.success)
        made = button(_own(entry), self.plan(media.id))
        made.disabled = True
        return made

    def _covers(self) -> list[_Part]:
        """A gallery, the names in its order, and a select that plans a title."""
        titles = sorted(self.page.media, key=lambda title: not is_address(title.cover_url))
        covers = [
            discord.MediaGalleryItem(title.cover_url, description=cover_of(title, self._language))
            for title in titles
            if is_address(title.cover_url)
        ]
        lines = [f"{number}. {self._cover_line(title)}" for number, title in enumerate(titles, 1)]
        left = [title for title in self.page.media if self.is_seen_by_others or title.id not in self.page.own]
        plan = title_select(left, self._language, self.pick, PLAN)
        return [*([ui.MediaGallery[ui.LayoutView](*covers)] if covers else []), text(*lines), *plan]

    def _cover_line(self, media: Media) -> str:
        entry = self.page.own.get(media.id)
        return dotted(self._name(media), facts(*_kind(media), _own(entry) if entry else ""))


def planned(changed: Changed, link: Link, undo: Action) -> _Part:
    """What was just planned, with Undo."""
    name = entries.name(changed.media, language_of(link), _TITLE)
    return ui.Section(text(*done_lines(name, changed)), accessory=button(t("Undo"), undo))


def _kind(media: Media) -> tuple[str, str]:
    return format_name(media.format), length(media)


def _own(entry: Entry) -> str:
    return f"✓ {entries.status_name(entry.status, entry.media_type)}"
