"""Statistics of a person's lists, as AniList counts them, or from the store where AniList does not tell.

Knows no Discord.
"""

from library.stats.model import Extras, ListStats, Source, StatsGroup, StatsView
from library.stats.stats import A_DAY, SECONDS_UNTIL_REFRESH, Stats

__all__ = ["A_DAY", "SECONDS_UNTIL_REFRESH", "Extras", "ListStats", "Source", "Stats", "StatsGroup", "StatsView"]
