"""What is counted over many people's lists, held against plain definitions of the same."""

import statistics
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.crowd import (
    COUNTS,
    LOVED,
    MINIMUM_SHARED,
    Affinity,
    Count,
    LeaderboardRow,
    Pair,
    ScoredTitle,
    Sort,
    TitleFilter,
    Watched,
)
from library.crowd.counting import affinities, compare, leaderboard, named, recommend, together, top, watching
from library.lists import LENGTHS, length_of
from store import Recommendation
from store.crowd import FORMATS
from tests.kit.crowd import (
    COMPLETED,
    CURRENT,
    DROPPED,
    MANY,
    PLANNING,
    REPEATING,
    Known,
    Listed,
    crowds,
    lists,
    pack,
    packed,
    scores,
    shelves,
    title_arrays,
)
from tests.kit.examples import few_or_many
from tests.kit.titles import a_title

MONTH = 24301
ANY = TitleFilter(is_adult=True)
LONG = lists(24, MANY)  # with some of which most are shared
WANTED = st.builds(
    TitleFilter,
    media_type=st.sampled_from((None, "ANIME", "MANGA")),
    is_adult=st.booleans(),
    format=st.sampled_from((None, *FORMATS[1:])),
    length=st.sampled_from((None, *LENGTHS.values())),
)


def fitting(shelf: list[Known], wanted: TitleFilter) -> dict[int, Known]:
    return {title.media_id: title for title in shelf if fits(title, wanted)}


def fits(title: Known, wanted: TitleFilter) -> bool:
    media = msgspec.structs.replace(
        a_title(title.media_id, media_type="MANGA" if title.is_manga else "ANIME"),
        **{"chapters" if title.is_manga else "episodes": title.total or None},
        duration=title.minutes or None,
    )
    return (
        (wanted.is_adult or not title.is_adult)
        and wanted.media_type in {None, media.media_type}
        and wanted.format in {None, FORMATS[title.format]}
        and wanted.length in {None, length_of(media)}
    )


def scored(entries: list[Listed]) -> dict[int, int]:
    return {entry.media_id: entry.score for entry in entries if entry.score}


def every(crowd: dict[int, list[Listed]], keep: Callable[[Listed], bool]) -> dict[int, list[tuple[int, Listed]]]:
    """By title, whose entries are such."""
    found: dict[int, list[tuple[int, Listed]]] = {}
    for discord_id, entries in crowd.items():
        for entry in filter(keep, entries):
            found.setdefault(entry.media_id, []).append((discord_id, entry))
    return found


@given(shelves(), WANTED)
def test_which_titles_are_wanted(shelf: list[Known], wanted: TitleFilter) -> None:
    mask = title_arrays(shelf).fitting(wanted)
    assert set(mask.nonzero()[0].tolist()) == fitting(shelf, wanted).keys()


@few_or_many(25, 100, LONG | lists(), crowds(most=2, of=LONG))
def test_affinity_is_pearsons(mine: list[Listed], crowd: dict[int, list[Listed]]) -> None:
    found = affinities(pack(mine), packed(crowd))
    assert sorted(one.discord_id for one in found) == list(crowd)
    for one in found:
        ours, theirs = scored(mine), scored(crowd[one.discord_id])
        shared = sorted(ours.keys() & theirs.keys())
        x, y = [ours[media_id] for media_id in shared], [theirs[media_id] for media_id in shared]
        assert one.shared == len(shared)
        if len(shared) < MINIMUM_SHARED or len(set(x)) == 1 or len(set(y)) == 1:
            assert one.correlation is None
        else:
            assert one.correlation is not None
            assert one.correlation == pytest.approx(statistics.correlation(x, y), abs=1e-9)
            assert -1 <= one.correlation <= 1


def test_few_shared_titles_say_nothing() -> None:
    theirs = [Listed(number, score=50 + number) for number in range(1, MINIMUM_SHARED + 1)]
    for shared, correlation in ((MINIMUM_SHARED - 1, None), (MINIMUM_SHARED, 1)):
        assert affinities(pack(theirs[:shared]), {7: pack(theirs)}) == [Affinity(7, shared, correlation)]


