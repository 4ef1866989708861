"""The axis for scores: as many steps as the viewer's own format has, up to ten."""

from bisect import bisect_right

import msgspec

from cards import entries
from library.rules.scores import show, step, steps

_IN_LETTERS = {"🙁": ":(", "😐": ":|", "🙂": ":)", "★": "stars"}  # the font has no other smileys


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
        """A step in drawable letters: ``8``, ``4 stars``, ``:)``."""
        if self.score_format != "POINT_5":
            return _drawn(show(score, self.score_format))
        stars = self.steps.index(score) + 1
        return f"{stars} star{'' if stars == 1 else 's'}"

    def mean(self, score: float) -> str:
        """A mean in drawable letters."""
        return _drawn(entries.mean(score, self.score_format))


def _drawn(words: str) -> str:
    for sign, letters in _IN_LETTERS.items():
        words = words.replace(sign, letters)
    return words
