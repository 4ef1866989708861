"""Pictures of scores and genres, for people who would rather look than read.

Each function takes plain numbers and returns a :class:`cards.card.Picture`: a PNG, and the same in words. They are pure
and may run in any thread; equal input gives equal bytes in a language. For names that the fonts lack, ask ``drawable``.
"""

from cards.charts.genres import top_genres
from cards.charts.letters import drawable
from cards.charts.ranking import Ranked
from cards.charts.scale import ScoreScale
from cards.charts.scores import Scores, score_distribution
from cards.charts.taste import taste_compared

__all__ = [
    "Ranked",
    "ScoreScale",
    "Scores",
    "drawable",
    "score_distribution",
    "taste_compared",
    "top_genres",
]
