"""How alike people score, by Pearson's correlation (https://en.wikipedia.org/wiki/Pearson_correlation_coefficient)."""

from collections.abc import Mapping

import numpy as np

from library.crowd.answers import MINIMUM_SHARED, Affinity, Comparison, Pair
from library.crowd.arrays import ENTRY, PLANNING, Block, Numbers, blocks, by_media


def affinities(mine: bytes, lists: Mapping[int, bytes]) -> list[Affinity]:
    """The likeness of all people in `lists`, the most alike first.

    People with too few shared titles come last, those with more of them first.
    """
    scores = by_media(mine, "score")
    found = [one for block in blocks(lists) for one in _affinities(scores, block)]
    return sorted(found, key=_rank)


def compare(mine: bytes, discord_id: int, theirs: bytes) -> Comparison:
    """The person of `mine` compared with the person `discord_id`."""
    (affinity,) = affinities(mine, {discord_id: theirs})
    left, right = _begun(mine), _begun(theirs)
    media, at, to = np.intersect1d(left["media"], right["media"], assume_unique=True, return_indices=True)
    ours, others = (rows["score"][places].astype(np.int64) for rows, places in ((left, at), (right, to)))
    order = np.lexsort((media, -(ours + others), np.abs(ours - others)))
    order = order[(ours[order] > 0) & (others[order] > 0)]
    columns = (column[order].tolist() for column in (media, ours, others))
    return Comparison(affinity, len(media), tuple(map(Pair, *columns)))


def _begun(packed: bytes) -> Numbers:
    """The entries without titles that are only planned; a planned title counts if it has a score."""
    rows = np.frombuffer(packed, ENTRY)
    return rows[(rows["status"] != PLANNING) | (rows["score"] > 0)]


def _affinities(scores: Numbers, block: Block) -> list[Affinity]:
    both = scores.take(block.media, mode="clip")
    at = np.flatnonzero((both > 0) & (block.score > 0))
    x, y = both[at].astype(np.int64), block.score[at].astype(np.int64)
    n, sx, sy, sxx, syy, sxy = (block.per_person(at, w) for w in (None, x, y, x * x, y * y, x * y))
    spread = (n * sxx - sx * sx) * (n * syy - sy * sy)  # of whole numbers: no rounding makes 0 a little more
    says = (n >= MINIMUM_SHARED) & (spread > 0)
    correlation = (n * sxy - sx * sy) / np.sqrt(np.where(says, spread, 1))
    return [
        Affinity(discord_id, shared, r if is_said else None)
        for discord_id, shared, r, is_said in zip(
            block.people, n.tolist(), np.clip(correlation, -1, 1).tolist(), says.tolist(), strict=True
        )
    ]


def _rank(affinity: Affinity) -> tuple[bool, float, int, int]:
    correlation = affinity.correlation
    return correlation is None, -(correlation or 0), -affinity.shared, affinity.discord_id
