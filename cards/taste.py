"""/taste: two people's scores, their agreements and differences, and the titles that both love."""

from collections.abc import Collection, Mapping

import msgspec
from discord import ui

from cards import entries
from cards.affinity import SCALE, everybody_here
from cards.card import Card, Colour, Gallery, Picture, facts, row, text
from cards.crowd import TITLE, called, columns, likeness
from cards.emojis import emoji
from cards.favourites import named_lines
from cards.ids import Action, Snowflake
from cards.subjects import subject_select
from cards.together import could_watch
from cards.toggles import follow
from cards.visible_members import foot, refresh
from i18n import mark, t, tn
from library.crowd import MINIMUM_SHARED, Comparison, Pair
from library.rules.scores import show as show_score
from library.titles.formats import format_name
from library.visible_members import VisibleMembers
from store import Media, NamedFavourite


class CompareTaste(Action, prefix="musubi:taste"):
    """A button that compares two people's taste."""

    discord_id: Snowflake
    other_id: Snowflake
    fresh: bool = False


_MOST_PAIRS = 4
_MOST_FAVOURITES = 5
_NEAR = 10  # of 100: scores that agree

BOTH = mark("{first} and {second}")
YOURSELF = mark("That’s you, and you agree with yourself. Pick someone else.")
TOO_FEW = mark("You need {count} titles that you both scored to see your match.")
ALL_THE_SAME = mark("One of you gives every title the same score, so there’s no match to show.")
SIMILAR, DIFFERENT = mark("Similar scores"), mark("Different scores")
FAVOURITES = mark("Favourites of both")


class Two(msgspec.Struct, frozen=True):
    """The viewer and the other person, and their names here; `account_id` is the other's at AniList."""

    viewer: int
    viewer_name: str
    other: int
    other_name: str
    account_id: int


def taste_card(
    circle: VisibleMembers,
    two: Two,
    found: Comparison,
    media: Mapping[int, Media],
    favourites: Collection[int],
    named: Collection[NamedFavourite],
    picture: Picture | None,
    *,
    is_refreshing: bool,
) -> Card:
    """`media` has the titles that may be named; other titles are left out. `favourites` are the favourites of both, and
    `named` the characters, staff and studios among them.
    """
    pairs = [pair for pair in found.pairs if pair.media_id in media]
    agreed = [pair for pair in pairs if _gap(pair) <= _NEAR][:_MOST_PAIRS]
    apart = [pair for pair in reversed(pairs) if _are_apart(pair, circle.score_format)][:_MOST_PAIRS]
    loved = [media[media_id] for media_id in favourites if media_id in media]
    shown = loved[:_MOST_FAVOURITES]
    parts: list[ui.Item[ui.LayoutView]] = [
        text(f"### {_title(two, found)}", *_sentences(found, len(loved) + len(named))),
        *([Gallery(picture)] if picture else []),
        *([text(f"-# {_whose(two)}")] if agreed or apart else []),
        *_listed(SIMILAR, agreed, media, circle),
        *_listed(DIFFERENT, apart, media, circle),
        *_loved(shown, named, circle),
        *subject_select([*(media[pair.media_id] for pair in (*agreed, *apart)), *shown], named, circle.language),
        foot(circle, is_refreshing=is_refreshing),
    ]
    ways = [could_watch([two.viewer, two.other]), everybody_here(two.viewer), follow(two.account_id, two.other_name)]
    return Card(Colour.BLUE, *parts, row(*ways, refresh(CompareTaste(two.viewer, two.other, fresh=True))))


def yourself() -> Card:
    return Card(Colour.AMBER, text(t(YOURSELF)))


def _title(two: Two, found: Comparison) -> str:
    names = t(BOTH, first=called(two.viewer_name), second=called(two.other_name))
    return names if found.affinity.correlation is None else f"{names} · {likeness(found.affinity.correlation)}"


def _sentences(found: Comparison, favourites: int) -> list[str]:
    """The numbers of what both share, and how to read the match, or the reason why there is none."""
    shared = found.affinity.shared
    counts = [
        tn("{count} title in common", "{count} titles in common", found.in_common),
        tn("{count} scored by both", "{count} scored by both", shared),
        tn("{count} favourite in common", "{count} favourites in common", favourites) if favourites else "",
    ]
    match = t(SCALE)
    if found.affinity.correlation is None:
        match = t(TOO_FEW, count=MINIMUM_SHARED) if shared < MINIMUM_SHARED else t(ALL_THE_SAME)
    return [facts(*counts), f"-# {match}"]


def _whose(two: Two) -> str:
    return t("{first}’s score, then {second}’s", first=called(two.viewer_name), second=called(two.other_name))


def _listed(
    head: str, pairs: list[Pair], media: Mapping[int, Media], circle: VisibleMembers
) -> list[ui.Item[ui.LayoutView]]:
    lines = [f"{_scores(pair, circle.score_format)} {_name(media[pair.media_id], circle)}" for pair in pairs]
    return [text(f"**{t(head)}**", *lines)] if lines else []


def _scores(pair: Pair, score_format: str) -> str:
    """Both scores; numbers stand in columns."""
    mine, theirs = show_score(pair.mine, score_format), show_score(pair.theirs, score_format)
    if mine[:1].isdigit():
        return columns(f"{mine:>3}  {theirs:>3}")
    return f"{entries.scored(pair.mine, score_format)} · {entries.scored(pair.theirs, score_format)}"


def _loved(
    loved: list[Media], named: Collection[NamedFavourite], circle: VisibleMembers
) -> list[ui.Item[ui.LayoutView]]:
    lines = [*(f"{emoji('favourite')} {_name(media, circle)}" for media in loved), *named_lines(named)]
    return [text(f"**{t(FAVOURITES)}**", *lines)] if lines else []


def _name(media: Media, circle: VisibleMembers) -> str:
    """The title, with its format if it is a manga: both kinds are compared together, and often share a name."""
    name = f"**{entries.name(media, circle.language, TITLE)}**"
    return f"{name} · {format_name(media.format or 'MANGA')}" if media.media_type == "MANGA" else name


def _gap(pair: Pair) -> int:
    return abs(pair.mine - pair.theirs)


def _are_apart(pair: Pair, score_format: str) -> bool:
    """Whether the scores differ for the viewer, too: two scores may be the same smiley in the viewer's format."""
    return _gap(pair) > _NEAR and show_score(pair.mine, score_format) != show_score(pair.theirs, score_format)
