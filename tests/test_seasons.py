"""The seasons of a year."""

from library.schedule.season import at, moved
from tests.kit.cases import each


def test_a_season_is_a_quarter_of_the_year() -> None:
    assert [at(month) for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [
        *("WINTER", "WINTER", "SPRING", "SPRING"),
        *("SUMMER", "SUMMER", "FALL", "FALL"),
    ]


@each(
    ("season", "by", "later"),
    [("FALL", 1, ("WINTER", 2027)), ("WINTER", -1, ("FALL", 2025)), ("SPRING", 1, ("SUMMER", 2026))],
)
def test_seasons_follow_each_other(season: str, by: int, later: tuple[str, int]) -> None:
    assert moved(season, 2026, by) == later
