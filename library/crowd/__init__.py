"""Statistics over many people: likeness, favourites, current and planned titles. Knows no name and no server.

Each call gives the ids of the people to count, so a person who has hidden, left or unlinked is simply not among them.
Only entries that others may see are known here (:mod:`store.crowd`), the viewer's own not excepted.

NumPy counts, and much of it in a thread.
"""

from library.crowd.answers import (
    ALIKE,
    COUNTS,
    LEAST_SCORES,
    LOVED,
    MINIMUM_SHARED,
    SORTS,
    Affinity,
    Comparison,
    Count,
    LeaderboardRow,
    Pair,
    ScoredTitle,
    SharedPlan,
    Sort,
    Suggestion,
    TitleFilter,
    Watched,
)
from library.crowd.cache import CrowdCache
from library.crowd.crowd import Crowd

__all__ = [
    "ALIKE",
    "COUNTS",
    "LEAST_SCORES",
    "LOVED",
    "MINIMUM_SHARED",
    "SORTS",
    "Affinity",
    "Comparison",
    "Count",
    "Crowd",
    "CrowdCache",
    "LeaderboardRow",
    "Pair",
    "ScoredTitle",
    "SharedPlan",
    "Sort",
    "Suggestion",
    "TitleFilter",
    "Watched",
]
