"""Scores as people type and read them, in all five formats."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import InvalidScore
from library.rules import scores
from tests.kit.cases import each
from tests.kit.keyboards import wide

FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
RAW = st.integers(0, 100)
FORMAT = st.sampled_from(FORMATS)


@each(
    ("raw", "score_format", "shown"),
    [
        *((0, score_format, "–") for score_format in FORMATS),
        (1, "POINT_100", "1"),
        (85, "POINT_100", "85"),
        (100, "POINT_100", "100"),
        (1, "POINT_10_DECIMAL", "0.1"),
        (80, "POINT_10_DECIMAL", "8"),
        (85, "POINT_10_DECIMAL", "8.5"),
        (100, "POINT_10_DECIMAL", "10"),
        (9, "POINT_10", "0"),
        (89, "POINT_10", "8"),
        (90, "POINT_10", "9"),
        (100, "POINT_10", "10"),
        *((raw, "POINT_5", "★☆☆☆☆") for raw in (1, 10, 29)),
        *((raw, "POINT_5", "★★☆☆☆") for raw in (30, 49)),
        *((raw, "POINT_5", "★★★☆☆") for raw in (50, 69)),
        *((raw, "POINT_5", "★★★★☆") for raw in (70, 89)),
        *((raw, "POINT_5", "★★★★★") for raw in (90, 100)),
        *((raw, "POINT_3", "🙁") for raw in (1, 35)),
        *((raw, "POINT_3", "😐") for raw in (36, 60)),
        *((raw, "POINT_3", "🙂") for raw in (61, 85, 100)),
        (85, "A_FORMAT_OF_TOMORROW", "85"),
    ],
)
def test_a_score_is_shown_as_anilist_does(raw: int, score_format: str, shown: str) -> None:
    assert scores.show(raw, score_format) == shown


@each(
    ("typed", "score_format", "raw"),
    [
        *((typed, score_format, 0) for typed in ("", "0", " None ", "–") for score_format in FORMATS),
        ("85", "POINT_100", 85),
        (" 100/100 ", "POINT_100", 100),
        ("8.5", "POINT_10_DECIMAL", 85),
        ("8,5", "POINT_10_DECIMAL", 85),
        ("8.5 / 10", "POINT_10_DECIMAL", 85),
        ("0.1", "POINT_10_DECIMAL", 1),
        ("0.0", "POINT_10_DECIMAL", 0),
        ("8", "POINT_10", 80),
        ("10/10", "POINT_10", 100),
        *zip(("1", "2", "3", "4", "5"), ["POINT_5"] * 5, (10, 30, 50, 70, 90), strict=True),
        ("★★★★☆", "POINT_5", 70),
        ("★★★★", "POINT_5", 70),
        ("⭐⭐⭐", "POINT_5", 50),
        ("4/5", "POINT_5", 70),
        ("1 star", "POINT_5", 10),
        ("4 stars", "POINT_5", 70),
        ("4⭐", "POINT_5", 70),
        *zip((":(", ":|", ":)"), ["POINT_3"] * 3, (35, 60, 85), strict=True),
        *zip(("1", "2", "3"), ["POINT_3"] * 3, (35, 60, 85), strict=True),
        ("☹️", "POINT_3", 35),
        (":D", "POINT_3", 85),
        ("85", "A_FORMAT_OF_TOMORROW", 85),
        *(
            (typed, score_format, raw)
            for typed in (
                "4/5",
                "4 / 5",
                wide("4/5"),
                "80%",
                "80 %",
                "4 of 5",
                "8 out of 10",
                "16/20",
                "★★★★☆",
                "80/100",
            )
            for score_format, raw in zip(FORMATS, (80, 80, 80, 70, 85), strict=True)
        ),
        *zip(("95%",) * 5, FORMATS, (95, 95, 90, 90, 85), strict=True),
        *zip((":)", "🙂"), ("POINT_100", "POINT_10"), (85, 80), strict=True),
        *zip(("0%", "0/5", "0.0"), ("POINT_100", "POINT_10", "POINT_10"), (0, 0, 0), strict=True),
        *(
            (typed, "POINT_10_DECIMAL", 85)
            for typed in ("8.50", "8,50", wide("8.5"), wide("8,5"), "8.5/10", "85/100", "17/20")
        ),
        *((typed, "POINT_10", 80) for typed in ("8.0", "8,00", wide("8"), "8/10")),
        ("8.5/10", "POINT_100", 85),
        ("8.5/10", "POINT_5", 70),
        ("85.0", "POINT_100", 85),
        ("2/3", "POINT_3", 60),
        ("2/3", "POINT_10_DECIMAL", 67),
        ("1%", "POINT_10", 10),
        (wide(":)"), "POINT_3", 85),
        (wide("-"), "POINT_10", 0),
        ("85 ", "POINT_100", 85),
    ],
)
def test_what_people_type(typed: str, score_format: str, raw: int) -> None:
    assert scores.parse(typed, score_format) == raw


@each(
    ("typed", "score_format", "says"),
    [
        ("101", "POINT_100", "1 to 100"),
        ("8.5", "POINT_100", "1 to 100"),
        ("-1", "POINT_100", "1 to 100"),
        ("٨", "POINT_100", "1 to 100"),
        ("85/10", "POINT_100", "1 to 100"),
        ("10.1", "POINT_10_DECIMAL", "such as 8.5"),
        ("8.55", "POINT_10_DECIMAL", "such as 8.5"),
        ("85", "POINT_10_DECIMAL", "such as 8.5"),
        ("8.5", "POINT_10", "1 to 10,"),
        ("8.5/10", "POINT_10", "1 to 10,"),
        ("4.5", "POINT_5", "5 stars"),
        ("4.5/5", "POINT_5", "5 stars"),
        ("101%", "POINT_10", "1 to 10,"),
        ("6/5", "POINT_100", "1 to 100"),
        ("5/0", "POINT_100", "1 to 100"),
        ("4 stars", "POINT_10", "1 to 10,"),
        ("11", "POINT_10", "1 to 10,"),
        ("6", "POINT_5", "5 stars"),
        ("★★★★★★", "POINT_5", "5 stars"),
        ("☆★", "POINT_5", "5 stars"),
        ("☆☆☆☆☆", "POINT_5", "5 stars"),
        ("4", "POINT_3", "smileys"),
        ("great", "POINT_3", "smileys"),
        ("nan", "POINT_10_DECIMAL", "such as 8.5"),
        ("1e1", "POINT_100", "1 to 100"),
    ],
)
def test_what_does_not_fit_is_told(typed: str, score_format: str, says: str) -> None:
    with pytest.raises(InvalidScore, match=says) as refused:
        scores.parse(typed, score_format, "Score")
    assert (refused.value.typed, refused.value.field) == (typed, "Score")


@given(RAW, FORMAT)
def test_a_form_holds_what_it_reads(raw: int, score_format: str) -> None:
    text = scores.form_text(raw, score_format)
    shown = scores.show(raw, score_format)
    assert bool(text) == bool(raw)
    assert shown == "0" or scores.show(scores.parse(text, score_format), score_format) == shown


@given(RAW, FORMAT)
def test_what_is_shown_reads_the_same_when_it_is_typed(raw: int, score_format: str) -> None:
    shown = scores.show(raw, score_format)
    if shown != "0":  # below 10 in POINT_10, where AniList shows a score as if it were none
        assert scores.show(scores.parse(shown, score_format), score_format) == shown


@given(st.text(max_size=8), FORMAT)
def test_any_text_is_a_score_or_unfit(typed: str, score_format: str) -> None:
    with suppress(InvalidScore):
        assert 0 <= scores.parse(typed, score_format) <= 100


@given(st.text(max_size=4) | st.from_regex(r"[0-9]{0,2}[.,]?[0-9]?", fullmatch=True), FORMAT)
def test_every_choice_can_be_typed(typed: str, score_format: str) -> None:
    choices = scores.choices(typed, score_format)
    assert len(choices) <= 25
    assert len({value for _, value in choices}) == len(choices)
    for label, value in choices:
        raw = scores.parse(value, score_format)
        assert label == ("No score" if raw == 0 else scores.show(raw, score_format))


@each(
    ("typed", "score_format", "first", "count"),
    [
        ("", "POINT_100", ["100", "95", "90"], 21),
        ("", "POINT_10_DECIMAL", ["10", "9.5", "9"], 21),
        ("", "POINT_10", ["10", "9", "8"], 11),
        ("", "POINT_5", ["★★★★★", "★★★★☆"], 6),
        ("", "POINT_3", ["🙂", "😐", "🙁", "No score"], 4),
        ("8", "POINT_100", ["8", "89", "88"], 11),
        ("8", "POINT_10_DECIMAL", ["8", "8.9", "8.8"], 10),
        ("8,", "POINT_10_DECIMAL", ["8.9", "8.8"], 9),
        ("4", "POINT_5", ["★★★★☆"], 1),
        ("★★★", "POINT_5", ["★★★★★", "★★★★☆", "★★★☆☆"], 3),
        (":", "POINT_3", ["🙂", "😐", "🙁"], 3),
        ("no", "POINT_10", ["No score"], 1),
        ("nonsense", "POINT_10", [], 0),
        ("4/5", "POINT_10", ["8"], 1),
        ("95%", "POINT_5", ["★★★★★"], 1),
        ("8.50", "POINT_10_DECIMAL", ["8.5"], 1),
        (wide("8"), "POINT_10", ["8"], 1),
        ("8.5", "POINT_10", [], 0),
    ],
)
def test_choices_follow_what_is_typed(typed: str, score_format: str, first: list[str], count: int) -> None:
    labels = [label for label, _ in scores.choices(typed, score_format)]
    assert labels[: len(first)] == first
    assert len(labels) == count
