"""Dates as people type and read them."""

from calendar import monthrange
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import dates
from library.errors import DateUnfit
from store import FuzzyDate

TODAY = FuzzyDate(2024, 3, 1)


@st.composite
def fuzzy_dates(draw: st.DrawFn) -> FuzzyDate:
    year = draw(st.none() | st.integers(1, 9999))
    month = draw(st.none() | st.integers(1, 12))
    days = monthrange(year or 2000, month)[1] if month else 31
    return FuzzyDate(year, month, draw(st.none() | st.integers(1, days)))


@given(fuzzy_dates())
def test_what_is_shown_can_be_typed(date: FuzzyDate) -> None:
    assert dates.parse(dates.show(date), TODAY) == date


@given(st.text(max_size=20) | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}", fullmatch=True))
def test_any_text_is_a_date_or_unfit(typed: str) -> None:
    with suppress(DateUnfit):
        date = dates.parse(typed, TODAY)
        assert dates.parse(dates.show(date), TODAY) == date


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("today", TODAY),
        (" Yesterday ", FuzzyDate(2024, 2, 29)),
        *((typed, FuzzyDate()) for typed in ("", "none", "No date", "–", "-")),
        ("2024", FuzzyDate(2024)),
        ("2024-05", FuzzyDate(2024, 5)),
        ("2024-5-7", FuzzyDate(2024, 5, 7)),
        ("2024/05/17", FuzzyDate(2024, 5, 17)),
        ("2024.05.17", FuzzyDate(2024, 5, 17)),
        *(
            (typed, FuzzyDate(2024, 5, 17))
            for typed in ("17 May 2024", "17. may 2024", "May 17, 2024", "17th May 2024")
        ),
        ("May 2024", FuzzyDate(2024, 5)),
        ("sept. 2024", FuzzyDate(2024, 9)),
        ("31 December 1999", FuzzyDate(1999, 12, 31)),
        ("29 Feb 2024", FuzzyDate(2024, 2, 29)),
    ],
)
def test_what_people_type(typed: str, date: FuzzyDate) -> None:
    assert dates.parse(typed, TODAY) == date


@pytest.mark.parametrize(
    "typed",
    [
        *("2024-13", "2024-00", "2024-02-30", "29 Feb 2023", "0 May 2024", "0000", "17 Foo 2024", "2024-05-00"),
        *("05/06/2024", "24-05-17", "tomorrow", "17 May", "20240517", "٢٠٢٤", "99 ??? 2024"),
    ],
)
def test_what_is_no_date_or_not_a_clear_one(typed: str) -> None:
    with pytest.raises(DateUnfit, match="Type a date such as 2024-05-17"):
        dates.parse(typed, TODAY)


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (FuzzyDate(2024, 5, 17), "17 May 2024"),
        (FuzzyDate(2024, 5), "May 2024"),
        (FuzzyDate(2024), "2024"),
        (FuzzyDate(), "–"),
        (FuzzyDate(None, 5, 17), "17 May ????"),
        (FuzzyDate(None, 5), "May ????"),
        (FuzzyDate(2024, None, 17), "17 ??? 2024"),
        (FuzzyDate(None, None, 17), "17 ??? ????"),
    ],
)
def test_what_people_read(date: FuzzyDate, shown: str) -> None:
    assert dates.show(date) == shown
