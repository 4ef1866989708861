"""Choosing and ordering entries. Pure."""

from collections.abc import Collection

import msgspec

from library.listing.choosing import PER_PAGE, ChosenPage, Counts, Search, chosen, counted
from library.listing.query import EVERY_STATUS, SORTS, Chip, Filters, PageQuery, Sort
from library.lists import (
    LENGTHS,
    Audience,
    Line,
    awaited,
    length_of,
    pick,
)
from store import Entry, FuzzyDate, Media, StatusCount
from tests.kit.cases import each
from tests.kit.titles import a_title

NOW = 1_900_000_000
ALONE = Audience(is_owner_alone=True, is_adult=False)
CHANNEL = Audience(is_owner_alone=False, is_adult=False)
ADULTS = Audience(is_owner_alone=False, is_adult=True)


NONE = Filters()


def by_name(typed: str, media_ids: Collection[int]) -> Collection[int]:
    """Finds a title by its number."""
    return {int(typed)} & {*media_ids}


def entry(media_id: int, status: str = "CURRENT", **fields: object) -> Entry:
    bare = Entry(media_id=media_id, entry_id=media_id, media_type="ANIME", status=status)
    return msgspec.structs.replace(bare, **fields)


def page(
    lines: list[Line],
    audience: Audience = ALONE,
    *,
    status: str = "CURRENT",
    sort: Sort = "updated",
    number: int = 1,
    language: str = "ROMAJI",
    filters: Filters = NONE,
    search: Search = by_name,
) -> ChosenPage:
    query = PageQuery(media_type="ANIME", status=status, sort=sort, number=number, language=language, filters=filters)
    return chosen(lines, audience, query, NOW, search=search)


def on_air(number: int, out: int, next_in: int = 3600) -> Media:
    return a_title(number, status="RELEASING", next_episode=out + 1, next_airing_at=NOW + next_in)


def test_pages_of_ten() -> None:
    many = [(entry(number, updated_at=number), a_title(number)) for number in range(1, 24)]
    assert page(many, number=2) == ChosenPage([*range(13, 3, -1)], 2, 3, 23, Counts({"CURRENT": 23}))
    assert PER_PAGE == 10
    assert page(many, number=99).media_ids == page(many, number=3).media_ids == [3, 2, 1]
    assert page(many, number=-5) == page(many, number=1)


def test_an_empty_page() -> None:
    assert page([], sort="title", number=7) == ChosenPage([], 1, 1, 0, Counts({}))


def test_every_order() -> None:
    airs, later, long = on_air(1, 10), on_air(2, 12), a_title(3, romaji="gamma", english="Aaa", episodes=9)
    mine = [
        (
            entry(1, score=50, progress=9, updated_at=30, started=FuzzyDate(2020, 3)),
            msgspec.structs.replace(airs, romaji="beta", started=20200101),
        ),
        (
            entry(2, score=90, progress=2, updated_at=10, completed=FuzzyDate(2021)),
            msgspec.structs.replace(later, romaji="Alpha", season_year=2021, episodes=20, duration=1),
        ),
        (
            entry(3, score=50, progress=9, updated_at=20, started=FuzzyDate(2020, 3, 1), completed=FuzzyDate(2020)),
            msgspec.structs.replace(long, duration=24),
        ),
    ]
    assert {sort: page(mine, sort=sort).media_ids for sort in SORTS.values()} == {
        "updated": [1, 3, 2],
        "title": [2, 1, 3],
        "score": [2, 1, 3],
        "progress": [1, 3, 2],
        "behind": [2, 1, 3],
        "started": [3, 1, 2],
        "finished": [2, 3, 1],
        "released": [2, 1, 3],
        "length": [2, 3, 1],
    }
    assert page(mine, sort="title", language="ENGLISH").media_ids == [3, 2, 1]


def test_one_status_and_the_counts_of_all() -> None:
    mine = [(entry(n, status), a_title(n)) for n, status in enumerate(("CURRENT", "PAUSED", "PAUSED"), 1)]
    paused = page(mine, status="PAUSED", sort="title")
    assert set(paused.media_ids) == {2, 3}
    assert paused.counts.statuses == {"CURRENT": 1, "PAUSED": 2}


