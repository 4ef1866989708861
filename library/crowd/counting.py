"""All modules that need NumPy, for :mod:`library.crowd` to load at the first use."""

from library.crowd.leaderboard import leaderboard
from library.crowd.recommending import above_mean, recommend
from library.crowd.taste import affinities, compare
from library.crowd.titles import named, together, top, watching

__all__ = ["above_mean", "affinities", "compare", "leaderboard", "named", "recommend", "together", "top", "watching"]
