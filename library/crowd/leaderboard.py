"""A leaderboard: each person's totals, of all time or of a month."""

from collections.abc import Callable, Mapping

import numpy as np

from library.crowd.answers import LEAST_SCORES, Count, LeaderboardRow
from library.crowd.arrays import COMPLETED, REPEATING, Block, Numbers, TitleArrays, blocks

_VALUES: dict[Count, Callable[[LeaderboardRow], float]] = {
    "days": lambda one: one.minutes,
    "episodes": lambda one: one.episodes,
    "chapters": lambda one: one.chapters,
    "completed": lambda one: one.completed,
    "score": lambda one: one.mean if one.scored >= LEAST_SCORES else 0,
}


def leaderboard(
    lists: Mapping[int, bytes], titles: TitleArrays, count: Count, month: int | None
) -> list[LeaderboardRow]:
    """The people with a count above 0, the highest first; equal counts keep the order of `lists`.

    `month` is the year × 12 + the month: then only titles finished in it count. Episodes count as often as they were
    watched, as AniList counts them (`library/profile.py`): a rewatch counts as all episodes of the title.
    """
    value = _VALUES[count]
    found = [one for block in blocks(lists) for one in _rows(block, titles, month)]
    return sorted(filter(value, found), key=value, reverse=True)


def _rows(block: Block, titles: TitleArrays, month: int | None) -> list[LeaderboardRow]:
    if month is None:
        counts, times = np.ones(len(block.media), bool), block.repeat.astype(np.int64)
    else:
        counts, times = block.completed == month, np.zeros(len(block.media), np.int64)
    place = titles.place(block.media)
    progress = block.progress + times * titles.total[place]
    anime, manga = (np.flatnonzero(counts & (block.is_manga == is_manga)) for is_manga in (False, True))
    scored = np.flatnonzero(counts & (block.score > 0))
    done = np.flatnonzero(counts & ((block.status == COMPLETED) | (block.status == REPEATING)))
    people = block.per_person(scored)
    means = block.per_person(scored, block.score[scored].astype(np.int64)) / np.maximum(people, 1)
    columns: tuple[Numbers, ...] = (
        block.per_person(anime, progress[anime] * titles.minutes[place[anime]]),
        block.per_person(anime, progress[anime]),
        block.per_person(manga, progress[manga]),
        block.per_person(done),
        people,
    )
    rows = zip(block.people, *(column.astype(np.int64).tolist() for column in columns), means.tolist(), strict=True)
    return [LeaderboardRow(*row) for row in rows]
