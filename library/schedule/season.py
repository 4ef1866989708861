"""The seasons of a year, and how they follow each other. Pure."""

from typing import Literal

SeasonName = Literal["Winter", "Spring", "Summer", "Fall"]
SEASONS = ("WINTER", "SPRING", "SUMMER", "FALL")
FIRST_YEAR, LAST_YEAR = 1940, 2100


def at(month: int) -> str:
    """The season to which AniList assigns a month, 1 to 12: a quarter of the year."""
    return SEASONS[(month - 1) // 3]


def moved(season: str, year: int, by: int) -> tuple[str, int]:
    """The season that is `by` seasons later."""
    count = year * 4 + SEASONS.index(season) + by
    return SEASONS[count % 4], count // 4
