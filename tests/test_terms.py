"""Genres and tags: kept for a week, and what typed words mean."""

from typing import Any

import pytest

from cards.browse import filter_modal
from cards.browse_place import BrowsePlace, FilterBrowse
from demo import faults
from i18n import LANGUAGES, speaking
from library.browse.terms import Tag, Terms, genre_code
from library.browse.typed_terms import FOR_ADULTS, NEAREST, NO_TERM, TOO_MANY, chosen, suggested
from library.errors import InvalidTerm
from library.rules.genres import GENRES
from tests.kit.cards import holds
from tests.kit.library import Shelves

ISEKAI, SPACE, ADULT = Tag(244, "Isekai", False), Tag(63, "Space", False), Tag(1, "Virginity", True)
TERMS = Terms((*GENRES, "Iyashikei"), (ISEKAI, SPACE, ADULT))
WEEK = 7 * 86400


def found(genres: str, tags: str = "", *, adult: bool = False) -> tuple[tuple[str, ...], tuple[Tag, ...]]:
    terms = chosen([(genres, "genre"), (tags, "tag")], TERMS, adult=adult)
    return terms.genres, terms.tags


def refused(typed: str) -> str:
    with pytest.raises(InvalidTerm) as error:
        found(typed)
    assert error.value.field == "genre"
    return str(error.value)


def test_genres_and_tags_are_found_in_either_field_in_any_language_and_each_once() -> None:
    assert found(" romance,Sci-Fi \uff0c ROMANCE ", "space") == (("Romance", "Sci-Fi"), (SPACE,))
    assert found("Isekai, Iyashikei", "comedy、Isekai") == (("Iyashikei", "Comedy"), (ISEKAI,))
    assert found("Abenteuer; 恋愛")[0] == ("Adventure", "Romance") and found("", " , ") == ((), ())
    assert found("hentai", "Virginity", adult=True) == (("Hentai",), (ADULT,))


def test_what_is_none_is_refused_with_the_nearest() -> None:
    assert refused("Romence") == NEAREST.format(nearest="Romance")
    assert refused("Isekay") == NEAREST.format(nearest="Isekai")
    assert refused("xqzw") == NO_TERM and refused("?" * 10_000) == NO_TERM
    assert refused("Hentai") == FOR_ADULTS == refused("virginity")
    assert refused("Virginiti") != NEAREST.format(nearest="Virginity")
    assert refused("Action, Comedy, Drama, Horror, Music") == TOO_MANY.format(most=4)


def test_suggestions_go_on_behind_what_is_typed_and_keep_anilists_names() -> None:
    first = suggested("", TERMS, tags_first=False)
    assert len(first) == 20 and first[0] == ("Action", "Action")
    assert suggested("ro", TERMS, tags_first=False)[0] == ("Romance", "Romance")
    assert suggested("Romance, i", TERMS, tags_first=True)[0] == ("Romance, Isekai", "Romance, Isekai")
    with speaking(LANGUAGES["de"]):
        assert ("Romanze, Abenteuer", "Romance, Adventure") in suggested("Romanze, abe", TERMS, tags_first=False)
    assert [label for label, _ in suggested("", TERMS.may_name(adult=False), tags_first=True)] == ["Isekai", "Space"]
    assert "Hentai" not in {value for _, value in suggested("h", TERMS.may_name(adult=False), tags_first=False)}
    assert suggested("x" * 10_000, TERMS, tags_first=False) == []
    assert suggested("," * 6000, TERMS, tags_first=False) == [], "it would take a third of a second at each key"


def test_codes_lead_back_to_their_terms() -> None:
    assert len({genre_code(genre) for genre in TERMS.genres}) == len(TERMS.genres)
    assert TERMS.genres_of(map(genre_code, ("Romance", "Iyashikei", "Gone"))) == ("Romance", "Iyashikei")
    assert TERMS.tags_of([SPACE.id, 9999, ISEKAI.id]) == (SPACE, ISEKAI)


async def test_terms_are_asked_for_once_a_week_and_old_or_known_ones_serve_meanwhile(shelves: Shelves) -> None:
    terms = shelves.parts.terms
    shelves.stand_in.faults.arm(faults.html(), times=9, operation="Terms")
    assert await terms.within(9) == Terms() and Terms().genres == GENRES
    shelves.stand_in.faults.clear()
    shelves.clock.advance(60)
    shelves.asked()
    told = await terms.all()
    assert {"Isekai", "Space"} <= {tag.name for tag in told.tags} and "Hentai" in told.genres
    await shelves.restart()
    shelves.clock.advance(WEEK - 1)
    assert await shelves.parts.terms.all() == told and shelves.asked() == ["Terms"]
    shelves.clock.advance(1)
    shelves.stand_in.faults.arm(faults.html(), times=9, operation="Terms")
    assert await shelves.parts.terms.within(9) == told


async def test_a_name_that_no_option_can_have_is_left_out(shelves: Shelves) -> None:
    def odd(data: Any) -> None:
        data["GenreCollection"] += ["", "\u200b", "x" * 101, "Action"]
        data["MediaTagCollection"].append({"id": 99_999, "name": " ", "isAdult": False})

    shelves.stand_in.faults.arm(faults.edited(lambda data: data.update(GenreCollection=[])), operation="Terms")
    assert (await shelves.parts.terms.all()).genres == GENRES, "a form needs options"
    shelves.clock.advance(WEEK)
    shelves.stand_in.faults.arm(faults.edited(odd), operation="Terms")
    told = await shelves.parts.terms.all()
    assert len(set(told.genres)) == len(told.genres) and {*told.genres} == {*GENRES}
    assert told.tags and all(tag.name.strip() for tag in told.tags)
    form = filter_modal(FilterBrowse(BrowsePlace()), told, adult=True)
    holds(form.to_dict()["components"])
