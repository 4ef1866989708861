"""The statistics of a person's lists, as AniList counts them: a struct for each selection of ``statistics.graphql``."""

from typing import Annotated

from msgspec import Meta

from anilist.library import MediaFormat, MediaListStatus
from anilist.shapes import Count, Hundredths, Id, Name, OnOdd, Selection

Mean = Annotated[float, Meta(ge=0, le=100)]  # 0 where nothing is scored
Year = Annotated[int, Meta(ge=1, le=9999)]


class StatusStatistic(Selection, frozen=True):
    count: Count
    status: MediaListStatus | None


class ScoreStatistic(Selection, frozen=True):
    count: Count
    score: Hundredths | None


class GroupStatistic(Selection, frozen=True):
    """The titles that have something in common, and the mean of their scores."""

    count: Count
    mean_score: Mean


class FormatStatistic(GroupStatistic, frozen=True):
    format: MediaFormat | None


class LengthStatistic(GroupStatistic, frozen=True):
    """`length` is a range of episodes or chapters such as ``7-16``; None for titles of unknown length."""

    length: Name | None


class CountryStatistic(GroupStatistic, frozen=True):
    country: Name | None


class ReleaseYearStatistic(GroupStatistic, frozen=True):
    release_year: Year | None


class StartYearStatistic(GroupStatistic, frozen=True):
    start_year: Year | None


class GenreStatistic(GroupStatistic, frozen=True):
    genre: Name | None


class StatisticTag(Selection, frozen=True):
    id: Id
    name: Name
    is_adult: Annotated[bool | None, OnOdd.IS_TRUE]


class TagStatistic(GroupStatistic, frozen=True):
    tag: StatisticTag | None


class StatisticStudio(Selection, frozen=True):
    id: Id
    name: Name


class StudioStatistic(GroupStatistic, frozen=True):
    studio: StatisticStudio | None


class FullName(Selection, frozen=True):
    full: Name | None


class StatisticPerson(Selection, frozen=True):
    id: Id
    name: FullName | None


class StaffStatistic(GroupStatistic, frozen=True):
    staff: StatisticPerson | None


class VoiceActorStatistic(GroupStatistic, frozen=True):
    voice_actor: StatisticPerson | None


class ListStatistics(Selection, frozen=True):
    """``fragments/statistics.graphql``: all of a person's anime, or all of their manga."""

    count: Count
    mean_score: Mean
    standard_deviation: Mean
    minutes_watched: Count
    episodes_watched: Count
    chapters_read: Count
    volumes_read: Count
    statuses: list[StatusStatistic | None] | None
    scores: list[ScoreStatistic | None] | None
    formats: list[FormatStatistic | None] | None
    lengths: list[LengthStatistic | None] | None
    countries: list[CountryStatistic | None] | None
    release_years: list[ReleaseYearStatistic | None] | None
    start_years: list[StartYearStatistic | None] | None
    genres: list[GenreStatistic | None] | None
    tags: list[TagStatistic | None] | None
    studios: list[StudioStatistic | None] | None
    staff: list[StaffStatistic | None] | None


class AnimeStatistics(ListStatistics, frozen=True):
    voice_actors: list[VoiceActorStatistic | None] | None


class BothStatistics(Selection, frozen=True):
    anime: AnimeStatistics | None
    manga: ListStatistics | None


class StatisticsUser(Selection, frozen=True):
    """``statistics.graphql``: a person at AniList."""

    id: Id
    statistics: BothStatistics | None
