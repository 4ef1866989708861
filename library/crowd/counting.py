"""What can be counted, in one place for :mod:`library.crowd.crowd`."""

from library.crowd.leaderboard import leaderboard
from library.crowd.recommending import above_mean, recommend
from library.crowd.taste import affinities, compare
from library.crowd.titles import named, together, top, watching

__all__ = ["above_mean", "affinities", "compare", "leaderboard", "named", "recommend", "together", "top", "watching"]