def test_filters_take_what_is_known_to_fit() -> None:
    one = msgspec.structs.replace(
        a_title(1, episodes=12),
        duration=24,
        format="TV",
        genres=("Drama", "Comedy"),
        country="JP",
        started=20150400,
    )
    other = msgspec.structs.replace(
        a_title(2, status="RELEASING", next_episode=41, next_airing_at=NOW + 9), duration=24, season_year=2020
    )
    mine = [(entry(1, score=85, custom_lists=("a &amp; b", "c")), one), (entry(2, "PAUSED"), other)]

    def found(**filters: object) -> list[int]:
        wanted = msgspec.structs.replace(NONE, **filters)
        return sorted(page(mine, status=EVERY_STATUS, filters=wanted).media_ids)

    assert found() == [1, 2]
    assert found(genres=("Comedy", "Drama")) == [1] and found(genres=("Comedy", "Horror")) == []
    assert found(formats=("MOVIE", "TV")) == [1] and found(formats=("MOVIE",)) == []
    assert found(states=("RELEASING", "HIATUS")) == [2] and found(countries=("JP", "KR")) == [1]
    assert found(years=(2015, 2015)) == [1] and found(years=(2016, 2099)) == [2] and found(years=(1900, 2014)) == []
    assert found(scores=(80, 89)) == [1] and found(scores=(0, 0)) == [2]
    assert found(lengths=("weekend",)) == [1] and found(lengths=("evening",)) == []
    assert found(lengths=("longer",)) == [2], "forty episodes are out"
    assert found(search="2") == [2] and found(search="3") == []
    assert found(custom_list="a & b") == [1] and found(custom_list="a") == []
    assert found(genres=("Drama",), scores=(0, 0)) == []
    both = page(mine, filters=Filters(years=(2020, 2020)))
    assert both.media_ids == [] and both.counts == Counts({"PAUSED": 1}, {"a & b": 0, "c": 0})


def test_lengths_of_manga_are_chapters_or_volumes() -> None:
    lines = [
        (entry(1), a_title(1, media_type="MANGA", chapters=10)),
        (entry(2), a_title(2, media_type="MANGA", volumes=6)),
        (entry(3), a_title(3, media_type="MANGA", volumes=7)),
        (entry(4), a_title(4, media_type="MANGA")),
    ]
    found = {
        length: sorted(page(lines, filters=Filters(lengths=(length,))).media_ids)
        for length in ("sitting", "week", "long", "evening")
    }
    assert found == {"sitting": [1], "week": [1, 2], "long": [3], "evening": []}


def test_nothing_tells_others_of_what_they_may_not_see() -> None:
    """Neither the counts, nor a custom list with private entries alone, nor what a search misses because of them."""
    seen = msgspec.structs.replace(a_title(1), genres=("Drama",))
    mine = [
        (entry(1, custom_lists=("both",)), seen),
        (entry(2, private=True, custom_lists=("both", "kept")), seen_as(2, seen)),
        (entry(3, hidden=True, custom_lists=("hidden",)), seen_as(3, seen)),
        (entry(4, custom_lists=("adult",)), msgspec.structs.replace(seen_as(4, seen), is_adult=True)),
    ]
    asked = list[int]()

    def search(_typed: str, media_ids: Collection[int]) -> Collection[int]:
        asked.extend(media_ids)
        return media_ids

    drama = page(mine, CHANNEL, filters=Filters(genres=("Drama",), search="x"), search=search)
    assert asked == [1]
    assert drama == ChosenPage([1], 1, 1, 1, Counts({"CURRENT": 1}, {"both": 1}))
    kinds = [StatusCount("CURRENT", True, False, 2, ("kept",)), StatusCount("CURRENT", False, True, 1, ("adult",))]
    assert counted(kinds, CHANNEL) == Counts({})
    assert counted(kinds, ADULTS) == Counts({"CURRENT": 1}, {"adult": 1})
    assert counted(kinds, ALONE) == Counts({"CURRENT": 3}, {"kept": 2, "adult": 1})
    assert page(mine, filters=Filters(custom_list="kept")).media_ids == [2]


