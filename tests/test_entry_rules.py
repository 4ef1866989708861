"""The manners of a client: every status × progress × total known or not × rewatch, and what they leave alone."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import AlreadyThere, InvalidNumber, Locked, PastTheEnd, WouldLower
from library.rules import entry_rules, notes
from library.rules.entry_rules import Wish
from store import Entry, FuzzyDate
from tests.kit.cases import each
from tests.kit.titles import a_title

TODAY = FuzzyDate(2024, 5, 17)
BEGUN, ENDED = FuzzyDate(2020, 1, 2), FuzzyDate(2021)
NONE = FuzzyDate()
STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING")
SERIES = a_title(episodes=12)
ENDLESS = a_title(status="RELEASING")
MANGA = a_title(media_type="MANGA", chapters=40, volumes=5)


def an_entry(status: str, progress: int = 0, **fields: Any) -> Entry:
    known: dict[str, Any] = {
        "media_id": 1,
        "entry_id": 9,
        "media_type": "ANIME",
        "status": status,
        "progress": progress,
    }
    return Entry(**known | fields)


def changes(before: Entry | None, media: Any, wish: Wish) -> dict[str, Any]:
    """What is different from before, or from an empty entry."""
    after = entry_rules.apply(before, media, wish, TODAY, "ROMAJI")
    earlier = before or Entry(media_id=media.id, entry_id=0, media_type=media.media_type, status="")
    pairs = zip(msgspec.structs.asdict(earlier).items(), msgspec.structs.asdict(after).values(), strict=True)
    return {name: value for (name, old), value in pairs if value != old}


def refused(progress: int, wanted: int, total: int | None) -> type[Exception] | None:
    if wanted == progress:
        return AlreadyThere
    if total is not None and wanted > total:
        return PastTheEnd
    return WouldLower if wanted < progress else None


def followed(status: str, progress: int, started: FuzzyDate, *, ends: bool) -> dict[str, Any]:
    """The table: what follows from more progress."""
    match status:
        case "COMPLETED":
            return {}
        case "REPEATING" | "PAUSED":  # watched again twice before
            return {"status": "COMPLETED", "repeat": 3} if ends else {"status": "REPEATING"}
        case _:
            begins = started == NONE and (progress == 0 or (status == "PLANNING" and not ends))
            ended = {"status": "COMPLETED", "completed": TODAY} if ends else {"status": "CURRENT"}
            return {"started": TODAY} | ended if begins else ended


@each("total", [12, None, 1])
@each("started", [NONE, BEGUN])
@each("status", STATUSES)
def test_watching_up_to_an_episode(status: str, total: int | None, started: FuzzyDate) -> None:
    media = a_title(episodes=total)
    for progress, wanted in product((0, 1, 5, 11, 12), (0, 1, 2, 6, 11, 12, 13)):
        before = an_entry(status, progress, started=started, repeat=2)
        if error := refused(progress, wanted, total):
            with pytest.raises(error):
                entry_rules.apply(before, media, Wish(progress=wanted), TODAY, "ROMAJI")
        else:
            expected = {"progress": wanted} | followed(status, progress, started, ends=wanted == total)
            if expected.get("status") == status:
                del expected["status"]
            assert changes(before, media, Wish(progress=wanted)) == expected


@each("status", STATUSES)
def test_a_repeated_end_keeps_both_dates(status: str) -> None:
    before = an_entry(status, 11, started=BEGUN, completed=ENDED)
    after = entry_rules.apply(before, SERIES, Wish(progress=12), TODAY, "ROMAJI")
    assert (after.status, after.started, after.completed) == ("COMPLETED", BEGUN, ENDED)
    assert after.repeat == (status in {"REPEATING", "PAUSED"})


@each(
    ("known", "status", "repeat"),
    [({"completed": ENDED}, "REPEATING", 1), ({"repeat": 2}, "REPEATING", 3), ({}, "CURRENT", 0)],
)
def test_a_paused_rewatch_goes_on_as_one(known: dict[str, Any], status: str, repeat: int) -> None:
    paused = an_entry("PAUSED", 5, **known)
    on = entry_rules.apply(paused, SERIES, Wish(progress=6), TODAY, "ROMAJI")
    assert (on.status, on.repeat, on.started, on.completed) == (status, paused.repeat, NONE, paused.completed)
    for last in (paused, on):
        end = entry_rules.apply(last, SERIES, Wish(progress=12), TODAY, "ROMAJI")
        assert (end.status, end.repeat) == ("COMPLETED", repeat)
        assert end.completed == (known.get("completed", NONE) if repeat else TODAY)
    closed = entry_rules.apply(paused, SERIES, Wish(status="COMPLETED"), TODAY, "ROMAJI")
    assert (closed.progress, closed.repeat) == (12, repeat)


@each(
    ("before", "media", "wish", "outcome"),
    [
        # a title that is not on the list
        (None, SERIES, Wish(), {"status": "PLANNING"}),
        (None, SERIES, Wish(score=85), {"status": "PLANNING", "score": 85}),
        (None, a_title(status="NOT_YET_RELEASED", episodes=12), Wish(), {"status": "PLANNING"}),
        (None, SERIES, Wish(status="CURRENT"), {"status": "CURRENT", "started": TODAY}),
        (None, SERIES, Wish(progress=3), {"status": "CURRENT", "progress": 3, "started": TODAY}),
        (
            None,
            SERIES,
            Wish(progress=12),
            {"status": "COMPLETED", "progress": 12, "started": TODAY, "completed": TODAY},
        ),
        (None, SERIES, Wish(status="COMPLETED"), {"status": "COMPLETED", "progress": 12, "completed": TODAY}),
        (None, SERIES, Wish(status="REPEATING"), {"status": "REPEATING"}),
        # a status that is given is taken to the letter
        (an_entry("PLANNING"), SERIES, Wish(status="CURRENT"), {"status": "CURRENT", "started": TODAY}),
        (an_entry("PLANNING", started=BEGUN), SERIES, Wish(status="CURRENT"), {"status": "CURRENT"}),
        (an_entry("PAUSED", 5), SERIES, Wish(status="CURRENT"), {"status": "CURRENT"}),
        (an_entry("CURRENT", 5), SERIES, Wish(status="DROPPED"), {"status": "DROPPED"}),
        (an_entry("CURRENT", 5), SERIES, Wish(status="PAUSED", progress=6), {"status": "PAUSED", "progress": 6}),
        (an_entry("CURRENT", 5), SERIES, Wish(status="CURRENT", progress=12), {"progress": 12}),
        (an_entry("COMPLETED", 12), SERIES, Wish(status="CURRENT"), {"status": "CURRENT"}),
        # completed by hand
        (
            an_entry("CURRENT", 5),
            SERIES,
            Wish(status="COMPLETED"),
            {"status": "COMPLETED", "progress": 12, "completed": TODAY},
        ),
        (an_entry("CURRENT", 5), ENDLESS, Wish(status="COMPLETED"), {"status": "COMPLETED", "completed": TODAY}),
        (
            an_entry("CURRENT", 5),
            SERIES,
            Wish(status="COMPLETED", progress=7, completed=NONE),
            {"status": "COMPLETED", "progress": 7},
        ),
        (an_entry("COMPLETED", 0, completed=NONE), SERIES, Wish(status="COMPLETED"), {"progress": 12}),
        (
            an_entry("CURRENT", 30, volumes=2, media_type="MANGA"),
            MANGA,
            Wish(status="COMPLETED"),
            {"status": "COMPLETED", "progress": 40, "volumes": 5, "completed": TODAY},
        ),
        (an_entry("CURRENT", 14), SERIES, Wish(status="COMPLETED"), {"status": "COMPLETED", "completed": TODAY}),
        # once more
        (
            an_entry("COMPLETED", 12, volumes=3, repeat=1, started=BEGUN, completed=ENDED),
            SERIES,
            Wish(status="REPEATING"),
            {"status": "REPEATING", "progress": 0, "volumes": 0},
        ),
        (
            an_entry("COMPLETED", 12),
            SERIES,
            Wish(status="REPEATING", progress=3),
            {"status": "REPEATING", "progress": 3},
        ),
        (an_entry("CURRENT", 5), SERIES, Wish(status="REPEATING"), {"status": "REPEATING"}),
        (
            an_entry("REPEATING", 5, repeat=1),
            SERIES,
            Wish(status="COMPLETED"),
            {"status": "COMPLETED", "progress": 12, "repeat": 2},
        ),
        (
            an_entry("REPEATING", 11, repeat=1),
            SERIES,
            Wish(progress=12, repeat=5),
            {"status": "COMPLETED", "progress": 12, "repeat": 5},
        ),
        # chapters and volumes
        (
            an_entry("PLANNING", media_type="MANGA"),
            MANGA,
            Wish(volumes=1),
            {"status": "CURRENT", "volumes": 1, "started": TODAY},
        ),
        (
            an_entry("CURRENT", 38, volumes=4, media_type="MANGA"),
            MANGA,
            Wish(volumes=5),
            {"status": "COMPLETED", "progress": 40, "volumes": 5, "completed": TODAY},
        ),
        (
            an_entry("CURRENT", 38, volumes=4, media_type="MANGA"),
            MANGA,
            Wish(progress=39, volumes=5),
            {"progress": 39, "volumes": 5},
        ),
        # asked to fall
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=5, may_lower=True), {"progress": 5}),
        (an_entry("PAUSED", 5), SERIES, Wish(progress=0, may_lower=True), {"progress": 0}),
        # dates that are given
        (
            an_entry("PLANNING"),
            SERIES,
            Wish(progress=1, started=BEGUN),
            {"status": "CURRENT", "progress": 1, "started": BEGUN},
        ),
        (an_entry("PLANNING"), SERIES, Wish(progress=1, started=NONE), {"status": "CURRENT", "progress": 1}),
        (an_entry("CURRENT", 5, started=BEGUN), SERIES, Wish(started=NONE), {"started": NONE}),
        # nothing else
        (an_entry("DROPPED", 5), SERIES, Wish(score=10), {"score": 10}),
        (an_entry("PAUSED", 5, notes="x"), SERIES, Wish(notes="", private=True), {"notes": "", "private": True}),
        (an_entry("CURRENT", 13), SERIES, Wish(score=10), {"score": 10}),
    ],
)
def test_what_else_changes(before: Entry | None, media: Any, wish: Wish, outcome: dict[str, Any]) -> None:
    assert changes(before, media, wish) == outcome


@each(
    ("before", "media", "wish", "error"),
    [
        (None, a_title(is_locked=True), Wish(), Locked("AniList takes no new entries for 1")),
        (an_entry("CURRENT", 5), SERIES, Wish(progress=13), PastTheEnd(SERIES, 12, "episodes", "ROMAJI")),
        (None, MANGA, Wish(volumes=6), PastTheEnd(MANGA, 5, "volumes", "ROMAJI")),
        (
            an_entry("CURRENT", 15),
            SERIES,
            Wish(progress=13, may_lower=True),
            PastTheEnd(SERIES, 12, "episodes", "ROMAJI"),
        ),
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=13), PastTheEnd(SERIES, 12, "episodes", "ROMAJI")),
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=5), WouldLower(12)),
        (an_entry("CURRENT", volumes=3), MANGA, Wish(volumes=2), WouldLower(3, "volumes")),
    ],
)
def test_refusals_say_why(before: Entry | None, media: Any, wish: Wish, error: Exception) -> None:
    with pytest.raises(type(error)) as refusal:
        entry_rules.apply(before, media, wish, TODAY, "ROMAJI")
    assert vars(refusal.value) == vars(error)


@each(
    "wish",
    [Wish(), Wish(status="CURRENT"), Wish(score=70), Wish(custom_lists=("b", "a")), Wish(advanced_scores={"Story": 7})],
)
def test_what_is_there_already_is_shown(wish: Wish) -> None:
    before = an_entry("CURRENT", 5, score=70, custom_lists=("a", "b"), advanced_scores={"Story": 7})
    with pytest.raises(AlreadyThere) as refusal:
        entry_rules.apply(before, SERIES, wish, TODAY, "ROMAJI")
    assert refusal.value.entry == before


def test_a_locked_title_on_the_list_can_be_changed() -> None:
    assert changes(an_entry("CURRENT"), a_title(is_locked=True), Wish(score=10)) == {"score": 10}


DATES = st.builds(FuzzyDate, st.none() | st.integers(1950, 2030), st.none() | st.integers(1, 12))
COUNTS = st.integers(0, 14)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(STATUSES),
    "score": st.integers(0, 100),
    "progress": COUNTS,
    "volumes": COUNTS,
    "repeat": COUNTS,
    "private": st.booleans(),
    "hidden": st.booleans(),
    "notes": st.text(max_size=3),
    "custom_lists": st.sampled_from([(), ("a",), ("b", "a")]),
    "advanced_scores": st.sampled_from([{}, {"Story": 7.5, "Music": 0}, {"Music": 3}]),
    "started": DATES,
    "completed": DATES,
}
NAMES = ("Story", "Music")
ENTRIES = st.builds(Entry, media_id=st.just(1), entry_id=st.just(9), media_type=st.just("ANIME"), **FIELDS)
WISHES = st.builds(
    Wish, may_lower=st.booleans(), **{name: st.just(msgspec.UNSET) | field for name, field in FIELDS.items()}
)
TOTALS = st.none() | st.integers(1, 14)
MEDIA = st.builds(
    a_title, media_type=st.sampled_from(["ANIME", "MANGA"]), episodes=TOTALS, chapters=TOTALS, volumes=TOTALS
)
ALONG = {"status", "progress", "volumes", "repeat", "started", "completed"}  # what may change without being given


@given(st.none() | ENTRIES, MEDIA, WISHES)
def test_whatever_is_wished_the_manners_hold(before: Entry | None, media: Any, wish: Wish) -> None:
    try:
        after = entry_rules.apply(before, media, wish, TODAY, "ROMAJI")
    except (AlreadyThere, PastTheEnd, WouldLower):
        return
    except InvalidNumber:
        assert media.media_type == "ANIME" and wish.volumes is not msgspec.UNSET
        return
    old = before or Entry(media_id=1, entry_id=0, media_type="ANIME", status="")
    asked = {name: value for name in FIELDS if (value := getattr(wish, name)) is not msgspec.UNSET}
    if "notes" in asked:
        typed = asked.pop("notes")
        assert notes.comparable(after.notes) == notes.comparable(notes.encode(typed))
        asked["notes"] = after.notes
    assert {name: getattr(after, name) for name in asked} == asked
    assert all(getattr(after, name) == getattr(old, name) for name in FIELDS if name not in ALONG | asked.keys())
    assert after.status in STATUSES
    for name in {"started", "completed"} - asked.keys():
        assert getattr(after, name) in {getattr(old, name)} | ({TODAY} if getattr(old, name) == NONE else set())
    end = media.episodes if media.media_type == "ANIME" else media.chapters
    for name, total in (("progress", end), ("volumes", media.volumes)):
        assert total is None or getattr(after, name) <= max(total, getattr(old, name))
        once_more = old.status == "COMPLETED" and wish.status == "REPEATING"
        assert wish.may_lower or once_more or getattr(after, name) >= getattr(old, name)


def sent(before: Entry | None, values: dict[str, Any]) -> Entry:
    """What AniList keeps when `values` are saved."""
    entry = before or Entry(media_id=1, entry_id=9, media_type="ANIME", status="")
    kept = {"scoreRaw": "score", "progressVolumes": "volumes", "hiddenFromStatusLists": "hidden"}
    dates = {"startedAt": "started", "completedAt": "completed"}
    fields = {kept.get(name, name): value for name, value in values.items() if kept.get(name, name) in FIELDS}
    fields |= {dates[name]: FuzzyDate(**values[name]) for name in dates if name in values}
    if "customLists" in values:
        fields["custom_lists"] = tuple(values["customLists"])
    if "advancedScores" in values:
        fields["advanced_scores"] = dict(zip(NAMES, values["advancedScores"], strict=True))
    return msgspec.structs.replace(entry, **fields)


def alike(entry: Entry) -> Entry:
    """Without what means nothing: the order of lists, scores of 0; notes as they are read."""
    scores = {name: score for name, score in entry.advanced_scores.items() if score}
    read, lists = notes.comparable(entry.notes), tuple(sorted(entry.custom_lists))
    return msgspec.structs.replace(entry, custom_lists=lists, advanced_scores=scores, notes=read)


@given(st.none() | ENTRIES, ENTRIES)
def test_variables_make_the_one_of_the_other(before: Entry | None, after: Entry) -> None:
    assert alike(sent(before, entry_rules.variables(before, after, NAMES))) == alike(after)


@given(ENTRIES)
def test_nothing_is_sent_for_nothing(entry: Entry) -> None:
    assert entry_rules.variables(entry, entry, NAMES) == {}


def test_variables_are_only_what_differs() -> None:
    before = an_entry("CURRENT", 11, started=BEGUN, notes="mine", custom_lists=("a",))
    after = entry_rules.apply(before, SERIES, Wish(progress=12, score=85), TODAY, "ROMAJI")
    assert entry_rules.variables(before, after, NAMES) == {
        "status": "COMPLETED",
        "scoreRaw": 85,
        "progress": 12,
        "completedAt": {"year": 2024, "month": 5, "day": 17},
    }
    cleared = {"year": None, "month": None, "day": None}
    assert entry_rules.variables(after, before, ())["completedAt"] == cleared


def test_a_completion_without_a_date_says_that_it_has_none() -> None:
    values = entry_rules.variables(an_entry("REPEATING", 11), an_entry("COMPLETED", 12), ())
    assert values["completedAt"] == {"year": None, "month": None, "day": None}


@each(
    ("before", "after", "asks"),
    [
        (an_entry("CURRENT", 11), an_entry("COMPLETED", 12), True),
        (an_entry("REPEATING", 11, score=70), an_entry("COMPLETED", 12, score=70), True),
        (an_entry("PLANNING", 0, score=70), an_entry("COMPLETED", 12, score=70), False),  # rated a moment ago
        (None, an_entry("COMPLETED", 12), True),
        (None, an_entry("COMPLETED", 12, score=70), False),
        (an_entry("CURRENT", 11), an_entry("COMPLETED", 12, score=70), False),
        (an_entry("COMPLETED", 11), an_entry("COMPLETED", 12), False),
        (an_entry("CURRENT", 1), an_entry("CURRENT", 2), False),
    ],
)
def test_when_a_rating_is_offered(before: Entry | None, after: Entry, asks: bool) -> None:
    assert entry_rules.finished(before, after) is asks


@each(
    ("media", "out"),
    [
        (a_title(status="RELEASING", episodes=12, next_episode=5, next_airing_at=1000), 4),
        (a_title(status="RELEASING", episodes=12, next_episode=5, next_airing_at=999), 5),
        (a_title(status="RELEASING", episodes=12), None),
        (a_title(status="FINISHED", episodes=12), 12),
        (a_title(status="FINISHED"), None),
        (a_title(status="NOT_YET_RELEASED", episodes=12), 0),
        (a_title(status="NOT_YET_RELEASED", next_episode=1, next_airing_at=2000), 0),
        (a_title(status="RELEASING", episodes=12, next_episode=14, next_airing_at=1000), 12),
        (a_title(status="HIATUS", next_episode=5, next_airing_at=900), 5),
        (a_title(status="HIATUS"), None),
        (a_title(status="FINISHED", episodes=12, next_episode=11, next_airing_at=900), 12),
        (a_title(status="FINISHED", next_episode=11, next_airing_at=900), 11),
        (a_title(status="CANCELLED", episodes=12), None),
        (a_title(status=None), None),
        (a_title(media_type="MANGA", chapters=12), None),
    ],
)
def test_how_much_is_out(media: Any, out: int | None) -> None:
    assert entry_rules.aired(media, 999) == out


@each(
    ("status", "progress", "behind"),
    [("CURRENT", 1, 3), ("REPEATING", 4, 0), ("CURRENT", 6, 0), ("PAUSED", 1, None), ("PLANNING", 0, None)],
)
def test_how_far_behind(status: str, progress: int, behind: int | None) -> None:
    airing = a_title(status="RELEASING", next_episode=5, next_airing_at=1000)
    assert entry_rules.behind(an_entry(status, progress), airing, 999) == behind
    unknown = a_title(status="RELEASING", episodes=12)
    assert entry_rules.behind(an_entry(status, progress), unknown, 999) is None


@each(
    ("status", "progress", "behind"),
    [("CURRENT", 11, 1), ("CURRENT", 12, 0), ("CURRENT", 13, 0), ("REPEATING", 3, None), ("COMPLETED", 12, None)],
)
def test_after_the_finale_whoever_watches_is_still_behind(status: str, progress: int, behind: int | None) -> None:
    assert entry_rules.behind(an_entry(status, progress), SERIES, 999) == behind
