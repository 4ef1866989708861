"""What each of many people has watched and read, ever or in one month."""

from collections.abc import Mapping

import numpy as np

from library.crowd.answers import Standing
from library.crowd.arrays import COMPLETED, REPEATING, Block, Numbers, Titles, blocks


def standings(lists: Mapping[int, bytes], packed_titles: bytes, month: int | None) -> list[Standing]:
    """Everybody in `lists`, in that order. `month` is the year × 12 + the month: only what was finished then counts.

    Episodes count as often as they were watched, as far as AniList knows: a rewatch as all that the title has.
    """
    titles = Titles(packed_titles)
    return [one for block in blocks(lists) for one in _standings(block, titles, month)]


def _standings(block: Block, titles: Titles, month: int | None) -> list[Standing]:
    if month is None:
        counts, times = np.ones(len(block.media), bool), block.repeat + (block.status == REPEATING).astype(np.int64)
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
    return [Standing(*row) for row in rows]
