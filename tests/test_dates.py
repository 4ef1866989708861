"""Dates as people type and read them."""

from calendar import monthrange
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import InvalidDate
from library.rules import dates
from store import FuzzyDate
from tests.kit.cases import each
from tests.kit.keyboards import wide

TODAY = FuzzyDate(2024, 3, 1)


def parsed(typed: str) -> FuzzyDate:
    return dates.parse(typed, TODAY, "Finished")


@st.composite
def fuzzy_dates(draw: st.DrawFn) -> FuzzyDate:
    year = draw(st.none() | st.integers(1, 9999))
    month = draw(st.none() | st.integers(1, 12))
    days = monthrange(year or 2000, month)[1] if month else 31
    return FuzzyDate(year, month, draw(st.none() | st.integers(1, days)))


@given(fuzzy_dates())
def test_what_is_shown_can_be_typed(date: FuzzyDate) -> None:
    assert parsed(dates.show(date)) == date


@given(st.text(max_size=20) | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}", fullmatch=True))
def test_any_text_is_a_date_or_unfit(typed: str) -> None:
    with suppress(InvalidDate):
        date = parsed(typed)
        assert parsed(dates.show(date)) == date


@each(
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
        *(
            (typed, FuzzyDate(2024, 5, 17))
            for typed in (
                *(
                    "2024–05–17",
                    "2024—05—17",
                    "2024−05−17",
                    wide("2024-05-17"),
                    wide("2024/5/17"),
                    "2024 05 17",
                    "2024-05-17.",
                ),
                *("17.05.2024", "17.5.2024", "17. 5. 2024", "17.05.2024.", "17/05/2024", "05/17/2024", "17-05-2024"),
                *(
                    "17th of May, 2024",
                    "2024 May 17",
                    "17-May-2024",
                    "17/May/2024",
                    "2024年5月17日",
                    "\u200e17 May 2024 ",
                ),
            )
        ),
        *((typed, FuzzyDate(2024, 5)) for typed in ("05.2024", "5/2024", "2024.5", "2024年5月", "May, 2024")),
        ("05.06.2024", FuzzyDate(2024, 6, 5)),  # with dots the day comes first
        ("05/05/2024", FuzzyDate(2024, 5, 5)),
        ("31.12.99", FuzzyDate(1999, 12, 31)),
        ("2024年", FuzzyDate(2024)),
    ],
)
def test_what_people_type(typed: str, date: FuzzyDate) -> None:
    assert parsed(typed) == date


@each(
    "typed",
    [
        *("2024-13", "2024-00", "2024-02-30", "29 Feb 2023", "0 May 2024", "0000", "17 Foo 2024", "2024-05-00"),
        *("tomorrow", "17 May", "20240517", "٢٠٢٤", "99 ??? 2024", "17 May 24", "1.2", "5", "31.04.2024"),
        *("2024-5/17", "17.13.2024", "2024-05-17-01", "17 May May 2024", "2024 May 2024", "024-05-17", "2024-013-05"),
    ],
)
def test_what_is_no_date_or_not_a_clear_one(typed: str) -> None:
    with pytest.raises(InvalidDate, match="Type a date such as 2024-05-17"):
        parsed(typed)


@each(
    ("typed", "says"),
    [
        ("05/06/2024", "It could be 5 June 2024 or 6 May 2024. Type 2024-06-05 or 2024-05-06."),
        ("5-6-2024", "It could be 5 June 2024 or 6 May 2024. Type 2024-06-05 or 2024-05-06."),
        ("24-05-17", "It could be 17 May 2024 or 24 May 2017. Type 2024-05-17 or 2017-05-24."),
        ("17.05.24", "It could be 24 May 2017 or 17 May 2024. Type 2017-05-24 or 2024-05-17."),
        (
            "02/05/03",
            "It could be 3 May 2002 or 2 May 2003 or 5 February 2003. Type 2002-05-03 or 2003-05-02 or 2003-02-05.",
        ),
    ],
)
def test_a_date_that_could_be_two_is_refused_with_both(typed: str, says: str) -> None:
    with pytest.raises(InvalidDate) as refused:
        parsed(typed)
    assert (str(refused.value), refused.value.typed, refused.value.field) == (says, typed, "Finished")


@given(st.integers(1000, 9999), st.integers(-3, 40), st.integers(-3, 40))
def test_any_numbers_are_shown(year: int, month: int, day: int) -> None:
    """AniList takes any day of any month from imported lists."""
    for date in (FuzzyDate(year, month, day), FuzzyDate(None, month, day), FuzzyDate(year, month)):
        assert dates.show(date)


@each(
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
        (FuzzyDate(2024, 13, 5), "2024-13-05"),
        (FuzzyDate(2024, 13), "2024-13"),
        (FuzzyDate(None, 13, 5), "????-13-05"),
        (FuzzyDate(2024, 4, 31), "31 April 2024"),
    ],
)
def test_what_people_read(date: FuzzyDate, shown: str) -> None:
    assert dates.show(date) == shown