@few_or_many(25, 100, LONG, crowds(most=3, of=LONG))
def test_the_most_alike_come_first(mine: list[Listed], crowd: dict[int, list[Listed]]) -> None:
    found = affinities(pack(mine), packed(crowd))
    likely = [one for one in found if one.correlation is not None]
    rest = found[len(likely) :]
    assert all(one.correlation is None for one in rest)
    assert likely == sorted(likely, key=lambda one: -(one.correlation or 0))
    assert rest == sorted(rest, key=lambda one: -one.shared)


def test_one_lists_others_do_not_matter() -> None:
    """As many people as are counted in one go, and more; the last one's answer is their own."""
    mine = [Listed(number, score=number) for number in range(1, 101)]
    crowd = {one: [Listed(number, score=101 - number) for number in range(1, 101)] for one in range(1, 2500)}
    crowd[2500] = mine
    found = affinities(pack(mine), packed(crowd))
    assert found[0] == Affinity(2500, 100, 1)
    assert {one[1:] for one in found[1:]} == {(100, -1)}
    assert len(found) == 2500


@given(lists(), lists())
def test_two_people_compared(mine: list[Listed], theirs: list[Listed]) -> None:
    found = compare(pack(mine), 7, pack(theirs))
    assert found.affinity == affinities(pack(mine), {7: pack(theirs)})[0]
    ours, others = scored(mine), scored(theirs)
    assert set(found.pairs) == {Pair(one, ours[one], others[one]) for one in ours.keys() & others.keys()}
    gaps = [abs(pair.mine - pair.theirs) for pair in found.pairs]
    assert gaps == sorted(gaps)
    begun = [{one.media_id for one in entries if one.status != PLANNING or one.score} for entries in (mine, theirs)]
    assert found.in_common == len(begun[0] & begun[1])


@given(crowds(), shelves(), WANTED, st.sampled_from(("loved", "known", "divisive")))
def test_top_titles(crowd: dict[int, list[Listed]], shelf: list[Known], wanted: TitleFilter, sort: Sort) -> None:
    found = list(top(packed(crowd), title_arrays(shelf), wanted, sort))
    votes = {
        media_id: [entry.score for _, entry in held]
        for media_id, held in every(crowd, lambda one: bool(one.score)).items()
    }
    known = fitting(shelf, wanted)
    assert {one.media_id for one in found} == {one for one in votes if len(votes[one]) > 1 and one in known}
    for one in found:
        held = votes[one.media_id]
        assert (one.people, one.mean) == (len(held), pytest.approx(statistics.mean(held)))
        assert one.spread == pytest.approx(statistics.pstdev(held), abs=1e-6)
    everything = [score for held in votes.values() for score in held]
    mean = statistics.mean(everything) if everything else 0

    def value(one: ScoredTitle) -> float:
        drawn = (sum(votes[one.media_id]) + 3 * mean) / (one.people + 3)
        return {"loved": drawn, "known": one.people, "divisive": one.spread}[sort]

    values = [value(one) for one in found]
    assert values == pytest.approx(sorted(values, reverse=True))


def test_one_ten_does_not_win() -> None:
    """Two that gave ten count less than many that gave nine, where seven is usual; one alone is left out."""
    crowd = {one: [Listed(1, score=90), *(Listed(number, score=70) for number in range(10, 30))] for one in range(8)}
    for one in (1, 2):
        crowd[one].append(Listed(2, score=100))
    crowd[3].append(Listed(3, score=100))
    found = top(packed(crowd), title_arrays(Known(number) for number in range(1, 31)), ANY, "loved")
    assert [one.media_id for one in found[:3]] == [1, 2, 10]


@given(crowds(), shelves(), WANTED)
def test_what_is_watched_now(crowd: dict[int, list[Listed]], shelf: list[Known], wanted: TitleFilter) -> None:
    found = list(watching(packed(crowd), title_arrays(shelf), wanted))
    known = fitting(shelf, wanted)
    held = every(crowd, lambda one: one.status in {CURRENT, REPEATING} and one.media_id in known)
    progress = {media_id: [entry.progress for _, entry in entries] for media_id, entries in held.items()}
    assert set(found) == {Watched(one, len(at), min(at), max(at)) for one, at in progress.items()}
    assert found == sorted(found, key=lambda one: (-one.people, -one.most, one.media_id))


