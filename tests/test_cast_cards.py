"""Cards of characters and staff: no name, description or role breaks one, whatever AniList tells or leaves out."""

from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from anilist.cast_answers import CharacterAnswer, StaffAnswer
from anilist.decoding import decode
from cards.cast import OpenStaff, other_names
from cards.character import CharacterPlace, character_card, titles_picked
from cards.markup import marked_up
from cards.staff import StaffPlace, staff_card, work_picked
from library.cast.characters import CharacterView
from library.cast.people import (
    CharacterFacts,
    CharacterInTitle,
    Named,
    Speaker,
    StaffFacts,
    StaffRole,
    VoiceRole,
    character_page,
    staff_page,
)
from library.cast.roles import TitleRoles
from library.cast.staff import StaffView
from store import FuzzyDate
from tests.kit.any_card import addresses, dates, entry, media, people, words
from tests.kit.cards import holds, parts, shown
from tests.kit.cases import each
from tests.kit.home import START, a_link
from tests.kit.shelf import a_title, an_entry

OF_CARDS = settings(phases=(Phase.explicit, Phase.generate), max_examples=settings().max_examples // 3)
NAMES = st.none() | words
FACTS: dict[str, Any] = {
    "id": st.integers(1, 2**31 - 1),
    "name": NAMES,
    "native": NAMES,
    "other_names": st.lists(words, max_size=12).map(tuple),
    "picture_url": addresses,
    "description": st.none() | st.lists(words, max_size=9).map(" ".join),
    "gender": NAMES,
    "born": dates,
    "blood_type": NAMES,
    "favourites": st.integers(0, 10**9),
    "site_url": addresses,
}
character = st.builds(CharacterFacts, **FACTS, spoiler_names=FACTS["other_names"], age=NAMES)
staff = st.builds(
    StaffFacts,
    **FACTS,
    language=NAMES,
    occupations=FACTS["other_names"],
    age=st.none() | st.integers(0, 10**9),
    died=dates,
    years_active=st.lists(st.integers(1, 9999), max_size=3).map(tuple),
    home_town=NAMES,
)
some_names = st.builds(Named, st.integers(1, 2**31 - 1), NAMES, NAMES)
some_speakers = st.builds(
    Speaker, some_names, st.sampled_from(["Japanese", "German", "Klingon", "日本語"]) | words, NAMES
)
PLACE = CharacterPlace(2**31 - 1, "manga", "popular", "Portuguese", 999)
NOBODY = CharacterFacts(
    id=7, name=None, native=None, other_names=(), spoiler_names=(), picture_url=None, description=None, gender=None,
    born=FuzzyDate(), blood_type=None, favourites=0, site_url=None, age=None,
)  # fmt: skip


@pytest.mark.usefixtures("known_ids", "longer_words")
@OF_CARDS
@given(
    character, st.lists(some_speakers, max_size=40), media().flatmap(lambda one: st.tuples(st.just(one), entry(one)))
)
def test_cards_of_characters_hold(who: CharacterFacts, voices: list[Speaker], one: Any) -> None:
    title, own = one
    roles = [CharacterInTitle(number, "MAIN", tuple(voices)) for number in range(10)]
    titles = [TitleRoles(msgspec.structs.replace(title, id=number + 1), [roles[number]], own) for number in range(10)]
    for some in (titles, []):
        view = CharacterView(who, some, voices, is_for_adults=False, has_next=True, as_of=START, is_unanswered=not some)
        holds(character_card(view, PLACE, a_link()).to_components())


@pytest.mark.usefixtures("known_ids", "longer_words")
@OF_CARDS
@given(staff, st.lists(some_names, max_size=9), words, people(), media())
def test_cards_of_staff_hold(who: StaffFacts, names: list[Named], said: str, link: Any, title: Any) -> None:
    titles = [msgspec.structs.replace(title, id=number + 1) for number in range(10)]
    own = an_entry(1)
    voices = [TitleRoles(one, [VoiceRole(one.id, None, tuple(names))] * 3, own) for one in titles]
    credited = [TitleRoles(one, [StaffRole(one.id, said)] * 9, None) for one in titles]
    for work in ("voices", "credits"):
        view = StaffView(
            who, work, ("voices", "credits"), voices if work == "voices" else [], credited if work == "credits" else [],
            has_next=True, as_of=START, is_unanswered=False,
        )  # fmt: skip
        holds(staff_card(view, StaffPlace(2**31 - 1, None, "popular", 999), link).to_components())


@pytest.mark.usefixtures("known_ids", "longer_words")
def test_the_longest_of_everything_fits() -> None:
    marks, url, own = "*" * 300, f"https://anilist.co/character/{'1' * 480}", an_entry(1)
    title = a_title(1, romaji=marks, english=marks, native=marks)
    many = {"name": marks, "native": marks, "other_names": (marks, marks + "1", marks + "2"), "site_url": url}
    who = msgspec.structs.replace(NOBODY, **many, spoiler_names=(marks,) * 3, age=marks, gender=marks, blood_type=marks)
    who = msgspec.structs.replace(who, born=FuzzyDate(None, 9, 28), favourites=10**9)
    voices = [Speaker(Named(number, marks, None), "Japanese", marks) for number in range(1, 9)]
    titles = [
        TitleRoles(msgspec.structs.replace(title, id=one), [CharacterInTitle(one, "MAIN", ())], own)
        for one in range(1, 11)
    ]
    links = "[a](https://anilist.co/character/123456789) "
    for told in (marks * 9, links * 200, "~!a!~ " * 900, f"Somebody. {links * 200}"):
        who = msgspec.structs.replace(who, description=told)
        view = CharacterView(who, titles, voices, is_for_adults=False, has_next=True, as_of=START, is_unanswered=True)
        holds(character_card(view, PLACE, a_link()).to_components())


def test_somebody_of_whom_nothing_is_known() -> None:
    view = CharacterView(NOBODY, [], [], is_for_adults=False, has_next=False, as_of=START, is_unanswered=False)
    card = character_card(view, CharacterPlace(7), None).to_components()
    holds(card)
    assert "AniList 7" in str(card) and "No titles to show here." in str(card) and "-# Updated <t:" in str(card)


def test_names_that_tell_too_much_are_behind_bars() -> None:
    who = msgspec.structs.replace(
        NOBODY, name="Rin", native="凛", other_names=("Rin", "R"), spoiler_names=("the king", "||x")
    )
    assert other_names(who) == r"-# 凛 · R · ||the king|| · ||\|\|x||"


MARKUP = {
    "__Height:__ 170 cm\n__Soup:__ miso &amp; rain": "**Height\\:** 170 cm\n**Soup\\:** miso \\& rain",
    "one<br><br>\n~!two\nthree!~\n\nfour": "one\n||two\nthree||\nfour",
    "a ~!b **c**!~ d": "a ||b **c**|| d",
    "~!never closed": "||never closed||",
    "[Ed](https://anilist.co/character/11/Edward) [x](https://evil.example)": "[Ed](https://anilist.co/character/11) x",
    "<i>a</i> <b>b</b> *c* _d_ a_b_c": "*a* **b** *c* *d* a\\_b\\_c",
    "img220(https://a.example/b.png)a ~~~b~~~ youtube(x)": "a b",
    "@everyone || # x": "\\@everyone \\|\\| \\# x",
    "# a\n> b": "\\# a\n\\> b",
}


@each("told", MARKUP)
def test_anilists_markup_becomes_discords(told: str) -> None:
    assert marked_up(told) == MARKUP[told]


def test_a_long_description_is_cut_within_its_spoiler_and_quickly() -> None:
    assert marked_up(None) == ""
    for told in ("word " * 5000, "~!" + "secret " * 9000, "__" * 40_000, "*" * 90_000, "[" * 90_000, "~!" * 40_000):
        said = marked_up(told)
        assert len(said) <= 1_010 and said.count("||") in {0, 2}
    assert marked_up("~!" + "secret " * 9000).endswith("…||")


def test_the_languages_of_voices_are_those_that_there_are() -> None:
    def speaker(number: int, language: str, notes: str | None = None) -> Speaker:
        return Speaker(Named(number, f"V{number}", None), language, notes)

    voices = [
        speaker(1, "German", "\u2800"),
        speaker(2, "Japanese"),
        speaker(3, "Japanese", "as a child"),
        speaker(4, "日本語"),
    ]
    view = CharacterView(NOBODY, [], voices, is_for_adults=False, has_next=True, as_of=START, is_unanswered=False)
    card = character_card(view, CharacterPlace(7, language="Korean"), None)
    text = shown(card)
    assert "**Japanese** · [V2](https://anilist.co/staff/2), [V3](https://anilist.co/staff/3) (as a child)" in text
    german = character_card(view, CharacterPlace(7, language="German"), None)
    assert "**German** · [V1](https://anilist.co/staff/1)" in shown(german) and "V2" not in shown(german)
    assert "(\u2800)" not in shown(german) and "()" not in shown(german), "its note shows nothing"
    opened = [one["custom_id"] for one in parts(german.to_components()) if OpenStaff.parse(one.get("custom_id", ""))]
    assert opened == ["musubi:staff:open:1"]


def test_a_value_that_there_is_no_more_changes_nothing() -> None:
    place, work = CharacterPlace(7, number=3), StaffPlace(7, number=3)
    assert (titles_picked(place, "novels:best"), work_picked(work, "")) == (place, work)
    assert titles_picked(place, "manga:newest") == CharacterPlace(7, "manga", "newest")
    assert work_picked(work, "credits:newest") == StaffPlace(7, "credits", "newest")


def test_an_answer_full_of_gaps_is_read() -> None:
    nothing = {"id": 7, "name": None, "media": None, "description": 5, "dateOfBirth": {"month": 13}, "favourites": -1}
    page = character_page(decode(msgspec.json.encode({"Character": nothing}), CharacterAnswer).character)
    assert page.character == msgspec.structs.replace(NOBODY, description="5") and page.roles.roles == ()
    edges = [None, {"node": None}, {"node": {"id": 1, "type": "ANIME"}, "voiceActorRoles": [None, {"voiceActor": {}}]}]
    media = {"edges": edges, "pageInfo": None}
    page = character_page(
        decode(msgspec.json.encode({"Character": nothing | {"media": media}}), CharacterAnswer).character
    )
    assert page.roles.roles == (CharacterInTitle(1, None, ()),) and not page.roles.has_next
    made = {"edges": [{"node": {"id": 2, "type": "MANGA"}, "staffRole": None}, {"staffRole": "Art"}], "pageInfo": {}}
    spoken = {"edges": [{"node": {"id": 1, "type": "ANIME"}, "characters": [None, {"id": 9}]}]}
    told = {"id": 8, "staffMedia": made, "characterMedia": spoken, "yearsActive": [None, 2001]}
    found = staff_page(decode(msgspec.json.encode({"Staff": told}), StaffAnswer).staff)
    assert found.credits.roles == (StaffRole(2, ""),) and found.staff.years_active == (2001,)
    assert found.voices.roles == (VoiceRole(1, None, (Named(9, None, None),)),)
