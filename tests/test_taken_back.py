"""What Musubi shows, it takes back: every value on a card means the same when it is typed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cards import entries, fields
from library.rules import counts, dates, scores
from library.rules.custom_lists import named_lists
from library.rules.forms import form_values
from store import FuzzyDate, ListOptions
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title

FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
TODAY = FuzzyDate(2026, 11, 29)
numbers = st.integers(0, 99_999)
totals = st.none() | numbers


def as_seen(markup: str) -> str:
    """Without the backslashes, which Discord does not show."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markup)


@given(numbers, numbers, totals, totals, st.sampled_from(["CURRENT", "COMPLETED"]), st.sampled_from(["ANIME", "MANGA"]))
def test_counts(progress: int, volumes: int, end: int | None, last: int | None, status: str, media_type: str) -> None:
    title = a_title(media_type=media_type, episodes=end, chapters=end, volumes=last)
    entry = an_entry(1, media_type=media_type, status=status, progress=progress, volumes=volumes, repeat=progress)
    assert counts.parse(entries.progress(entry, title), "") == progress
    assert not volumes or counts.parse(entries.volumes(entry, title), "") == volumes
    repeats = fields.words("repeat", entry, title, "POINT_100").removeprefix("rewatched ").removeprefix("reread ")
    assert not progress or counts.parse(repeats, "") == progress


@given(st.integers(1, 100), st.sampled_from(FORMATS))
def test_scores(raw: int, score_format: str) -> None:
    said = entries.score(an_entry(1, score=raw), score_format)
    if not said.endswith(" 0"):  # below 10 in POINT_10: AniList shows it so, and means none
        again = scores.parse(said, score_format)
        assert entries.score(an_entry(1, score=again), score_format) == said


@given(st.integers(1000, 2999), st.none() | st.integers(1, 12), st.none() | st.integers(1, 28))
def test_dates(year: int, month: int | None, day: int | None) -> None:
    date = FuzzyDate(year, month, day)
    entry = an_entry(1, started=date, completed=date)
    started, finished = as_seen(entries.dates(entry)).split(" · ")
    for text in (
        started.removeprefix("started "),
        finished.removeprefix("finished "),
        *form_values(entry, a_link())["started"],
    ):
        assert dates.parse(text, TODAY, "") == date


@each("name", ["Watched, twice", "結び、秋", "Loved &amp; lost", "A very long name of a list that is cut on a card"])
def test_lists(name: str) -> None:
    options = ListOptions(custom_lists=("Watched", "twice", name))
    said = as_seen(fields.quoted([name, "twice"]))
    assert named_lists(said, options, "") == (name, "twice")
