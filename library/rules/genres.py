"""AniList's genres, by the names that people know them by in their language.

A title and a button hold AniList's name, ``Slice of Life``. A genre that AniList adds later has that name in all
languages.
"""

from functools import cache, partial

from i18n import LANGUAGES, Language, in_each_language, mark, t

# https://docs.anilist.co: the answer to `GenreCollection`
GENRES = (
    mark("Action"),
    mark("Adventure"),
    mark("Comedy"),
    mark("Drama"),
    mark("Ecchi"),
    mark("Fantasy"),
    mark("Hentai"),
    mark("Horror"),
    mark("Mahou Shoujo"),
    mark("Mecha"),
    mark("Music"),
    mark("Mystery"),
    mark("Psychological"),
    mark("Romance"),
    mark("Sci-Fi"),
    mark("Slice of Life"),
    mark("Sports"),
    mark("Supernatural"),
    mark("Thriller"),
)
ADULT_GENRE = "Hentai"


def genres(*, adult: bool) -> list[str]:
    """AniList's genres, with the adult one only where it may be named."""
    return [one for one in GENRES if adult or one != ADULT_GENRE]


def genre_name(genre: str) -> str:
    """The genre in the current language."""
    return t(genre) if genre in GENRES else genre


def meant_genre(typed: str) -> str:
    """AniList's name of a genre that was typed in any language; what was typed if there is none."""
    return _by_name(tuple(LANGUAGES.values())).get(typed.strip().casefold(), typed)


@cache
def _by_name(_languages: tuple[Language, ...]) -> dict[str, str]:
    """The genres by their names in all languages; the first one of those with the same name."""
    last_first = sorted(GENRES, reverse=True)
    return {said.casefold(): genre for genre in last_first for said in in_each_language(partial(t, genre))}
