"""Statistics over many people: likeness, favourites, current and planned titles. Knows no name and no server.

It is asked about people by their ids, each time again: who has hidden, left or unlinked is simply not asked about. Only
what others may see is known here (:mod:`store.crowd`), the viewer's own entries not excepted.

The counting is done by NumPy in a thread. NumPy takes 25 MB and a while to load, so that only
:mod:`library.crowd.counting` imports it, which is imported when somebody asks.
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
