"""Finding titles by what people type."""

import json
import random
from math import log10
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from library.titles.catalogue import Catalogue
from library.titles.postings import Sorted
from library.titles.search import Hit
from library.titles.words import plain, words
from store import Media, TitleNames
from tests.kit.cases import each
from tests.kit.keyboards import wide
from tests.kit.titles import a_title

MEDIA = json.loads((Path(__file__).parent.parent / "demo" / "media.json").read_text())


@pytest.fixture(scope="module")
def index() -> Catalogue:
    """The demo's 300 titles."""
    index = Catalogue()
    for media in MEDIA:
        called, synonyms = media["title"], tuple(media["synonyms"] or ())
        names = (called["romaji"], called["english"], called["native"], synonyms)
        index.put(
            TitleNames(media["id"], media["type"], *names, media["popularity"], bool(media["isAdult"]), True),
            is_public=True,
        )
    return index


def an_index(*names: str) -> Catalogue:
    """Titles numbered from 1, the later the more popular."""
    index = Catalogue()
    for number, name in enumerate(names, 1):
        index.put(a_title(number, romaji=name, popularity=2 ** min(number, 30)), is_public=True)
    return index


def found(index: Catalogue, typed: str, **how: Any) -> list[int]:
    return [hit.id for hit in index.search(typed, **how)]


# They are in the order of their ids, which say nothing of names.
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_every_title_is_found_by_each_of_its_names(index: Catalogue, step: int) -> None:
    for media in MEDIA[::step]:
        for name in (*media["title"].values(), *(media["synonyms"] or ())):
            if name and plain(name) == plain(name[:100]) != "":
                scores = {hit.id: hit.score for hit in index.search(name)}
                assert scores.get(media["id"]) == 100, name


@each(
    ("typed", "english"),
    [
        ("atack on titn", "Attack on Titan"),
        ("attakc", "Attack on Titan"),
        ("shingeki no kyojn", "Attack on Titan"),
        ("進撃の巨", "Attack on Titan"),
        ("fulmetal alchmist", "Fullmetal Alchemist: Brotherhood"),
        ("steinsgate", "Steins;Gate"),
        ("stiens gate", "Steins;Gate"),
        ("deathnote", "Death Note"),
        ("deth note", "Death Note"),
        ("note death", "Death Note"),
        ("naurto", "Naruto"),
        ("cowboy bepop", "Cowboy Bebop"),
        (wide("COWBOY beb"), "Cowboy Bebop"),
        ("hunter hunter", "Hunter x Hunter (2011)"),
        ("your lie", "Your lie in April"),
    ],
)
def test_what_people_type_for_what(index: Catalogue, typed: str, english: str) -> None:
    names = {media["id"]: media["title"]["english"] for media in MEDIA}
    assert english in [names[number] for number in found(index, typed, limit=3)]


def test_the_score_tells_how_sure_it_is(index: Catalogue) -> None:
    assert index.search("Death Note")[0].score == 100
    assert 90 < index.search("death no")[0].score < 92
    assert 80 < index.search("deth note")[0].score < 100
    assert index.search("qqqq xxxx zzzz") == []


def test_own_titles_come_first_by_their_rank() -> None:
    index = an_index("One Cat", "One Dog", "One Cow", "Oneness", "Two")
    assert found(index, "one") == [4, 3, 2, 1]
    assert found(index, "one", own={1: 1, 2: 0, 5: 2}) == [2, 1, 4, 3]
    assert found(index, "one", own={1: 1, 2: 0}, limit=1) == [2]


def test_an_own_title_that_is_called_so_comes_before_the_rest_of_them() -> None:
    index = an_index("One Piece", "One Piece Film: Red")
    assert found(index, "one piece", own={1: 1, 2: 0}) == [1, 2]


def test_what_has_the_words_comes_before_own_titles_that_nearly_do() -> None:
    index = an_index("Bleach", "Bleech")
    assert found(index, "bleach", own={2: 0}) == [1, 2]