@given(crowds(), shelves(), st.sampled_from(list(COUNTS.values())), st.sampled_from((None, MONTH)))
def test_standings(crowd: dict[int, list[Listed]], shelf: list[Known], count: Count, month: int | None) -> None:
    known = {title.media_id: title for title in shelf}
    unknown = Known(0, minutes=0, total=0)

    def seen(entry: Listed) -> int:
        times = entry.repeat if month is None else 0
        return entry.progress + times * known.get(entry.media_id, unknown).total

    def value(one: LeaderboardRow) -> float:
        mean = one.mean if one.scored >= 5 else 0
        return {"days": one.minutes, "completed": one.completed, "score": mean}.get(count) or getattr(one, count, 0)

    found = leaderboard(packed(crowd), title_arrays(shelf), count, month)
    assert all(value(one) for one in found) and found == sorted(found, key=lambda one: (-value(one), one.discord_id))
    for one in found:
        entries = crowd[one.discord_id]
        counted = [entry for entry in entries if month in {None, entry.completed}]
        held = [entry.score for entry in counted if entry.score]
        mean = statistics.mean(held) if held else 0
        assert one.mean == pytest.approx(mean)
        assert one == LeaderboardRow(
            one.discord_id,
            sum(seen(entry) * known.get(entry.media_id, unknown).minutes for entry in counted if not entry.is_manga),
            sum(seen(entry) for entry in counted if not entry.is_manga),
            sum(seen(entry) for entry in counted if entry.is_manga),
            sum(entry.status in {COMPLETED, REPEATING} for entry in counted),
            len(held),
            one.mean,
        )


def test_manga_and_rewatches_count() -> None:
    mine = [
        Listed(1, status=REPEATING, progress=3, repeat=1),  # through as often as repeat says, and to the third
        Listed(2, is_manga=True, progress=40),
        Listed(3, progress=12, completed=MONTH, score=80, repeat=2),
    ]
    shelf = title_arrays([Known(1), Known(2, is_manga=True, minutes=0, total=60), Known(3, minutes=10)])
    assert leaderboard({7: pack(mine)}, shelf, "days", None) == [LeaderboardRow(7, 15 * 24 + 36 * 10, 51, 40, 3, 1, 80)]
    assert leaderboard({7: pack(mine)}, shelf, "chapters", MONTH) == []
    assert leaderboard({7: pack(mine)}, shelf, "days", MONTH) == [LeaderboardRow(7, 120, 12, 0, 1, 1, 80)], (
        "its last time alone"
    )


@given(crowds(least=1), shelves(), WANTED)
def test_together(crowd: dict[int, list[Listed]], shelf: list[Known], wanted: TitleFilter) -> None:
    found = list(together(packed(crowd), title_arrays(shelf), wanted))
    plans = every(crowd, lambda one: one.status == PLANNING)
    loves = every(crowd, lambda one: one.status != PLANNING and one.score >= LOVED)
    drops = every(crowd, lambda one: one.status == DROPPED)
    likely = {one for one in plans if one not in drops and len(plans[one]) + len(loves.get(one, [])) > 1}
    out = {media_id for media_id, title in fitting(shelf, wanted).items() if not title.is_ahead}
    assert {one.media_id for one in found} == likely & out
    assert all(
        (one.planned, one.loved) == (len(plans[one.media_id]), len(loves.get(one.media_id, []))) for one in found
    )
    assert found == sorted(
        found, key=lambda one: (one.planned < len(crowd), -one.planned - one.loved, -one.planned, one.media_id)
    )
    for media_id, (planners, lovers) in named(packed(crowd), [one.media_id for one in found]).items():
        assert planners == [discord_id for discord_id, _ in plans[media_id]]
        assert lovers == [discord_id for discord_id, _ in loves.get(media_id, [])]


def test_one_who_dropped_it_is_enough_and_eighty_is_loved() -> None:
    planned = [Listed(number, status=PLANNING) for number in range(1, 6)]
    other = [Listed(2, score=LOVED), Listed(3, score=LOVED - 1), Listed(4, status=DROPPED, score=LOVED), Listed(5)]
    found = together(packed({1: planned, 2: planned[:1] + other}), title_arrays(map(Known, range(1, 6))), ANY)
    assert [(one.media_id, one.planned, one.loved) for one in found] == [(1, 2, 0), (2, 1, 1)]


SHELF = title_arrays([*(Known(number) for number in range(1, 60)), Known(60, is_adult=True)])
MINE = {f"t{number}": 50 + number for number in range(1, 21)}


