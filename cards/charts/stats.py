"""Which pictures each theme of /stats has, for one person and for two. Knows no card.

A picture is a function without arguments, to be drawn in a thread.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import msgspec

from cards import entries
from cards.card import Colour, Picture
from cards.charts.columns import Column, columns, columns_compared
from cards.charts.overview import Fact, overview, overview_compared
from cards.charts.ranking import MOST, MOST_COMPARED, PairedNumbers, Ranked, percent, ranking, ranking_compared
from cards.charts.scale import ScoreScale
from cards.charts.scores import Scores, score_distribution
from i18n import decimal, mark, number, t, tn
from library.rules.genres import genre_name
from library.stats.model import TOLD, ListStats, StatsGroup
from library.titles.countries import country_name
from library.titles.formats import format_name

Theme = Literal["overview", "genres", "scores", "years", "formats", "studios", "people"]
GroupName = Literal[
    "genres", "tags", "released", "started", "formats", "lengths", "countries", "studios", "voices", "staff"
]
Draw = Callable[[], Picture]
THEMES: dict[Theme, str] = {
    "overview": mark("Overview"),
    "genres": mark("Genres and tags"),
    "scores": mark("Scores"),
    "years": mark("Years"),
    "formats": mark("Formats, lengths, countries"),
    "studios": mark("Studios"),
    "people": mark("Voice actors and staff"),
}
GROUPS: dict[Theme, tuple[GroupName, ...]] = {
    "genres": ("genres", "tags"),
    "years": ("released", "started"),
    "formats": ("formats", "lengths", "countries"),
    "studios": ("studios",),
    "people": ("voices", "staff"),
}
_YEARS = 30  # columns
_DAY = 24 * 60  # minutes
_WHOSE = {"ANIME": mark("{name}’s anime"), "MANGA": mark("{name}’s manga")}
_BOTH = {"ANIME": mark("Anime"), "MANGA": mark("Manga")}
_OF_ONE: dict[str, str] = {
    "genres": mark("{name}’s genres"),
    "tags": mark("{name}’s tags"),
    "studios": mark("{name}’s top studios"),
    "voices": mark("{name}’s top voice actors"),
    "staff": mark("{name}’s top staff"),
    "formats": mark("{name}’s formats"),
    "episodes": mark("{name}’s anime by episodes"),
    "chapters": mark("{name}’s manga by chapters"),
    "countries": mark("{name}’s countries"),
    "released": mark("{name}’s release years"),
    "watched": mark("{name}’s watch years"),
    "read": mark("{name}’s reading years"),
}
_OF_TWO: dict[str, str] = {
    "genres": mark("Genres"),
    "tags": mark("Tags"),
    "studios": mark("Studios"),
    "voices": mark("Voice actors"),
    "staff": mark("Staff"),
    "formats": mark("Formats"),
    "episodes": mark("Anime by episodes"),
    "chapters": mark("Manga by chapters"),
    "countries": mark("Countries"),
    "released": mark("Release years"),
    "watched": mark("Watch years"),
    "read": mark("Reading years"),
}
_COUNTED = {"studios", "voices", "staff"}
_KINDS = {
    ("lengths", "ANIME"): "episodes",
    ("lengths", "MANGA"): "chapters",
    ("started", "ANIME"): "watched",
    ("started", "MANGA"): "read",
}


class Someone(msgspec.Struct, frozen=True):
    """A person by a name that the fonts can draw, and what is counted of their list."""

    name: str
    stats: ListStats


class PictureStyle(msgspec.Struct, frozen=True):
    """The viewer's."""

    scale: ScoreScale
    is_light: bool


def pictures_of(theme: Theme, kind: str, people: Sequence[Someone], look: PictureStyle) -> list[Draw]:
    """The pictures of a theme, for one person or for two; groups of which nobody has told have none."""
    if theme == "overview":
        return [_overview(kind, people, look)]
    if theme == "scores":
        return [_scores(people, look)]
    drawn = (_group(name, kind, people, look) for name in groups_of(theme, kind))
    return [draw for draw in drawn if draw]