def test_a_title_called_so_is_found_among_many_popular_ones() -> None:
    index = an_index("K", *(f"K{number}" for number in range(100, 300)))
    assert found(index, "k")[0] == 1


def test_nothing_typed_offers_own_titles_and_then_popular_ones() -> None:
    index = an_index("A", "B", "C", "D")
    assert index.search(" ?", own={1: 5, 3: 2}) == [Hit(3, 0), Hit(1, 0), Hit(4, 0), Hit(2, 0)]
    assert found(index, "", own={1: 5, 3: 2}, limit=3) == [3, 1, 4]
    assert found(Catalogue(), "") == found(Catalogue(), "anything") == []


def test_only_the_type_that_is_asked_for() -> None:
    index = Catalogue()
    index.put(a_title(1, romaji="Monster"), is_public=True)
    index.put(a_title(2, romaji="Monster", media_type="MANGA"), is_public=True)
    assert sorted(found(index, "monster")) == [1, 2]
    for typed in ("monster", "monstre", ""):
        assert found(index, typed, media_type="MANGA", own={1: 0}) == [2]


def test_adult_titles_are_left_out_unless_they_are_own() -> None:
    index = Catalogue()
    index.put(a_title(1, romaji="Monster", is_adult=True), is_public=True)
    for typed in ("monster", "monstre", ""):
        assert found(index, typed) == [1]
        assert found(index, typed, adult=False) == []
        assert found(index, typed, adult=False, own={1: 0}) == [1]


def test_titles_that_are_not_public_move_nothing_that_others_are_offered() -> None:
    names = [f"Cowboy {number}" for number in range(30)]
    index, bare = an_index(*names), an_index(*names)
    for number in range(100, 130):
        index.put(a_title(number, romaji=f"Cowboy Bepop {number}", popularity=10**6), is_public=False)
    for typed in ("", "cow", "cowboy", "cowboi", "cowboy bepop", "bepop", "bebop", "boy 1"):
        assert index.search(typed) == bare.search(typed)
        assert index.search(typed, own={2: 0}) == bare.search(typed, own={2: 0})
        others = {number: number for number in range(110, 120)}
        assert not {*found(index, typed, own=others)} & {*range(100, 110), *range(120, 130)}
    assert not {*found(index, "bepop 101")} & {*range(100, 130)}
    assert found(index, "bepop 10", own={102: 1, 101: 2})[:2] == [102, 101]
    assert found(index, "cow", own={2: 1, 101: 0}, limit=3) == [101, 2, 30]
    assert found(index, "bepop 101", also=[101])[0] == 101
    assert 101 not in index.public and 101 in index
    index.put(a_title(101, romaji="Cowboy Bepop 101"), is_public=True)
    index.put(a_title(101, romaji="Cowboy Bebop"), is_public=False)
    assert found(index, "cowboy bebop")[0] == 101, "what is public stays so, under its newest name"


def test_titles_that_own_but_nobody_knows_are_no_error() -> None:
    assert found(an_index("Monster"), "mon", own={99: 0}) == [1]
    assert found(an_index("Monster"), "", own={99: 0}) == [1]


def test_a_renamed_title_is_found_by_its_new_names_alone() -> None:
    index = an_index("Old Name", "Name")
    index.put(a_title(1, romaji="New Title", synonyms=("Newest Title",), popularity=10**6), is_public=True)
    assert found(index, "new") == [1]
    assert found(index, "old") == []
    assert found(index, "name") == [2]
    assert found(index, "") == [1, 2]
    assert len(index.public) == 2


def test_a_title_is_indexed_anew_only_for_new_names() -> None:
    index = an_index("One Piece").public
    index.put(a_title(1, romaji="One Piece", synonyms=("A", "B")))
    number = index.numbers([1]).tolist()
    index.put(a_title(1, romaji="ONE PIECE", synonyms=("B", "A", "b"), popularity=7, media_type="MANGA", is_adult=True))
    assert index.numbers([1]).tolist() == number
    assert index.popularity(*number) == 7
    assert index.called("one piece", "MANGA") == {1} and not index.offers(1, None, adult=False)


