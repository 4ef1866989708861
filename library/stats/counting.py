"""Counts a list from its entries and titles, in AniList's groups. Pure.

Who made a title, its tags and its studios are AniList's to tell.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import fmean, pstdev

from library.profile import Listed, profile_of
from library.rules.genres import ADULT_GENRE
from library.stats.model import ListStats, StatsGroup
from store import Entry, Media

# AniList's own ranges of lengths: the most episodes or chapters of each, and its name.
_LENGTHS = {
    "ANIME": ((1, 6, 16, 28, 55, 100), ("1", "2-6", "7-16", "17-28", "29-55", "56-100", "101+")),
    "MANGA": ((1, 10, 25, 50, 100, 200), ("1", "2-10", "11-25", "26-50", "51-100", "101-200", "201+")),
}
Line = tuple[Listed, Media]


def counted(lines: list[Line], media_type: str) -> ListStats:
    """The statistics of the lines, as far as titles tell them."""
    totals = profile_of(lines, [], 0)
    scores = [entry.score for entry, _ in lines if entry.score]
    seen = [line for line in lines if line[0].status != "PLANNING"]
    is_anime = media_type == "ANIME"
    return ListStats(
        titles=totals.titles,
        mean=totals.mean,
        deviation=pstdev(scores) if scores else None,
        minutes=totals.minutes,
        episodes=totals.units if is_anime else 0,
        chapters=0 if is_anime else totals.units,
        volumes=totals.volumes,
        statuses=totals.statuses,
        scores=totals.scores,
        formats=_groups((line, media.format) for line, media in _with_media(seen)),
        lengths=_groups((line, _length(media)) for line, media in _with_media(seen)),
        countries=_groups((line, media.country) for line, media in _with_media(seen)),
        released=_groups((line, _released(media)) for line, media in _with_media(seen)),
        started=_groups((line, _started(line[0])) for line in seen) if _have_dates(seen) else None,
        genres=_groups((line, genre) for line, media in _with_media(seen) for genre in media.genres),
    )


def _with_media(lines: Iterable[Line]) -> list[tuple[Line, Media]]:
    return [(line, line[1]) for line in lines]


def _groups(named: Iterable[tuple[Line, str | None]]) -> tuple[StatsGroup, ...]:
    """The groups with the most titles first."""
    scores: defaultdict[str, list[int]] = defaultdict(list)
    for (entry, _), name in named:
        if name:
            scores[name].append(entry.score)
    counts = Counter({name: len(given) for name, given in scores.items()})
    return tuple(
        StatsGroup(name, count, _mean(scores[name]), None, name == ADULT_GENRE) for name, count in counts.most_common()
    )


def _mean(scores: list[int]) -> float | None:
    given = [score for score in scores if score]
    return fmean(given) if given else None


def _length(media: Media) -> str | None:
    total = media.episodes if media.media_type == "ANIME" else media.chapters
    ends, names = _LENGTHS[media.media_type]
    return names[bisect_left(ends, total)] if total else None


def _released(media: Media) -> str | None:
    return _text(media.started // 10_000 if media.started else media.season_year)


def _have_dates(lines: list[Line]) -> bool:
    """Whether dates are among what is known: others may see an entry, and not its dates."""
    return all(isinstance(entry, Entry) for entry, _ in lines)


def _started(entry: Listed) -> str | None:
    return _text(entry.started.year) if isinstance(entry, Entry) else None


def _text(year: int | None) -> str | None:
    return str(year) if year else None
