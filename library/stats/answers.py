"""From AniList's answer to what is counted of a list. Odd groups are left out. Pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from anilist.statistics import (
    AnimeStatistics,
    GroupStatistic,
    ListStatistics,
    ScoreStatistic,
    StatisticPerson,
    StatisticsUser,
    StatusStatistic,
)
from library.rules.genres import ADULT_GENRE
from library.stats.model import BothLists, Groups, ListStats, StatsGroup
from library.sync.answers import value_of

_T = TypeVar("_T")


def both_lists(answer: StatisticsUser) -> BothLists:
    both = answer.statistics
    return BothLists(*(told and _list(told) for told in ((both.anime, both.manga) if both else (None, None))))


def _list(told: ListStatistics) -> ListStats:
    is_scored = told.mean_score > 0
    return ListStats(
        titles=told.count,
        mean=told.mean_score if is_scored else None,
        deviation=told.standard_deviation if is_scored else None,
        minutes=told.minutes_watched,
        episodes=told.episodes_watched,
        chapters=told.chapters_read,
        volumes=told.volumes_read,
        statuses=_statuses(told.statuses or []),
        scores=_scores(told.scores or []),
        formats=_groups(told.formats, lambda one: _group(one, value_of(one.format))),
        lengths=_groups(told.lengths, lambda one: _group(one, one.length)),
        countries=_groups(told.countries, lambda one: _group(one, one.country)),
        released=_groups(told.release_years, lambda one: _group(one, _year(one.release_year))),
        started=_groups(told.start_years, lambda one: _group(one, _year(one.start_year))),
        genres=_groups(told.genres, lambda one: _group(one, one.genre, is_adult=one.genre == ADULT_GENRE)),
        tags=_groups(
            told.tags,
            lambda one: (
                one.tag and _group(one, one.tag.name, number=one.tag.id, is_adult=one.tag.is_adult is not False)
            ),
        ),
        studios=_groups(told.studios, lambda one: one.studio and _group(one, one.studio.name, number=one.studio.id)),
        staff=_groups(told.staff, lambda one: _person(one, one.staff)),
        voices=_groups(told.voice_actors, lambda one: _person(one, one.voice_actor))
        if isinstance(told, AnimeStatistics)
        else (),
    )


def _statuses(told: Iterable[StatusStatistic | None]) -> dict[str, int]:
    named = [(value_of(one.status), one.count) for one in told if one]
    return {status: count for status, count in named if status and count}


def _scores(told: Iterable[ScoreStatistic | None]) -> dict[int, int]:
    return {one.score: one.count for one in told if one and one.score}


def _groups(told: list[_T | None] | None, make: Callable[[_T], StatsGroup | None]) -> Groups:
    if told is None:
        return None
    made = [make(one) for one in told if one is not None]
    return tuple(group for group in made if group and group.count)


def _group(
    one: GroupStatistic, name: str | None, *, number: int | None = None, is_adult: bool = False
) -> StatsGroup | None:
    return StatsGroup(name, one.count, one.mean_score or None, number, is_adult) if name else None


def _person(one: GroupStatistic, person: StatisticPerson | None) -> StatsGroup | None:
    return _group(one, person.name.full, number=person.id) if person and person.name else None


def _year(year: int | None) -> str | None:
    return None if year is None else str(year)
