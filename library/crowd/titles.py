"""Statistics of titles: those that people together love, watch and plan."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from library.crowd.answers import LOVED, ScoredTitle, SharedPlan, Sort, TitleFilter, Watched
from library.crowd.arrays import CURRENT, DROPPED, PLANNING, REPEATING, Numbers, TitleArrays, blocks
from library.crowd.rows import Rows

_Row = TypeVar("_Row", bound=tuple[object, ...])
Named = dict[int, tuple[list[int], list[int]]]

_LEAST_PEOPLE = 2
_MOST_PROGRESS = 65535  # that fits into the packed bytes
_VOTES_OF_THE_MEAN = 3  # extra votes for the mean of all scores, so that few votes don't decide


def top(lists: Mapping[int, bytes], titles: TitleArrays, wanted: TitleFilter, sort: Sort) -> Sequence[ScoredTitle]:
    """Titles that at least two people have scored, sorted by `sort`.

    By their mean, drawn to the mean of all scores by three votes; by the number of people; or by how much they
    disagree.
    """
    people, total, squares = (np.zeros(titles.size) for _ in range(3))
    for block in blocks(lists):
        at = np.flatnonzero(block.score)
        media, score = block.media[at], block.score[at].astype(np.int64)
        people += titles.count(media)
        total += titles.count(media, score)
        squares += titles.count(media, score * score)
    everything = total.sum() / max(people.sum(), 1)
    (at,) = np.nonzero(titles.fitting(wanted) & (people >= _LEAST_PEOPLE))
    people, total, squares = people[at], total[at], squares[at]
    mean = total / people
    spread = np.sqrt(np.maximum(people * squares - total * total, 0)) / people
    drawn = (total + _VOTES_OF_THE_MEAN * everything) / (people + _VOTES_OF_THE_MEAN)
    order = {"loved": (-people, -drawn), "known": (-mean, -people), "divisive": (-people, -spread)}[sort]
    return _in_order(ScoredTitle, order, at, people.astype(np.int64), mean, spread)


def watching(lists: Mapping[int, bytes], titles: TitleArrays, wanted: TitleFilter) -> Sequence[Watched]:
    """Titles that people watch or read at present, rewatches too; the title with the most people first."""
    people, most = (np.zeros(titles.size, np.int64) for _ in range(2))
    least = np.full(titles.size, _MOST_PROGRESS)
    for block in blocks(lists):
        at = np.flatnonzero((block.status == CURRENT) | (block.status == REPEATING))
        media, progress = titles.place(block.media[at]), block.progress[at]
        people += titles.count(media)
        np.minimum.at(least, media, progress)
        np.maximum.at(most, media, progress)
    (at,) = np.nonzero(titles.fitting(wanted) & (people > 0))
    people, least, most = people[at], least[at], most[at]
    return _in_order(Watched, (-most, -people), at, people, least, most)


def together(lists: Mapping[int, bytes], titles: TitleArrays, wanted: TitleFilter) -> Sequence[SharedPlan]:
    """Titles that all of the people plan; then titles that some plan and others loved, the most of both first.

    Titles that a person dropped, or that are not out yet, are left out.
    """
    planned, loved, dropped = (np.zeros(titles.size, np.int64) for _ in range(3))
    for block in blocks(lists):
        planned += titles.count(block.media[block.status == PLANNING])
        loved += titles.count(block.media[(block.status != PLANNING) & (block.score >= LOVED)])
        dropped += titles.count(block.media[block.status == DROPPED])
    (at,) = np.nonzero(
        titles.fitting(wanted) & (planned > 0) & (planned + loved > 1) & (dropped == 0) & ~titles.is_ahead
    )
    planned, loved = planned[at], loved[at]
    return _in_order(SharedPlan, (-planned, -(planned + loved), planned < len(lists)), at, planned, loved)


def named(lists: Mapping[int, bytes], media_ids: Sequence[int]) -> Named:
    """For each of those titles the people who plan it, and the people who loved it."""
    found: Named = {media_id: ([], []) for media_id in media_ids}
    for block in blocks(lists):
        plans = block.status == PLANNING
        for kind, chosen in enumerate((plans, ~plans & (block.score >= LOVED))):
            (at,) = np.nonzero(chosen & np.isin(block.media, media_ids))
            places: list[int] = block.owner[at].tolist()
            for media_id, place in zip(block.media[at].tolist(), places, strict=True):
                found[media_id][kind].append(block.people[place])
    return found


def _in_order(
    make: Callable[..., _Row], order: tuple[Numbers, ...], media: Numbers, *columns: Numbers
) -> Sequence[_Row]:
    """A row for each title, sorted by `order`, whose last column counts most; equal rows begin with the older title."""
    at = np.lexsort((media, *order))
    return Rows(make, [column[at] for column in (media, *columns)])