def groups_of(theme: Theme, kind: str) -> tuple[GroupName, ...]:
    """Voices are of anime alone."""
    return tuple(name for name in GROUPS.get(theme, ()) if name != "voices" or kind == "ANIME")


def group(stats: ListStats, name: GroupName) -> tuple[StatsGroup, ...] | None:
    return getattr(stats, name)


def label(name: GroupName, one: StatsGroup) -> str:
    """A group by the name that people read."""
    match name:
        case "genres":
            return genre_name(one.name)
        case "formats":
            return format_name(one.name) or one.name
        case "countries":
            return country_name(one.name)
        case "lengths":
            return one.name.replace("-", "–")
        case _:
            return one.name


def facts_of(stats: ListStats, kind: str, scale: ScoreScale) -> list[tuple[str, str]]:
    """The big numbers: what each counts, and the number as it is written."""
    days = (t("days"), decimal(stats.minutes / _DAY, 1))
    units = (t("episodes"), number(stats.episodes))
    if kind == "MANGA":
        days, units = (t("volumes"), number(stats.volumes)), (t("chapters"), number(stats.chapters))
    return [
        (t("titles"), number(stats.titles)),
        units,
        days,
        (t("mean score"), "–" if stats.mean is None else scale.mean(stats.mean)),
        (t("deviation"), "–" if stats.deviation is None else scale.spread(stats.deviation)),
        (t("scored"), number(sum(stats.scores.values()))),
    ]


def _overview(kind: str, people: Sequence[Someone], look: PictureStyle) -> Draw:
    facts = [facts_of(one.stats, kind, look.scale) for one in people]
    tiles = [Fact(of_all[0][0], tuple(value for _, value in of_all)) for of_all in zip(*facts, strict=True)]
    if len(people) == 2:
        names = (one.name for one in people)
        return partial(overview_compared, t(_BOTH[kind]), *names, tiles, is_light=look.is_light)
    (one,) = people
    return partial(
        overview,
        lambda name: t(_WHOSE[kind], name=name),
        one.name,
        tiles,
        one.stats.statuses,
        lambda status: entries.status_name(status, kind),
        is_light=look.is_light,
    )


def _scores(people: Sequence[Someone], look: PictureStyle) -> Draw:
    scored = [Scores(one.name, one.stats.scores, look.scale) for one in people]
    if len(scored) == 1:
        return partial(score_distribution, scored[0], accent=int(Colour.BLUE), is_light=look.is_light)
    shares = [[100 * count / max(one.total, 1) for count in one.at_steps] for one in scored]
    labels = [look.scale.label(step) for step in look.scale.steps]
    parts = [Column(said, (mine, theirs)) for said, mine, theirs in zip(labels, *shares, strict=True)]
    names = (one.name for one in people)
    return partial(columns_compared, "scores", t("Scores"), *names, parts, is_light=look.is_light)


def _group(name: GroupName, kind: str, people: Sequence[Someone], look: PictureStyle) -> Draw | None:
    told = [group(one.stats, name) for one in people]
    found = [one for one in told if one is not None]
    if len(found) < len(people) or not any(found):
        return None
    is_timeline = name in {"released", "started"}
    if len(found) == 1:
        draw = _timeline if is_timeline else _ranking
        return draw(name, kind, people[0].name, found[0], look)
    draw_both = _timelines if is_timeline else _rankings
    return draw_both(name, kind, people, found, look)


def _title(name: GroupName, kind: str) -> Callable[[str], str]:
    said = _OF_ONE[_KINDS.get((name, kind), name)]
    return lambda who: t(said, name=who)


def _heading(name: GroupName, kind: str) -> str:
    return t(_OF_TWO[_KINDS.get((name, kind), name)])


def _ranking(name: GroupName, kind: str, who: str, told: tuple[StatsGroup, ...], look: PictureStyle) -> Draw:
    rows = [Ranked(label(name, one), one.count, one.mean) for one in _ordered(name, told)[:MOST]]
    title = _title(name, kind)
    return partial(ranking, name, title, who, rows, look.scale, accent=int(Colour.BLUE), is_light=look.is_light)


