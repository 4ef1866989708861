"""What somebody did with a title: in AniList's words, as a change through Musubi, and both as one."""

import re
from typing import Any

from cards.emojis import PLAIN
from cards.events import did
from library.activity.steps import Kind, ListStep, heard, left, made, merged, stands, tells
from store import Entry
from tests.kit.cases import each
from tests.kit.shelf import a_title


def an_entry(progress: int = 0, **changes: Any) -> Entry:
    fields: dict[str, Any] = {"status": "CURRENT", "progress": progress}
    return Entry(media_id=1, entry_id=1, media_type="ANIME", **fields | changes)


def watched(first: int, last: int) -> ListStep:
    return ListStep("PROGRESS", first, last)


@each(
    ("status", "progress", "step"),
    [
        ("watched episode", "5", watched(5, 5)),
        ("read chapter", "9 - 12", watched(9, 12)),
        ("rewatched episode", "1 - 2", ListStep("REPEAT", 1, 2)),
        ("completed", None, ListStep("COMPLETED")),
        ("reread", None, ListStep("FINISHED_AGAIN")),
        ("plans to read", None, ListStep("PLANNING")),
        ("paused watching", None, ListStep("PAUSED")),
        ("dropped", "3", ListStep("DROPPED")),
        ("watched episode", None, None),
        ("watched episode", "a lot", None),
        ("watched episode", "9" * 40, None),
        ("dreams of", None, None),
    ],
)
def test_anilists_words_are_understood(status: str, progress: str | None, step: ListStep | None) -> None:
    assert heard(status, progress) == step


@each(
    ("before", "after", "step", "said"),
    [
        (an_entry(4), an_entry(5), watched(5, 5), ["5"]),
        (an_entry(4), an_entry(9), watched(5, 9), ["5", "9"]),
        (an_entry(9), an_entry(4), ListStep("BACK", last=4), ["4"]),
        (None, an_entry(), ListStep("CURRENT"), []),
        (None, an_entry(2), watched(1, 2), ["1", "2"]),
        (an_entry(5), an_entry(5, status="PAUSED"), ListStep("PAUSED"), []),
        (an_entry(11), an_entry(12, status="COMPLETED"), ListStep("COMPLETED"), []),
        (an_entry(12, status="COMPLETED"), an_entry(13, status="COMPLETED"), watched(13, 13), ["13"]),
        (an_entry(2, status="REPEATING"), an_entry(3, status="REPEATING"), ListStep("REPEAT", 3, 3), ["3"]),
        (an_entry(11, status="REPEATING"), an_entry(12, status="COMPLETED"), ListStep("FINISHED_AGAIN"), []),
        (an_entry(5), an_entry(5, status="NEW_TO_MUSUBI"), ListStep("OTHER"), []),
        (an_entry(5), an_entry(5, score=80), ListStep("SCORED"), []),
    ],
)
def test_a_change_names_the_episodes_that_are_new(
    before: Entry | None, after: Entry, step: ListStep, said: list[str]
) -> None:
    assert made(before, after) == step
    for media_type in ("ANIME", "MANGA"):
        line = did(a_title(1, romaji="Bebop", media_type=media_type), step, "ROMAJI")
        assert "**Bebop**" in line and re.findall(r"\b\d+\b", line.partition(" ")[2]) == said


def test_what_is_no_news() -> None:
    before = an_entry(3, score=70)
    for after in (None, before, an_entry(3, score=70, notes="how it ends"), an_entry(3)):
        assert made(before, after) is None


def test_a_number_that_spoils_is_behind_one_bar() -> None:
    for step in (watched(5, 9), ListStep("REPEAT", 9, 9)):
        line = did(a_title(1, romaji="Bebop", media_type="ANIME"), step, "ROMAJI", spoils=True)
        assert (
            re.findall(r"\d+", line) == ["9"]
            and "||9||" in line
            and line.startswith((PLAIN["watching"], PLAIN["repeating"]))
        )


@each(
    ("activity", "ours", "rest"),
    [
        (watched(5, 5), [watched(5, 5)], None),
        (watched(3, 5), [watched(5, 5)], watched(3, 4)),
        (watched(3, 5), [watched(3, 3), watched(4, 4)], watched(5, 5)),
        (watched(1, 9), [watched(4, 5)], watched(1, 9)),
        (watched(1, 1_000_000_000 - 1), [watched(2, 1_000_000_000 - 1)], watched(1, 1)),
        (watched(5, 5), [ListStep("REPEAT", 5, 5), ListStep("COMPLETED")], watched(5, 5)),
        (ListStep("COMPLETED"), [ListStep("COMPLETED")], None),
        (ListStep("DROPPED"), [ListStep("PAUSED")], ListStep("DROPPED")),
    ],
)
def test_of_an_activity_only_what_was_not_done_here_is_left(
    activity: ListStep, ours: list[ListStep], rest: ListStep | None
) -> None:
    assert left(activity, ours) == rest


def test_the_activity_of_a_change_is_recognised() -> None:
    assert tells(watched(1, 5), watched(4, 5)) and not tells(watched(1, 4), watched(4, 5))
    assert tells(ListStep("DROPPED"), ListStep("DROPPED")) and not tells(ListStep("COMPLETED"), watched(12, 12))


@each(
    ("kind", "status", "progress", "is_so"),
    [
        ("PROGRESS", "CURRENT", 5, True),
        ("PROGRESS", "CURRENT", 4, False),
        ("PROGRESS", "REPEATING", 0, True),
        ("COMPLETED", "COMPLETED", 5, True),
        ("COMPLETED", "CURRENT", 4, False),
        ("FINISHED_AGAIN", "COMPLETED", 5, True),
        ("PLANNING", "CURRENT", 1, False),
        ("DROPPED", "DROPPED", 1, True),
    ],
)
def test_a_slip_that_was_put_right_is_no_news(kind: Kind, status: str, progress: int, *, is_so: bool) -> None:
    assert stands(ListStep(kind, 5, 5), status, progress) is is_so


def test_steps_of_a_person_with_a_title_are_one() -> None:
    assert merged(watched(3, 4), watched(5, 7)) == watched(3, 7)
    assert merged(watched(3, 4), ListStep("COMPLETED")) == ListStep("COMPLETED")
    assert merged(ListStep("COMPLETED"), ListStep("SCORED")) == ListStep("COMPLETED")


@each(
    ("step", "is_one"),
    [
        (watched(1, 1), True),
        (watched(2, 3), False),
        (ListStep("REPEAT", 1, 1), True),
        (ListStep("CURRENT"), True),
        (ListStep("COMPLETED"), True),
        (ListStep("FINISHED_AGAIN"), True),
        (ListStep("DROPPED"), True),
        (ListStep("SCORED"), True),
        (ListStep("PLANNING"), False),
        (ListStep("PAUSED"), False),
        (ListStep("BACK", last=3), False),
    ],
)
def test_highlights(step: ListStep, *, is_one: bool) -> None:
    assert step.is_highlight is is_one
