"""Recommendations: titles that people with the same taste loved, and titles that AniList recommends for loved ones.

A title's value is the sum of two weighted means. One extra vote of 0 draws each mean to 0, so that a single vote does
not decide. The first mean is of the scores that people with the same taste gave the title above their own means,
weighted by how sure the likeness is. The second is of the scores that the person gave above their own mean to titles
for which AniList's people recommend it, weighted by the number of those people.
"""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from library.crowd.answers import ALIKE, LOVED, Suggestion, TitleFilter
from library.crowd.arrays import ENTRY, PLANNING, Block, Numbers, TitleArrays, blocks
from library.crowd.rows import Rows
from library.crowd.taste import affinities
from store import Recommendation

_MOST_ALIKE = 50  # people at most have a say
_SURE = 20  # shared titles with which a likeness counts half
_LEAST_LOVED = 2


class _Voices:
    """The votes for each title: the number of `fans`, the score of the `least` of them, and the title's `value`."""

    def __init__(self, titles: TitleArrays, lists: Mapping[int, bytes], weights: Mapping[int, float]) -> None:
        value, weight = np.zeros(titles.size), np.ones(titles.size)
        self.fans: Numbers = np.zeros(titles.size, np.int64)
        self.least: Numbers = np.full(titles.size, 101)
        for block in blocks(lists):
            at = np.flatnonzero((block.score > 0) & (block.status != PLANNING))
            each = np.array([weights[discord_id] for discord_id in block.people])[block.owner[at]]
            value += titles.count(block.media[at], each * _above_mean(block, at))
            weight += titles.count(block.media[at], each)
            at = at[block.score[at] >= LOVED]
            self.fans += titles.count(block.media[at])
            np.minimum.at(self.least, titles.place(block.media[at]), block.score[at])
        self.value: Numbers = value / weight


def recommend(
    mine: bytes,
    besides: Collection[int],
    lists: Mapping[int, bytes],
    titles: TitleArrays,
    wanted: TitleFilter,
    recommendations: Collection[Recommendation],
) -> Sequence[Suggestion]:
    """The titles that the person has not begun, the best first; without other facts, titles that others here loved.

    `besides` are titles that must not be suggested.
    """
    weights = _alike(mine, lists)
    alike = _Voices(titles, {discord_id: lists[discord_id] for discord_id in weights}, weights)
    loved = _loved(titles, lists)
    value, because = _recommended(mine, titles, recommendations, may_name=wanted.is_adult | ~titles.is_adult)
    value += alike.value
    value = np.where((value == 0) & (loved >= _LEAST_LOVED), loved * 1e-6, value)
    begun, planned = _begun_and_planned(mine)
    is_planned = titles.count(planned) > 0
    fits = titles.fitting(wanted) & (value > 0)
    fits[titles.place(np.concatenate([begun, np.fromiter(besides, np.intp)]))] = False
    (at,) = np.nonzero(fits)
    at = at[np.argsort(-value[at], kind="stable")]
    least = np.where(alike.fans > 0, alike.least, 0)
    return Rows(Suggestion, (at, alike.fans[at], least[at], because[at], loved[at], is_planned[at]))


def _alike(mine: bytes, lists: Mapping[int, bytes]) -> dict[int, float]:
    """The people with the same taste, and how sure the likeness is."""
    likely = [one for one in affinities(mine, lists) if one.correlation and one.correlation >= ALIKE]
    sure = {one.discord_id: (one.correlation or 0) * one.shared / (one.shared + _SURE) for one in likely}
    return dict(sorted(sure.items(), key=lambda person: -person[1])[:_MOST_ALIKE])


def _above_mean(block: Block, at: Numbers) -> Numbers:
    """The difference between each of those scores and the mean of its person."""
    score = block.score[at].astype(np.int64)
    means = block.per_person(at, score) / np.maximum(block.per_person(at), 1)
    return score - means[block.owner[at]]


def _loved(titles: TitleArrays, lists: Mapping[int, bytes]) -> Numbers:
    """The number of people who gave each title :data:`LOVED` or more."""
    loved = np.zeros(titles.size, np.int64)
    for block in blocks(lists):
        loved += titles.count(block.media[block.score >= LOVED])
    return loved


def _begun_and_planned(mine: bytes) -> tuple[Numbers, Numbers]:
    rows = np.frombuffer(mine, ENTRY)
    media, is_planned = rows["media"].astype(np.intp), rows["status"] == PLANNING
    return media[~is_planned], media[is_planned]


def _recommended(
    mine: bytes, titles: TitleArrays, recommendations: Collection[Recommendation], *, may_name: Numbers
) -> tuple[Numbers, Numbers]:
    """Each title's value by AniList's recommendations, and the person's title that adds most to it; 0 for none.

    A title that may not be named adds nothing, because it could not be given as a reason.
    """
    above = above_mean(mine)
    value, weight, most = np.zeros(titles.size), np.ones(titles.size), np.zeros(titles.size)
    because = np.zeros(titles.size, np.int64)
    for media_id, recommended_id, rating in recommendations:
        if not may_name[min(media_id, titles.size - 1)]:
            continue
        place, voices, liking = min(recommended_id, titles.size - 1), math.log10(1 + rating), above.get(media_id, 0)
        value[place] += voices * liking
        weight[place] += voices
        if voices * liking > most[place]:
            most[place], because[place] = voices * liking, media_id
    return value / weight, because


def above_mean(mine: bytes) -> dict[int, float]:
    """The titles that the person scored above their own mean, and by how much."""
    rows = np.frombuffer(mine, ENTRY)
    rows = rows[rows["score"] > 0]
    above = rows["score"] - (rows["score"].mean() if len(rows) else 0)
    return {media_id: by for media_id, by in zip(rows["media"].tolist(), above.tolist(), strict=True) if by > 0}
