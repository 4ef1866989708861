"""Genres and tags as people type them: found, corrected and suggested. Pure.

A genre has a name in each language; a tag is as AniList writes it. Either is found where the other is wanted: few
people know which of the two Isekai is.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

import msgspec
from rapidfuzz import fuzz, process

from i18n import in_each_language, mark, t
from library.browse.terms import Tag, Terms
from library.errors import InvalidTerm
from library.rules.genres import genre_name
from library.rules.text import as_meant

NO_TERM = mark("AniList has no genre or tag of that name.")
NEAREST = mark("AniList has no genre or tag of that name. Did you mean {nearest}?")
FOR_ADULTS = mark("That one is for adults: it works in age-restricted channels and in our direct messages.")
TOO_MANY = mark("Choose at most {most} genres and {most} tags.")
MOST_TERMS = 4  # genres, and as many tags
_CHOICES = 25
_LONGEST = 100  # characters of a choice
_MOST_READ = 400  # characters that are completed: no choice holds more, in any language
_SIMILAR = 60.0  # of 100
_COMMA = re.compile(r"\s*[,、;]\s*")


class ChosenTerms(msgspec.Struct, frozen=True):
    """What somebody has typed, each once."""

    genres: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()


def chosen(typed: Iterable[tuple[str, str]], terms: Terms, *, adult: bool) -> ChosenTerms:
    """The genres and tags in texts with commas between them; each text comes with its field.

    Raises InvalidTerm.
    """
    allowed = terms.may_name(adult=adult)
    genres, tags = dict[str, None](), dict[int, Tag]()
    for text, field in typed:
        for part in filter(None, _parts(text)):
            found = _named(part, allowed)
            if found is None:
                raise _refused(part, terms, allowed, field)
            if isinstance(found, Tag):
                tags[found.id] = found
            else:
                genres[found] = None
        if max(len(genres), len(tags)) > MOST_TERMS:
            raise InvalidTerm(lambda: t(TOO_MANY, most=MOST_TERMS), text, field)
    return ChosenTerms(tuple(genres), tuple(tags.values()))


def suggested(typed: str, terms: Terms, *, tags_first: bool) -> list[tuple[str, str]]:
    """Labels and values for the term that is typed last, behind those that stand before it already."""
    if len(typed) > _MOST_READ:
        return []
    *before, last = _parts(typed)
    done = [_name(found) for part in before if (found := _named(part, terms))]
    made = list[tuple[str, str]]()
    for one in _fitting(last.casefold(), terms, tags_first=tags_first):
        names = [*done, one]
        label, value = ", ".join(map(genre_name, names)), ", ".join(names)
        if one not in done and max(len(label), len(value)) <= _LONGEST:
            made.append((label, value))
    return made[:_CHOICES]


def _parts(typed: str) -> list[str]:
    """The texts between the commas; the last may be empty."""
    return _COMMA.split(as_meant(typed))


def _named(part: str, terms: Terms) -> str | Tag | None:
    wanted = part.casefold()
    genre = next((one for one in terms.genres if wanted in _spelt(one)), None)
    return genre or next((one for one in terms.tags if one.name.casefold() == wanted), None)


def _name(term: str | Tag) -> str:
    return term.name if isinstance(term, Tag) else term


def _fitting(wanted: str, terms: Terms, *, tags_first: bool) -> list[str]:
    """The terms with the wanted letters; first those that begin with them."""
    genres = [(one, _spelt(one)) for one in terms.genres]
    tags = [(one.name, frozenset({one.name.casefold()})) for one in terms.tags]
    first, then = (tags, genres) if tags_first else (genres, tags)
    among = [*first, *then] if wanted else first
    fitting = {one: names for one, names in among if any(wanted in name for name in names)}
    return sorted(fitting, key=lambda one: not any(name.startswith(wanted) for name in fitting[one]))


def _refused(part: str, terms: Terms, allowed: Terms, field: str) -> InvalidTerm:
    if _named(part, terms):
        return InvalidTerm(lambda: t(FOR_ADULTS), part, field)
    names = {name: one for one in allowed.genres for name in _spelt(one)}
    names |= {one.name.casefold(): one.name for one in allowed.tags}
    near = process.extractOne(part.casefold(), list(names), scorer=fuzz.WRatio, score_cutoff=_SIMILAR)
    return InvalidTerm(_hint(names[near[0]]) if near else lambda: t(NO_TERM), part, field)


def _hint(nearest: str) -> Callable[[], str]:
    return lambda: t(NEAREST, nearest=genre_name(nearest))


@cache
def _spelt(genre: str) -> frozenset[str]:
    """The genre's names in all languages."""
    return frozenset({genre.casefold(), *(name.casefold() for name in in_each_language(lambda: genre_name(genre)))})