def test_titles_can_come_between_searches() -> None:
    index = Catalogue()
    for number in range(1, 251):
        index.put(a_title(number, romaji=f"Title{number:03}"), is_public=True)
        assert found(index, f"title{number:03}")[0] == number
    for number in range(251, 501):
        index.put(a_title(number, romaji=f"Title{number:03}"), is_public=True)
    assert sorted(found(index, "title2", limit=100)) == list(range(200, 300))


@given(st.text(max_size=120), st.sampled_from([None, "ANIME", "MANGA"]))
def test_any_text_may_be_typed(text: str, media_type: str | None) -> None:
    index = an_index("One Piece", "進撃の巨人", "Re:Zero", "K-On!!", "Pokémon 2", text)
    hits = index.search(text, media_type, own={1: 0})
    assert len({hit.id for hit in hits}) == len(hits) <= 25
    assert all(0 <= hit.score <= 100 for hit in hits)
    if plain(text) == plain(text[:100]) != "" and media_type != "MANGA":
        assert Hit(6, 100) in hits


@given(st.text())
def test_plain_text_is_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert all(word in plain(text) for word in words(plain(text)))


@each(
    ("text", "expected"),
    [
        ("Frieren: Beyond Journey’s End", "frieren beyond journeys end"),
        ("Pokémon — Shōnen_Jump", "pokemon shonen jump"),
        ("ガンダム " + wide("0gai"), "ガンダム 0gai"),
        ("進撃の巨人2期", "進撃の巨人 2 期"),
        ("STRASSE straße", "strasse strasse"),
        ("☆ (^_^) ☆", ""),
    ],
)
def test_what_is_left_of_a_title(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_words_without_spaces_come_in_pairs() -> None:
    assert words("進撃の巨人 2 期 進撃") == ["進撃", "撃の", "の巨", "巨人", "人", "2", "期", "撃"]


@given(st.data())
def test_texts_stay_in_their_order(data: st.DataObject) -> None:
    few = st.text("aé漢", max_size=3)
    kept = {f"{number % 7}{number}" for number in range(2500)}
    texts = Sorted()
    for text in [*kept, *(extra := data.draw(st.sets(few)))]:
        texts.add(text.encode())
    held = sorted([*kept, *extra])
    for start in ("", "1", "31", "a", "漢", data.draw(few)):
        assert texts.beginning(start.encode()) == [text.encode() for text in held if text.startswith(start)]


@each(("typed", "english"), [("naruto", "Naruto"), ("narutoo", "Naruto"), ("monstr", "Monster")])
def test_beside_a_good_hit_there_is_no_noise(index: Catalogue, typed: str, english: str) -> None:
    names = {media["id"]: str(media["title"]["english"] or media["title"]["romaji"]) for media in MEDIA}
    offered = [names[number] for number in found(index, typed)]
    assert offered and all(english.upper() in name.upper() for name in offered)


def test_a_slip_beside_a_lesser_name_is_still_offered() -> None:
    index = an_index("One Peace at a Time", "One Piece")
    assert found(index, "one peace") == [1, 2]


WORDS = ("cat", "cats", "cart", "a", "no", "not", "dog", "do", "の", "人気", "物語", "x")


class Walk:
    """The plain way to search: look at each title, compare it with each word."""

    def __init__(
        self, titles: list[Media], typed: str, own: dict[int, int], *, media_type: str | None, adult: bool
    ) -> None:
        self.typed, self.own = plain(typed), own
        self.asked = words(self.typed)
        self.titles = [
            title
            for title in titles
            if media_type in {None, title.media_type} and (adult or not title.is_adult or title.id in own)
        ]
        self.names = {one.id: [plain(name) for name in (one.romaji, *one.synonyms) if name] for one in titles}
        self.words = {one: {word for name in names for word in words(name)} for one, names in self.names.items()}
        self.vocabulary = set[str]().union(*self.words.values())

    def found(self) -> list[int]:
        whole = [title for title in self.titles if self.has_all(title)]
        nearly = self.nearly([title for title in self.titles if title not in whole])
        likeness = map(self.likeness, whole)
        scores = [one if one == 100 else 90 + one / 50 for one in likeness]
        least = max([*scores, *map(self.likeness, nearly)], default=0) - 25
        hits = [*self.ranked(whole), *(title for title in self.ranked(nearly) if self.likeness(title) >= least)]
        return [title.id for title in hits]

    def has_all(self, title: Media) -> bool:
        start = self.typed.replace(" ", "")
        begins_so = any(name.replace(" ", "").startswith(start) for name in self.names[title.id])
        return begins_so or all(any(one.startswith(word) for one in self.words[title.id]) for word in self.asked)

    def nearly(self, others: list[Media]) -> list[Media]:
        long = sorted((word for word in self.asked if len(word) > 2), key=len, reverse=True)
        alike = [{one for one in self.vocabulary if len(one) > 2 and self.is_alike(word, one)} for word in long]
        for least in range(len(long), max(len(long) - 1, 0) // 2, -1):
            if found := [one for one in others if sum(bool(some & self.words[one.id]) for some in alike) >= least]:
                return found
        return []

    def is_alike(self, typed: str, word: str) -> bool:
        return word.startswith(typed) or fuzz.ratio(typed, word) >= 70

    def likeness(self, title: Media) -> float:
        spaceless = {name.replace(" ", "") for name in self.names[title.id]}
        is_called_so = self.typed.replace(" ", "") in spaceless
        return 100 if is_called_so else max(fuzz.ratio(self.typed, name) for name in self.names[title.id])

    def weight(self, title: Media) -> float:
        is_begun = any(name.startswith(self.typed) for name in self.names[title.id])
        return self.likeness(title) + 20 * is_begun + 8 * log10(1 + (title.popularity or 0))

    def ranked(self, some: list[Media]) -> list[Media]:
        mine = [title for title in some if title.id in self.own]
        rest = [title for title in some if title.id not in self.own]
        mine.sort(key=lambda title: (self.likeness(title) < 100, self.own[title.id]))
        rest.sort(key=lambda title: (self.likeness(title) < 100, -self.weight(title)))
        return mine + rest


@given(st.randoms(use_true_random=True))
def test_a_search_finds_what_a_walk_over_all_titles_finds(pick: random.Random) -> None:
    def a_name() -> str:
        return " ".join(pick.choices(WORDS, k=pick.randint(1, 3)))

    titles = [
        a_title(
            number,
            romaji=a_name(),
            synonyms=tuple(a_name() for _ in range(pick.randint(0, 2))),
            media_type=pick.choice(("ANIME", "MANGA")),
            is_adult=pick.random() < 0.2,
            popularity=pick.choice((0, 50, 5000)),
        )
        for number in range(1, pick.randint(4, 16))
    ]
    name, at = a_name(), pick.randrange(9)
    typed = pick.choice((name, name[: at + 1], name[:at] + name[at + 1 :], name.replace(" ", "")))
    own = {number: rank for rank, number in enumerate(pick.sample(range(1, 16), pick.randint(0, 5)))}
    how: dict[str, Any] = {"media_type": pick.choice((None, "ANIME", "MANGA")), "adult": pick.random() < 0.5}
    index = Catalogue()
    for title in [*(a_title(number, romaji="former cat") for number in range(1, 4)), *titles]:
        index.put(title, is_public=True)
    if plain(typed):
        assert found(index, typed, own=own, **how) == Walk(titles, typed, own, **how).found()
