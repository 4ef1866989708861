"""What a filled-in form asks for: only what differs from what it has shown."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import dates, scores
from library.errors import DateUnfit, NumberUnfit, ScoreUnfit
from library.forms import MOST_LISTS, advanced_text, offered_lists, wish_from
from library.manners import Wish
from store import Entry, FuzzyDate, Link, ListOptions
from tests.home import a_link
from tests.shelf import an_entry

TODAY = FuzzyDate(2026, 11, 23)
PARTS = ("Story", "Visuals: art", "結び")
FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
LINK = a_link(anime=ListOptions(custom_lists=("With friends", "結び"), advanced_scoring=PARTS))
ENTRY = an_entry(1, custom_lists=("With friends",), advanced_scores={"Story": 85.5}, notes="one\ntwo")


def shown(entry: Entry, link: Link = LINK) -> dict[str, Sequence[str]]:
    """A form that nobody has touched, as Discord sends it back."""
    return {
        "status": [entry.status],
        "progress": [str(entry.progress)],
        "volumes": [str(entry.volumes)],
        "repeat": [str(entry.repeat)],
        "score": [scores.show(entry.score, link.score_format)],
        "advanced_scores": [advanced_text(entry, link.anime.advanced_scoring)],
        "started": [dates.show(entry.started)],
        "completed": [dates.show(entry.completed)],
        "notes": [entry.notes],
        "custom_lists": [name for name in link.anime.custom_lists[:MOST_LISTS] if name in entry.custom_lists],
        "flags": [flag for flag in ("private", "hidden") if getattr(entry, flag)],
    }


def wish(entry: Entry = ENTRY, link: Link = LINK, **fields: Sequence[str]) -> Wish:
    return wish_from(shown(entry, link) | fields, entry, link, TODAY)


def only(**fields: object) -> Wish:
    return msgspec.structs.replace(Wish(may_lower=True), **fields)


days = st.builds(
    FuzzyDate, st.none() | st.integers(1970, 2030), st.none() | st.integers(1, 12), st.none() | st.integers(1, 28)
)


@given(
    score=st.integers(0, 100),
    score_format=st.sampled_from(FORMATS),
    started=days,
    notes=st.text(max_size=20),
    parts=st.dictionaries(st.sampled_from(PARTS), st.integers(0, 1000).map(lambda tenths: tenths / 10)),
    flags=st.booleans(),
)
def test_who_touches_nothing_changes_nothing(
    score: int, score_format: str, started: FuzzyDate, notes: str, parts: dict[str, float], flags: bool
) -> None:
    link = msgspec.structs.replace(LINK, score_format=score_format)
    entry = msgspec.structs.replace(
        ENTRY, score=score, started=started, notes=notes, advanced_scores=parts, private=flags, hidden=not flags
    )
    assert wish(entry, link) == only()


@pytest.mark.parametrize(
    ("fields", "wished"),
    [
        ({"status": ["PAUSED"]}, {"status": "PAUSED"}),
        ({"progress": ["12"]}, {"progress": 12}),
        ({"progress": [" 1,012 "]}, {"progress": 1012}),
        ({"progress": [""]}, {"progress": 0}),
        ({"volumes": ["0"], "repeat": ["1"]}, {"volumes": 0, "repeat": 1}),
        ({"score": ["9"]}, {"score": 90}),
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
    ],
)
def test_what_was_touched_is_wished(fields: dict[str, list[str]], wished: dict[str, object]) -> None:
    assert wish_from(shown(ENTRY) | fields, ENTRY, LINK, TODAY) == only(**wished)


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "1,5", "12345678", "²", "1e3", "٣", "1,0000"])
def test_counts_are_counts(text: str) -> None:
    with pytest.raises(NumberUnfit, match="digits"):
        wish(progress=[text])


@pytest.mark.parametrize(
    "text", ["Story", "Story: x", "Stroy: 8", "Story: nan", "Story: inf", "Story: -1", "Story: 101"]
)
def test_parts_are_parts(text: str) -> None:
    with pytest.raises(NumberUnfit, match="one part a line"):
        wish(advanced_scores=[text])


def test_dates_and_scores_say_what_fits() -> None:
    with pytest.raises(DateUnfit):
        wish(started=["soon"])
    with pytest.raises(ScoreUnfit):
        wish(score=["11"])


def test_a_coarse_score_is_kept_unless_it_is_touched() -> None:
    smileys = msgspec.structs.replace(LINK, score_format="POINT_3")
    entry = msgspec.structs.replace(ENTRY, score=100)
    assert wish(entry, smileys) == only()
    assert wish(entry, smileys, score=[":)"]) == only(), "the same smiley says the same"
    assert wish(entry, smileys, score=[":("]) == only(score=35)


def test_lists_that_the_form_did_not_show_stay() -> None:
    names = tuple(f"List {number:02}" for number in range(MOST_LISTS + 2))
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
    with pytest.raises(NumberUnfit):
        wish_from({"advanced_scores": ["Story: 60"]}, manga, link, TODAY)


def test_a_part_of_the_form_is_a_form_too() -> None:
    assert wish_from({"progress": ["3"]}, ENTRY, LINK, TODAY) == only()
    assert wish_from({}, ENTRY, LINK, TODAY) == only()
