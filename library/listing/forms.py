"""Filters from what was typed and picked, in a form or in the options of a command. Pure."""

from collections.abc import Mapping, Sequence

from i18n import listed, mark, t
from library.errors import InvalidGenre
from library.listing.filtering import LENGTHS
from library.listing.query import LONGEST_SEARCH, Filters
from library.rules import score_ranges, years
from library.rules.forms import Fields
from library.rules.genres import GENRES, genre_name, meant_genre
from library.rules.text import as_meant, one_line
from library.titles.countries import COUNTRIES

SEARCH, GENRES_FIELD, YEARS, SCORES, KINDS = "search", "genres", "years", "scores", "kinds"
YEARS_LABEL, SCORES_LABEL = mark("Year"), mark("Score")
NO_SUCH_GENRE = mark("AniList’s genres are {genres}.")
_STATES = ("RELEASING", "FINISHED", "NOT_YET_RELEASED", "HIATUS", "CANCELLED")
# What is picked together in a select, by type: the groups of values.
KINDS_OF: Mapping[str, Mapping[str, Sequence[str]]] = {
    "ANIME": {
        "formats": ("TV", "TV_SHORT", "MOVIE", "SPECIAL", "OVA", "ONA", "MUSIC"),
        "states": _STATES,
        "lengths": LENGTHS["ANIME"],
        "countries": COUNTRIES,
    },
    "MANGA": {
        "formats": ("MANGA", "NOVEL", "ONE_SHOT"),
        "states": _STATES,
        "lengths": LENGTHS["MANGA"],
        "countries": COUNTRIES,
    },
}


def filter_values(filters: Filters, score_format: str) -> dict[str, list[str]]:
    """The values of an untouched form, as Discord sends them back."""
    groups = ("formats", "states", "lengths", "countries")
    return {
        SEARCH: [filters.search],
        GENRES_FIELD: list(filters.genres),
        KINDS: [f"{group}:{value}" for group in groups for value in getattr(filters, group)],
        YEARS: [years.show(filters.years) if filters.years else ""],
        SCORES: [score_ranges.show(filters.scores, score_format) if filters.scores else ""],
    }


def filters_from(fields: Fields, before: Filters, kind: str, score_format: str) -> Filters:
    """The filters in a form that has shown those `before`, whose custom list stays.

    Raises InvalidYear, InvalidScore.
    """
    typed = {name: "".join(fields.get(name, ())).strip() for name in (SEARCH, YEARS, SCORES)}
    picked = set(fields.get(KINDS, ()))
    return Filters(
        custom_list=before.custom_list,
        search=searched(typed[SEARCH]),
        genres=tuple(genre for genre in fields.get(GENRES_FIELD, ()) if genre in GENRES),
        years=years.parse(typed[YEARS], YEARS_LABEL) if typed[YEARS] else None,
        scores=_scores(typed[SCORES], before, score_format),
        **{
            group: tuple(value for value in values if f"{group}:{value}" in picked)
            for group, values in KINDS_OF[kind].items()
        },
    )


def searched(typed: str) -> str:
    """The words of a search, as long as any title."""
    return one_line(typed)[:LONGEST_SEARCH]


def genre_named(typed: str, field: str) -> str:
    """AniList's name of a genre, in any language. Raises InvalidGenre."""
    genre = meant_genre(as_meant(typed))
    if genre not in GENRES:
        raise InvalidGenre(lambda: t(NO_SUCH_GENRE, genres=listed(sorted(map(genre_name, GENRES)))), typed, field)
    return genre


def _scores(typed: str, before: Filters, score_format: str) -> score_ranges.Scores | None:
    """The range that was typed; an untouched one stays as exact as it was, and a form rounds it."""
    if not typed:
        return None
    if before.scores and score_ranges.show(before.scores, score_format) == typed:
        return before.scores
    return score_ranges.parse(typed, score_format, SCORES_LABEL)
