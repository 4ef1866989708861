"""/taste: two people's scores, their agreements and differences, and the titles that both love."""

from collections.abc import Collection, Mapping

import msgspec
from discord import ui

from cards import entries
from cards.affinity import SCALE, everybody_here
from cards.card import Card, Colour, Gallery, Picture, row, text
from cards.crowd import TITLE, called, counted, likeness
from cards.ids import Action, Snowflake
from cards.pages import title_select
from cards.together import could_watch
from cards.visible_members import foot, refresh
from library.crowd import MINIMUM_SHARED, Comparison, Pair
from library.rules.scores import show as show_score
from library.visible_members import VisibleMembers
from store import Media


class CompareTaste(Action, prefix="musubi:taste"):
    """A button that compares two people's taste."""

    discord_id: Snowflake
    other_id: Snowflake
    fresh: bool = False


_MOST_PAIRS = 4
_MOST_FAVOURITES = 5
_NEAR = 10  # of 100: scores that agree


class Two(msgspec.Struct, frozen=True):
    """The viewer and the other person, and their names here."""

    viewer: int
    viewer_name: str
    other: int
    other_name: str


def taste_card(
    circle: VisibleMembers,
    two: Two,
    found: Comparison,
    media: Mapping[int, Media],
    favourites: Collection[int],
    picture: Picture | None,
    *,
    is_refreshing: bool,
) -> Card:
    """`media` has the titles that may be named; other titles are left out. `favourites` are the favourites of both."""
    pairs = [pair for pair in found.pairs if pair.media_id in media]
    agreed = [pair for pair in pairs if _gap(pair) <= _NEAR][:_MOST_PAIRS]
    apart = [pair for pair in reversed(pairs) if _are_apart(pair, circle.score_format)][:_MOST_PAIRS]
    loved = [media[media_id] for media_id in favourites if media_id in media][:_MOST_FAVOURITES]
    parts: list[ui.Item[ui.LayoutView]] = [
        text(f"### {_title(two, found)}", _sentence(found)),
        *([Gallery(picture)] if picture else []),
        *_listed("Agree on", agreed, media, circle, two),
        *_listed("Disagree on", apart, media, circle, two),
        *_loved(loved, circle),
        *title_select([*(media[pair.media_id] for pair in (*agreed, *apart)), *loved], circle.language),
        foot(circle, is_refreshing=is_refreshing),
    ]
    ways = [could_watch([two.viewer, two.other]), everybody_here(two.viewer)]
    return Card(Colour.BLUE, *parts, row(*ways, refresh(CompareTaste(two.viewer, two.other, fresh=True))))


def yourself() -> Card:
    return Card(Colour.AMBER, text("That is you, and you agree with yourself. Pick somebody else here."))


def _title(two: Two, found: Comparison) -> str:
    names = f"{called(two.viewer_name)} and {called(two.other_name)}"
    return names if found.affinity.correlation is None else f"{names} · {likeness(found.affinity.correlation)}"


def _sentence(found: Comparison) -> str:
    shared = found.affinity.shared
    amount = f"{counted(found.in_common, 'title')} in common, {shared:,} scored by both."
    if found.affinity.correlation is not None:
        return f"{amount}\n-# {SCALE}"
    if shared < MINIMUM_SHARED:
        return f"{amount} It takes {MINIMUM_SHARED} to say how alike you are."
    return f"{amount} One of you gives them all the same score, so there is no saying how alike you are."


def _listed(
    head: str, pairs: list[Pair], media: Mapping[int, Media], circle: VisibleMembers, two: Two
) -> list[ui.Item[ui.LayoutView]]:
    lines = [
        f"{show_score(pair.mine, circle.score_format)} · {show_score(pair.theirs, circle.score_format)}  "
        f"{_name(media[pair.media_id], circle)}"
        for pair in pairs
    ]
    whose = f"-# {head} · {called(two.viewer_name)} first, then {called(two.other_name)}"
    return [text(whose, *lines)] if lines else []


def _loved(loved: list[Media], circle: VisibleMembers) -> list[ui.Item[ui.LayoutView]]:
    names = ", ".join(_name(media, circle) for media in loved)
    return [text(f"-# Favourites of both\n❤️ {names}")] if names else []


def _name(media: Media, circle: VisibleMembers) -> str:
    """The title, with a mark for manga: both kinds are compared together, and often share a name."""
    return f"**{entries.name(media, circle.language, TITLE)}**{' manga' if media.media_type == 'MANGA' else ''}"


def _gap(pair: Pair) -> int:
    return abs(pair.mine - pair.theirs)


def _are_apart(pair: Pair, score_format: str) -> bool:
    """Whether the scores differ for the viewer, too: two scores may be the same smiley in the viewer's format."""
    return _gap(pair) > _NEAR and show_score(pair.mine, score_format) != show_score(pair.theirs, score_format)