def _rankings(
    name: GroupName, kind: str, people: Sequence[Someone], told: list[tuple[StatsGroup, ...]], look: PictureStyle
) -> Draw | None:
    """The groups that take most of both lists. One that AniList's top lacks has an unknown number, and is left out."""
    groups = {one.name: one for one in (*told[1], *told[0])}
    counts = {key: (_count(key, told[0]), _count(key, told[1])) for key in groups}
    seen = [max(one.stats.seen, 1) for one in people]
    known = {key: (mine, theirs) for key, (mine, theirs) in counts.items() if mine is not None and theirs is not None}
    top = sorted(known, key=lambda key: (-known[key][0] / seen[0] - known[key][1] / seen[1], key))[:MOST_COMPARED]
    rows = [_pair(name, one, known[one.name], seen) for one in _ordered(name, [groups[key] for key in top])]
    names = (one.name for one in people)
    draw = partial(ranking_compared, name, _heading(name, kind), *names, rows, is_light=look.is_light)
    return draw if rows else None


def _count(name: str, groups: tuple[StatsGroup, ...]) -> int | None:
    """None where the group may come after those that AniList tells."""
    return next((one.count for one in groups if one.name == name), 0 if len(groups) < TOLD else None)


def _pair(name: GroupName, one: StatsGroup, counts: tuple[int, int], seen: Sequence[int]) -> PairedNumbers:
    """Of genres and the like, shares compare better: lists are not of the same length. Of people, numbers do."""
    said = label(name, one)
    if name in _COUNTED:
        return PairedNumbers(said, counts, (number(counts[0]), number(counts[1])))
    mine, theirs = (100 * count / of_all for count, of_all in zip(counts, seen, strict=True))
    return PairedNumbers(said, (mine, theirs), (percent(mine), percent(theirs)))


def _timeline(name: GroupName, kind: str, who: str, told: tuple[StatsGroup, ...], look: PictureStyle) -> Draw:
    parts = [Column(year, (count,)) for year, (count,) in _by_year([told])]
    line = tn("{count} title", "{count} titles", sum(one.count for one in told))
    title = _title(name, kind)
    return partial(columns, name, title, who, line, parts, accent=int(Colour.BLUE), is_light=look.is_light)


def _timelines(
    name: GroupName, kind: str, people: Sequence[Someone], told: list[tuple[StatsGroup, ...]], look: PictureStyle
) -> Draw:
    totals = [max(sum(one.count for one in groups), 1) for groups in told]
    parts = [
        Column(year, tuple(100 * count / total for count, total in zip(counts, totals, strict=True)))
        for year, counts in _by_year(told)
    ]
    names = (one.name for one in people)
    return partial(columns_compared, name, _heading(name, kind), *names, parts, is_light=look.is_light)


def _by_year(told: Sequence[tuple[StatsGroup, ...]]) -> list[tuple[str, tuple[int, ...]]]:
    """The counts of each year up to the last; what is long ago is one column."""
    counts = [{int(one.name): one.count for one in groups} for groups in told]
    years = sorted({year for counted in counts for year in counted})
    if not years:
        return []
    first = max(years[0], years[-1] - _YEARS + 1)
    columns_ = [(str(year), tuple(counted.get(year, 0) for counted in counts)) for year in range(first, years[-1] + 1)]
    before = tuple(sum(count for year, count in counted.items() if year < first) for counted in counts)
    return [(f"< {first}", before), *columns_] if any(before) else columns_


def _ordered(name: GroupName, groups: Sequence[StatsGroup]) -> list[StatsGroup]:
    """The most titles first; lengths from the shortest."""
    if name != "lengths":
        return list(groups)
    return sorted(groups, key=lambda one: int(one.name.split("-")[0].rstrip("+")) if one.name[:1].isdigit() else 0)