def seen_as(number: int, media: Media) -> Media:
    return msgspec.structs.replace(media, id=number)


def test_chips_are_taken_off_one_by_one() -> None:
    filters = Filters(custom_list="c", search="x", genres=("Drama", "Comedy"), years=(2015, 2015), scores=(0, 0))
    chips = filters.chips()
    assert chips == [Chip("search"), Chip("genres", "Drama"), Chip("genres", "Comedy"), Chip("years"), Chip("scores")]
    assert filters.without(chips[1]).genres == ("Comedy",)
    for chip in chips:
        left = filters.without(chip)
        assert left.chips() == [one for one in chips if one != chip]
    assert filters.cleared() == Filters(custom_list="c") and not filters.cleared().chips()


def test_who_sees_what() -> None:
    mine = [
        (entry(1), a_title(1)),
        (entry(2, private=True), a_title(2)),
        (entry(3, hidden=True), a_title(3)),
        (entry(4), a_title(4, is_adult=True)),
        (entry(5, private=True), a_title(5, is_adult=True)),
    ]
    assert set(page(mine).media_ids) == {1, 2, 3, 4, 5}
    assert page(mine, CHANNEL).media_ids == [1]
    assert set(page(mine, ADULTS).media_ids) == {1, 4}
    assert page(mine, CHANNEL).counts.statuses == {"CURRENT": 1}, "not even how many there are"


def test_what_is_awaited_farthest_behind_first_then_what_airs_next_then_what_is_finished() -> None:
    lines = [
        (entry(1, progress=10), on_air(1, 10, next_in=50)),
        (entry(2, progress=3), on_air(2, 9)),
        (entry(3, "REPEATING", progress=10), on_air(3, 10, next_in=20)),
        (entry(4, "PAUSED", progress=1), on_air(4, 10)),
        (entry(5, progress=1), a_title(5, episodes=12)),
        (entry(6, progress=11), on_air(6, 10)),
        (entry(7, progress=1), a_title(7, status="RELEASING")),
        (entry(8, progress=12), a_title(8, episodes=12)),
        (entry(9, "REPEATING", progress=2), a_title(9, episodes=12)),
        (entry(10, progress=1), a_title(10)),
    ]
    assert [line[0].media_id for line in awaited(lines, NOW)] == [2, 3, 1, 6, 7, 5, 10]


@each(
    ("media", "length"),
    [
        (msgspec.structs.replace(a_title(episodes=1), duration=120), "short"),
        (msgspec.structs.replace(a_title(episodes=12), duration=24), "medium"),
        (msgspec.structs.replace(a_title(episodes=24), duration=24), "long"),
        (msgspec.structs.replace(a_title(), duration=24), None),
        (a_title(episodes=12), None),
        (a_title(media_type="MANGA", chapters=10), "short"),
        (a_title(media_type="MANGA", chapters=60), "medium"),
        (a_title(media_type="MANGA", chapters=61), "long"),
        (a_title(media_type="MANGA"), None),
    ],
)
def test_how_long_it_takes(media: Media, length: str | None) -> None:
    assert length_of(media) == length
    assert length is None or length in LENGTHS


def test_a_pick_fits() -> None:
    short = msgspec.structs.replace(a_title(1, episodes=1), duration=20, genres=("Drama",))
    lines = [
        (entry(1), short),
        (entry(2), msgspec.structs.replace(short, id=2, genres=("Comedy", "Drama"))),
        (entry(3), msgspec.structs.replace(short, id=3, status="NOT_YET_RELEASED")),
        (entry(4), a_title(4)),
    ]

    def picks(**wanted: object) -> set[int]:
        asked = {"genre": None, "length": None} | wanted
        found = [pick(lines, **asked) for _ in range(200)]  # pyright: ignore[reportArgumentType]  (as above)
        return {line[0].media_id for line in found if line}

    assert picks() == {1, 2, 4}
    assert picks(genre="comedy") == {2}
    assert picks(length="short") == {1, 2}
    assert picks(genre="Horror") == set()
