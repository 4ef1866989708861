"""The axis for scores: as many steps as the viewer's own format has, up to ten."""

from bisect import bisect_right

import msgspec

from cards import entries
from i18n import decimal, t
from library.rules.scores import show, step, steps


class ScoreScale(msgspec.Struct, frozen=True):
    """Scores are of 100; `score_format` is the viewer's, as AniList names it."""

    score_format: str

    @property
    def steps(self) -> tuple[int, ...]:
        return steps(self.score_format)

    def nearest(self, score: int) -> int:
        """The step nearest to a score."""
        return step(score, self.score_format)

    def place(self, score: float) -> float:
        """The place of a score: 0 at the first step, the number of steps less one at the last."""
        last = len(self.steps) - 1
        below = min(max(bisect_right(self.steps, score) - 1, 0), last - 1)
        low, high = self.steps[below : below + 2]
        return min(max(below + (score - low) / (high - low), 0), last)

    def label(self, score: int) -> str:
        """A step, in as little room as there is below a bar: ``8``, ``4 ★``, a smiley."""
        if self.score_format != "POINT_5":
            return show(score, self.score_format)
        return f"{self.steps.index(score) + 1} ★"

    def mean(self, score: float) -> str:
        return entries.mean(score, self.score_format)

    def spread(self, deviation: float) -> str:
        """A standard deviation, on the scale of :meth:`mean`."""
        match self.score_format:
            case "POINT_100":
                return decimal(deviation, 1)
            case "POINT_5":
                return f"{decimal(deviation / 20, 1)} ★"
            case "POINT_3":
                return t("{number}%", number=f"{deviation:.0f}")
            case _:
                return decimal(deviation / 10, 2)
