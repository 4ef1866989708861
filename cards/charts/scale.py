"""The axis that scores are drawn along: as many steps as the viewer's own format has, up to ten."""

from bisect import bisect_right

import msgspec

from cards import entries
from library.rules.scores import show, step, steps

_IN_LETTERS = {"🙁": ":(", "😐": ":|", "🙂": ":)", "★": "stars"}  # the font has no others


class ScoreScale(msgspec.Struct, frozen=True):
    """Scores are of 100; `score_format` is AniList's, of anybody who looks."""

    score_format: str

    @property
    def steps(self) -> tuple[int, ...]:
        return steps(self.score_format)

    def nearest(self, score: int) -> int:
        """The step that a score is shown at."""
        return step(score, self.score_format)

    def place(self, score: float) -> float:
        """Where a score is, from 0 at the first step to one less than there are at the last."""
        last = len(self.steps) - 1
        below = min(max(bisect_right(self.steps, score) - 1, 0), last - 1)
        low, high = self.steps[below : below + 2]
        return min(max(below + (score - low) / (high - low), 0), last)

    def label(self, score: int) -> str:
        """A step in letters that can be drawn: ``8``, ``4 stars``, ``:)``."""
        if self.score_format != "POINT_5":
            return _drawn(show(score, self.score_format))
        stars = self.steps.index(score) + 1
        return f"{stars} star{'' if stars == 1 else 's'}"

    def mean(self, score: float) -> str:
        """The same of a mean."""
        return _drawn(entries.mean(score, self.score_format))


def _drawn(words: str) -> str:
    for sign, letters in _IN_LETTERS.items():
        words = words.replace(sign, letters)
    return words
