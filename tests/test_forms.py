"""What a filled-in form asks for: only what differs from what it has shown."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import InvalidDate, InvalidInput, InvalidNumber, InvalidScore
from library.rules.counts import NO_NUMBER
from library.rules.custom_lists import MOST_SHOWN, offered_lists
from library.rules.entry_rules import Wish
from library.rules.forms import form_values, wish_for_several, wish_from
from store import Entry, FuzzyDate, Link, ListOptions
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.keyboards import wide
from tests.kit.shelf import an_entry

TODAY = FuzzyDate(2026, 11, 23)
PARTS = ("Story", "Visuals: art", "結び")
FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
LINK = a_link(anime=ListOptions(custom_lists=("With friends", "結び"), advanced_scoring=PARTS))
ENTRY = an_entry(1, custom_lists=("With friends",), advanced_scores={"Story": 85.5}, notes="one\ntwo")


def wish(entry: Entry = ENTRY, link: Link = LINK, **fields: Sequence[str]) -> Wish:
    return wish_from({**form_values(entry, link), **fields}, entry, link, TODAY)


def only(**fields: object) -> Wish:
    return msgspec.structs.replace(Wish(may_lower=True), **fields)


numbers = st.none() | st.integers(-1, 40)
days = st.builds(FuzzyDate, st.none() | st.integers(1970, 2030), numbers, numbers)  # imported lists hold any


@given(
    score=st.integers(0, 100),
    score_format=st.sampled_from(FORMATS),
    started=days,
    notes=st.text(max_size=20),
    parts=st.dictionaries(st.sampled_from(PARTS), st.floats(-1, 1000)),
    counts=st.integers(-5, 10_000_000),
    flags=st.booleans(),
)
def test_who_touches_nothing_changes_nothing(
    score: int, score_format: str, started: FuzzyDate, notes: str, parts: dict[str, float], counts: int, flags: bool
) -> None:
    """Whatever AniList has: what nobody has touched is not judged either."""
    link = msgspec.structs.replace(LINK, score_format=score_format)
    texts = {"score": score, "started": started, "completed": started, "notes": notes, "advanced_scores": parts}
    entry = msgspec.structs.replace(
        ENTRY, **texts, progress=counts, volumes=counts, repeat=counts, private=flags, hidden=not flags
    )
    assert wish(entry, link) == only()
    paused = {"status": "PAUSED"} if entry.status != "PAUSED" else {}
    assert wish(entry, link, status=["PAUSED"]) == only(**paused)


@each(
    ("fields", "wished"),
    [
        ({"status": ["PAUSED"]}, {"status": "PAUSED"}),
        ({"progress": ["12"]}, {"progress": 12}),
        ({"progress": [" 1,012 "]}, {"progress": 1012}),
        *(({name: [text]}, {}) for name in ("progress", "volumes", "repeat") for text in ("", " ")),
        *(
            ({"progress": [typed]}, {"progress": 12})
            for typed in ("12 / 37", "12/12", "12 / ?", "12 of 37", wide("12"), "episode 12", "Ep. 12", "12 episodes")
        ),
        *(({"repeat": [typed]}, {"repeat": 3}) for typed in ("3×", "3x", "3 times")),
        *(({"progress": [typed]}, {"progress": 1012}) for typed in ("1.012", "1 012", "1\u202f012", "1'012")),
        ({"volumes": ["0"], "repeat": ["1"]}, {"volumes": 0, "repeat": 1}),
        ({"score": ["9"]}, {"score": 90}),
        ({"score": ["9.0"]}, {"score": 90}),
        ({"score": ["18/20"]}, {"score": 90}),
        ({"score": [""]}, {"score": 0}),
        ({"started": ["today"]}, {"started": TODAY}),
        ({"started": [""]}, {"started": FuzzyDate()}),
        ({"completed": ["2020"]}, {"completed": FuzzyDate(2020)}),
        ({"notes": ["one\r\ntwo"]}, {}),
        ({"notes": [" three "]}, {"notes": "three"}),
        ({"notes": [""]}, {"notes": ""}),
        ({"flags": ["private"]}, {"hidden": False}),
        ({"flags": []}, {"private": False, "hidden": False}),
        ({"custom_lists": ["結び", "With friends"]}, {"custom_lists": ("With friends", "結び")}),
        ({"custom_lists": []}, {"custom_lists": ()}),
        (
            {"advanced_scores": ["Story: 9,5\n\nVisuals: art: 7"]},
            {"advanced_scores": {"Story": 9.5, "Visuals: art": 7, "結び": 0}},
        ),
        ({"advanced_scores": [""]}, {"advanced_scores": dict.fromkeys(PARTS, 0.0)}),
        (
            {"advanced_scores": [f"Story: 85.5\n{wide('visuals:')} art {wide(':8.50')}\n結び: 0"]},
            {"advanced_scores": {"Story": 85.5, "Visuals: art": 8.5, "結び": 0}},
        ),
    ],
)
def test_what_was_touched_is_wished(fields: dict[str, list[str]], wished: dict[str, object]) -> None:
    assert wish(ENTRY, LINK, **fields) == only(**wished)


@each("text", ["x", "-1", "1.5", "1,5", "12345678", "²", "1e3", "٣", "1,0000"])
def test_counts_are_counts(text: str) -> None:
    for name, field in (("progress", "Episodes"), ("repeat", "Times rewatched"), ("volumes", "Volumes")):
        with pytest.raises(InvalidNumber, match=NO_NUMBER) as refused:
            wish_from({name: [text]}, ENTRY, LINK, TODAY)
        assert (refused.value.typed, refused.value.field) == (text, field)


@each("text", ["Story", "Story: x", "Stroy: 8", "Story: nan", "Story: inf", "Story: -1", "Story: 101"])
def test_parts_are_parts(text: str) -> None:
    with pytest.raises(InvalidNumber, match="Story, Visuals: art, 結び") as refused:
        wish(advanced_scores=[f"結び: 5\n{text}"])
    assert (refused.value.typed, refused.value.field) == (text, "Advanced scores")


def test_a_part_whose_line_is_untouched_keeps_what_the_line_does_not_show() -> None:
    entry = msgspec.structs.replace(ENTRY, advanced_scores={"Story": 85.55555555, "結び": 700})
    wished = wish(entry, advanced_scores=["Story: 85.5556\nVisuals: art: 7\n結び: 700"])
    assert wished == only(advanced_scores={"Story": 85.55555555, "Visuals: art": 7, "結び": 700})


def test_a_refusal_names_the_field_and_repeats_what_was_typed() -> None:
    manga = msgspec.structs.replace(ENTRY, media_type="MANGA")
    for entry, name, typed, kind, field in (
        (ENTRY, "started", "soon", InvalidDate, "Start date"),
        (ENTRY, "completed", "20024", InvalidDate, "Finish date"),
        (ENTRY, "score", "11", InvalidScore, "Score"),
        (manga, "progress", "many", InvalidNumber, "Chapters"),
        (manga, "repeat", "many", InvalidNumber, "Times reread"),
    ):
        with pytest.raises(kind) as refused:
            wish_from({name: [typed]}, entry, LINK, TODAY)
        assert isinstance(refused.value, InvalidInput)
        assert (refused.value.typed, refused.value.field) == (typed, field)


def test_several_at_once_take_a_score_in_any_form_and_leave_what_is_empty() -> None:
    assert wish_for_several({"score": ["4/5"], "status": [], "private": ["no"]}, "POINT_10") == only(
        score=80, private=False
    )
    assert wish_for_several({"score": [" "], "status": ["PAUSED"]}, "POINT_10") == only(status="PAUSED")
    assert wish_for_several({"score": ["none"]}, "POINT_10") == only(score=0)
    with pytest.raises(InvalidScore) as refused:
        wish_for_several({"score": ["11"]}, "POINT_10")
    assert (refused.value.typed, refused.value.field) == ("11", "Score")


def test_a_coarse_score_is_kept_unless_it_is_touched() -> None:
    smileys = msgspec.structs.replace(LINK, score_format="POINT_3")
    entry = msgspec.structs.replace(ENTRY, score=100)
    assert wish(entry, smileys) == only()
    assert wish(entry, smileys, score=[":)"]) == only(), "the same smiley says the same"
    assert wish(entry, smileys, score=[":("]) == only(score=35)


def test_lists_that_the_form_did_not_show_stay() -> None:
    names = tuple(f"List {number:02}" for number in range(MOST_SHOWN + 2))
    link = msgspec.structs.replace(LINK, anime=ListOptions(custom_lists=names))
    entry = msgspec.structs.replace(ENTRY, custom_lists=("List 00", names[-1], "Made just now"))
    assert wish(entry, link) == only()
    assert wish(entry, link, custom_lists=[]) == only(custom_lists=("List 26", "Made just now"))
    long = "L" * 101
    link = msgspec.structs.replace(LINK, anime=ListOptions(custom_lists=("Short", long)))
    assert offered_lists(link.anime) == ["Short"]
    entry = msgspec.structs.replace(ENTRY, custom_lists=("Short", long))
    assert wish(entry, link, custom_lists=[]) == only(custom_lists=(long,)), "an option of Discord's can't hold it"


def test_a_manga_has_the_parts_of_manga() -> None:
    link = msgspec.structs.replace(LINK, manga=ListOptions(advanced_scoring=("Art",)))
    manga = an_entry(2, advanced_scores={"Art": 50})
    wished = wish_from({"advanced_scores": ["Art: 60"]}, manga, link, TODAY)
    assert wished == only(advanced_scores={"Art": 60.0})
    with pytest.raises(InvalidNumber):
        wish_from({"advanced_scores": ["Story: 60"]}, manga, link, TODAY)


def test_a_part_of_the_form_is_a_form_too() -> None:
    assert wish_from({"progress": ["3"]}, ENTRY, LINK, TODAY) == only()
    assert wish_from({}, ENTRY, LINK, TODAY) == only()
