"""Statistics of a person's lists, as AniList counts them, or from the store where AniList does not tell.

Knows no Discord.
"""

from library.stats.model import Extras, ListStats, Source, StatsGroup, StatsView
from library.stats.stats import Stats

__all__ = ["Extras", "ListStats", "Source", "Stats", "StatsGroup", "StatsView"]