def suggest(
    others: dict[int, bytes],
    mine: bytes = scores(**MINE),
    *,
    recommended: tuple[Recommendation, ...] = (),
    wanted: TitleFilter = TitleFilter(),  # noqa: B008
) -> list[tuple[int, int, int, int]]:
    """Titles and reasons: fans, what they gave at least, and because of what."""
    found = recommend(mine, (), others, SHELF, wanted, recommended)
    return [(one.media_id, one.fans, one.score, one.because) for one in found]


def test_recommended_by_people_with_the_same_taste() -> None:
    alike, unlike = {"t30": 95, "t31": 20, **MINE}, {"t32": 100, **{name: 121 - score for name, score in MINE.items()}}
    assert suggest({1: scores(**alike), 2: scores(**unlike)}) == [(30, 1, 95, 0)]
    both = {1: scores(**alike), 3: scores(**alike | {"t30": 82, "t33": 81})}
    assert suggest(both)[0] == (30, 2, 82, 0), "the most agree, and the least of them gave 82"
    assert [one[0] for one in suggest(both)] == [30, 33]


def test_what_is_begun_or_kept_private_is_not_recommended() -> None:
    loves = {1: scores(**MINE, t30=95, t31=94, t32=93, t33=92, t34=91)}
    mine = pack(
        [Listed(int(name[1:]), score=score) for name, score in MINE.items()]
        + [Listed(30, status=DROPPED), Listed(31, status=PLANNING), Listed(32, status=CURRENT)]
    )
    found = recommend(mine, [33], loves, SHELF, TitleFilter(), [])
    assert [(one.media_id, one.is_planned) for one in found] == [(31, True), (34, False)]


def test_recommended_to_whom_a_title_pleases() -> None:
    about = (
        Recommendation(20, 40, 50),
        Recommendation(19, 40, 5),
        Recommendation(1, 41, 999),
        Recommendation(20, 42, 5),
    )
    assert suggest({}, recommended=about) == [(40, 0, 0, 20), (42, 0, 0, 20)], "what pleased less recommends nothing"


def test_adult_titles_are_neither_recommended_nor_a_reason() -> None:
    mine = scores(**MINE, t60=100)
    about = (Recommendation(60, 40, 50), Recommendation(20, 60, 50))
    assert suggest({}, mine, recommended=about) == [], "nobody could be told why"
    others = {1: scores(**MINE, t30=90, t60=100)}
    assert [one[0] for one in suggest(others)] == [30]
    assert [one[0] for one in suggest(others, wanted=ANY)] == [60, 30]


def test_without_anything_to_go_by_what_is_loved_here() -> None:
    others = {one: scores(t5=90, t6=95 if one > 1 else 60) for one in range(1, 4)}
    found = recommend(b"", (), others, SHELF, TitleFilter(), [])
    assert [(one.media_id, one.loved, one.fans) for one in found] == [(5, 3, 0), (6, 2, 0)]


@given(lists(), crowds(), shelves(), WANTED)
def test_recommended_is_what_fits_and_is_not_begun(
    mine: list[Listed], crowd: dict[int, list[Listed]], shelf: list[Known], wanted: TitleFilter
) -> None:
    found = list(recommend(pack(mine), (), packed(crowd), title_arrays(shelf), wanted, []))
    statuses = {entry.media_id: entry.status for entry in mine}
    assert {one.media_id for one in found} <= fitting(shelf, wanted).keys()
    for one in found:
        assert statuses.get(one.media_id, PLANNING) == PLANNING
        assert one.is_planned == (one.media_id in statuses)
        assert (one.score >= LOVED) == (one.fans > 0)
        assert one.fans or one.loved or any(entry.media_id == one.media_id for held in crowd.values() for entry in held)


def test_nobody_and_nothing() -> None:
    nothing = title_arrays([])
    assert not any((top({}, nothing, ANY, "loved"), watching({}, nothing, ANY), together({}, nothing, ANY)))
    assert not recommend(b"", (), {}, nothing, ANY, [])
    assert affinities(b"", {}) == [] == leaderboard({}, nothing, "days", None)
    assert compare(b"", 1, b"").pairs == ()
    assert affinities(b"", {1: b""}) == [Affinity(1, 0, None)]
    assert leaderboard({1: b""}, nothing, "score", None) == []
    assert named({}, []) == {}
