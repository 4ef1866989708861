"""A year, a season, or both, as people type them in any language: ``2024``, ``Spring 2024``, ``2024年春``. Pure."""

import re

from i18n import in_each_language, mark, t
from library.errors import InvalidSeason
from library.rules.text import as_meant
from library.schedule.season import FIRST_YEAR, LAST_YEAR

SEASON_NAMES = {"WINTER": mark("Winter"), "SPRING": mark("Spring"), "SUMMER": mark("Summer"), "FALL": mark("Fall")}
NO_SEASON = mark("Type a year, or a season and a year, such as {example}.")
MANGA_HAS_NONE = mark("Manga have no season. Use a year alone.")
_AUTUMN = "autumn"  # the other English word
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NOTHING = re.compile(r"(?:[\s,./年'’-]|\bof\b|\bd[eo]l?\b)*")  # “primavera de 2024”

When = tuple[int | None, str | None]  # a year and a season


def parse(typed: str, this_year: int, media_type: str, field: str) -> When:
    """The year and the season in `typed`; a season alone is this year's. Raises InvalidSeason."""
    text = as_meant(typed).casefold()
    years = _YEAR.findall(text)
    seasons = [season for season in SEASON_NAMES if any(name in text for name in _names(season))]
    left = _YEAR.sub("", text)
    for name in (name for season in seasons for name in _names(season)):
        left = left.replace(name, "")
    is_read = _NOTHING.fullmatch(left) and max(len(years), len(seasons)) <= 1
    if not is_read or not all(FIRST_YEAR <= int(year) <= LAST_YEAR for year in years):
        raise InvalidSeason(lambda: t(NO_SEASON, example=f"{t('Spring')} {this_year}"), typed, field)
    return settled(int(years[0]) if years else None, next(iter(seasons), None), this_year, media_type, field)


def settled(year: int | None, season: str | None, this_year: int, media_type: str, field: str) -> When:
    """A season alone is this year's. Raises InvalidSeason for a season of manga."""
    if season and media_type == "MANGA":
        raise InvalidSeason(lambda: t(MANGA_HAS_NONE), "", field)
    return this_year if season and year is None else year, season


def season_name(season: str) -> str:
    """The season in the current language."""
    return t(SEASON_NAMES[season])


def _names(season: str) -> list[str]:
    names = {name.casefold() for name in in_each_language(lambda: season_name(season))}
    return sorted({*names, *([_AUTUMN] if season == "FALL" else [])}, key=len, reverse=True)
