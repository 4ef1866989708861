"""/recommend: titles the viewer would like, the reasons, and a button that plans them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, bare, headed, row, text
from cards.commands import command
from cards.crowd import TITLE, at_least, called, named, on_anilist, what_it_is
from cards.ids import Action, MediaKind, digits
from cards.pages import switch, title_select, turning
from cards.thumbs import pair_select
from cards.visible_members import foot, refresh
from i18n import mark, t, tn
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

_TITLES = {"ANIME": mark("Anime for {name}"), "MANGA": mark("Manga for {name}")}
NOTHING = mark("No recommendations yet.")
SCORE_MORE = mark("Score titles you’ve seen with {rate}, so I can find members with your taste.")
OPEN_MORE = mark("Open titles you love with {anime} or {manga}: AniList’s recommendations come with them.")
PLANNED_ALREADY = mark("On your Planning list")
BECAUSE = mark("Because you liked {title}")
LIKED_BETTER = mark("Someone with your taste rated it above their average")


def recommend_card(
    circle: VisibleMembers,
    viewer: Link,
    name: str,
    found: Sequence[Suggestion],
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
        t(_TITLES[kind], name=called(name)),
        f"-# {on_anilist(viewer)}",
        f"-# {t('From members’ scores and AniList’s recommendations')}",
        picture=viewer.avatar_url,
        described_as=t("Avatar of {name}", name=bare(name)),
    )
    return Card(
        Colour.BLUE,
        head,
        *([_suggested(one, media, circle) for one in shown] or [text(*_nothing())]),
        switch(RecommendKind(), {"ANIME": t("Anime"), "MANGA": t("Manga")}, kind),
        *title_select((media[one.media_id] for one in shown), circle.language),
        *pair_select(shown, media, circle.language),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: RecommendPage(kind, to)),
            refresh(RecommendPage(kind, page.number, fresh=True)),
        ),
    )


def _suggested(one: Suggestion, media: Mapping[int, Media], circle: VisibleMembers) -> ui.Item[ui.LayoutView]:
    title = media[one.media_id]
    words = text(
        named(title, circle.language),
        f"-# {what_it_is(title, circle.score_format)}",
        *(f"-# {reason}" for reason in _why(one, media, circle)),
    )
    if one.is_planned:
        return words
    return ui.Section(words, accessory=list_buttons.plan_beside(one.media_id))


def _why(one: Suggestion, media: Mapping[int, Media], circle: VisibleMembers) -> list[str]:
    because = media.get(one.because)
    reasons = [
        t(PLANNED_ALREADY) if one.is_planned else "",
        _fans(one, circle.score_format) if one.fans else "",
        t(BECAUSE, title=entries.name(because, circle.language, TITLE)) if because else "",
    ]
    if not one.fans and not because:
        reasons.append(_weaker(one))
    return [reason for reason in reasons if reason]


def _fans(one: Suggestion, score_format: str) -> str:
    return tn(
        "{count} member with your taste gave it {score}",
        "{count} members with your taste gave it {score}",
        one.fans,
        score=(at_least if one.fans > 1 else show_score)(one.score, score_format),
    )


def _weaker(one: Suggestion) -> str:
    """The reason for a title that nobody with the same taste loved."""
    if one.loved:
        return tn("{count} member here loved it", "{count} members here loved it", one.loved)
    return t(LIKED_BETTER)


def _nothing() -> list[str]:
    more = t(OPEN_MORE, anime=command("anime"), manga=command("manga"))
    return [t(NOTHING), t(SCORE_MORE, rate=command("rate")), more]
