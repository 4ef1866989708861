"""The card of a studio: what it is, and its titles with the viewer's status."""

from dataclasses import replace
from typing import Literal

from discord import ui

from cards import cast, list_buttons
from cards.card import Card, Colour, button, facts, linked, plain, text
from cards.emojis import emoji
from cards.ids import Action, IdPart, MediaId
from cards.pages import switch, title_select
from i18n import mark, number, t
from library.cast.roles import TitleRoles
from library.cast.studios import StudioFacts, StudioOrder, StudioView, StudioWork
from library.viewer import language_of
from store import Link

Works = Literal["all", "main"]
ANIMATION, PRODUCER = mark("Animation studio"), mark("Producer")
_WORKS: dict[tuple[Works, StudioOrder], str] = {
    ("all", "popular"): mark("All titles, most popular first"),
    ("all", "newest"): mark("All titles, newest first"),
    ("all", "best"): mark("All titles, highest rated first"),
    ("main", "popular"): mark("As main studio, most popular first"),
    ("main", "newest"): mark("As main studio, newest first"),
    ("main", "best"): mark("As main studio, highest rated first"),
}


class StudioPlace(IdPart):
    """A page of a studio's titles, part of every button's id."""

    studio_id: MediaId
    works: Works = "all"
    order: StudioOrder = "popular"
    number: cast.Number = 1


class ShowStudio(Action, prefix="musubi:studio"):
    """A button that shows another page of titles."""

    place: StudioPlace
    way: cast.Way


class RefreshStudio(Action, prefix="musubi:studio:latest"):
    """A button that fetches the studio from AniList, and shows the card again."""

    place: StudioPlace


class ShowStudioWorks(Action, prefix="musubi:studio:works"):
    """A select of the titles and their order."""

    place: StudioPlace


def works_picked(place: StudioPlace, picked: str) -> StudioPlace:
    """The first page of the picked titles; the same page for a value that there is no more."""
    chosen = next((one for one in _WORKS if ":".join(one) == picked), None)
    return replace(place, works=chosen[0], order=chosen[1], number=1) if chosen else place


def studio_card(view: StudioView, place: StudioPlace, link: Link | None) -> Card:
    """`view` has the entries that may be seen where the card is shown."""
    studio, language = view.studio, language_of(link)
    lines = [_line(shown, studio, language) for shown in view.works] or [t(cast.NO_TITLES)]
    small = cast.small_print(place.number, view.as_of, has_next=view.has_next, is_unanswered=view.is_unanswered)
    choices = {":".join(one): t(said) for one, said in _WORKS.items() if _has(studio, one[0])}

    def page(number: int, way: cast.Way) -> ShowStudio:
        return ShowStudio(replace(place, number=number), way)

    turns = cast.turns(place.number, page, has_next=view.has_next)
    doors = [list_buttons.favourite(studio.id, "STUDIO"), *cast.at_anilist(studio)]
    return Card(
        Colour.BLUE,
        text(f"### {linked(studio_name(studio), studio.site_url)}", _about(studio)),
        ui.Separator(),
        text(*lines, small),
        *title_select((shown.media for shown in view.works), language),
        switch(ShowStudioWorks(place), choices, f"{place.works}:{place.order}"),
        *cast.rows(turns, button(t("Refresh"), RefreshStudio(place)), doors),
    )


def studio_name(studio: StudioFacts) -> str:
    return plain(studio.name, 100) or f"AniList {studio.id}"


def _about(studio: StudioFacts) -> str:
    loved = f"{emoji('favourite')} {number(studio.favourites)}" if studio.favourites else ""
    return facts(t(ANIMATION) if studio.is_animation_studio else t(PRODUCER), loved)


def _line(shown: TitleRoles[StudioWork], studio: StudioFacts, language: str) -> str:
    """A title; what an animation studio has not drawn itself is marked."""
    has_helped = studio.is_animation_studio and not any(work.is_main for work in shown.roles)
    return cast.title_line(shown.media, shown.entry, language, *([t(PRODUCER)] if has_helped else []))


def _has(studio: StudioFacts, works: Works) -> bool:
    """Whether there may be such titles: a producer is nowhere the main studio."""
    return studio.is_animation_studio or works == "all"
