"""/recommend: titles the viewer would like, the reasons, and a button that plans them."""

from collections.abc import Mapping
from typing import Annotated

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, bare, headed, row, text
from cards.crowd import TITLE, at_least, called, counted, on_anilist, what_it_is
from cards.ids import Action, MediaKind, digits
from cards.pages import switch, title_select, turning
from cards.visible_members import foot, refresh
from library.crowd import Suggestion
from library.pages import page_slice
from library.rules.scores import show as show_score
from library.visible_members import VisibleMembers
from store import Link, Media


class RecommendPage(Action, prefix="musubi:recommend"):
    """A button that shows a page of the presser's recommendations."""

    kind: MediaKind
    number: Annotated[int, digits(3)]
    fresh: bool = False


class RecommendKind(Action, prefix="musubi:recommend"):
    """A select that shows the first page of the picked kind."""


PER_PAGE = 6


def recommend_card(
    circle: VisibleMembers,
    viewer: Link,
    name: str,
    found: list[Suggestion],
    media: Mapping[int, Media],
    *,
    kind: str,
    number: int,
    is_refreshing: bool,
) -> Card:
    """`media` has the titles of the page, and the titles that are named as reasons."""
    page = page_slice(len(found), number, PER_PAGE)
    shown = [one for one in found[page.start : page.end] if one.media_id in media]
    head = headed(
        f"{'Anime' if kind == 'ANIME' else 'Manga'} for {called(name)}",
        f"-# {on_anilist(viewer)}",
        "From people here who score alike, and from what AniList’s people recommend",
        picture=viewer.avatar_url,
        described_as=f"Avatar of {bare(name)}",
    )
    return Card(
        Colour.BLUE,
        head,
        *([_suggested(one, media, circle) for one in shown] or [text(_nothing())]),
        switch(RecommendKind(), {"ANIME": "Anime", "MANGA": "Manga"}, kind),
        *title_select((media[one.media_id] for one in shown), circle.language),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: RecommendPage(kind, to)),
            refresh(RecommendPage(kind, page.number, fresh=True)),
        ),
    )


def _suggested(one: Suggestion, media: Mapping[int, Media], circle: VisibleMembers) -> ui.Item[ui.LayoutView]:
    title = media[one.media_id]
    words = text(
        f"**{entries.name(title, circle.language, TITLE)}** {what_it_is(title, circle.score_format)}",
        f"-# {_why(one, media, circle)}",
    )
    if one.is_planned:
        return words
    return ui.Section(words, accessory=list_buttons.plan_beside(one.media_id))


def _why(one: Suggestion, media: Mapping[int, Media], circle: VisibleMembers) -> str:
    given = (at_least if one.fans > 1 else show_score)(one.score, circle.score_format)
    because = media.get(one.because)
    reasons = [
        "You plan it already" if one.is_planned else "",
        f"{counted(one.fans, 'person', 'people')} with your taste gave it {given}" if one.fans else "",
        f"because you liked {entries.name(because, circle.language, TITLE)}" if because else "",
    ]
    if not one.fans and not because:
        reasons.append(_weaker(one))
    return " · ".join(reason for reason in reasons if reason)


def _weaker(one: Suggestion) -> str:
    """The reason for a title that nobody with the same taste loved."""
    if one.loved:
        return f"{counted(one.loved, 'person', 'people')} here loved it"
    return "somebody with your taste liked it better than most"


def _nothing() -> str:
    return (
        "Nothing yet. Score what you have seen with /rate, so that I find people with your taste, and open cards of "
        "what you love with /anime: AniList’s recommendations come with them."
    )
