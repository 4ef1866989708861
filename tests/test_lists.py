"""Choosing and ordering entries. Pure."""

from collections import Counter

import msgspec

from library.lists import (
    LENGTHS,
    PER_PAGE,
    SORTS,
    Audience,
    ChosenPage,
    Line,
    PageQuery,
    Sort,
    awaited,
    chosen,
    length_of,
    lines_of,
    pick,
)
from library.sync.library import ListSnapshot
from store import Entry, EntryOutline, Media, MediaOutline, StatusCount
from tests.kit.cases import each
from tests.kit.titles import a_title

NOW = 1_900_000_000
ALONE = Audience(is_owner_alone=True, is_adult=False)
CHANNEL = Audience(is_owner_alone=False, is_adult=False)
ADULTS = Audience(is_owner_alone=False, is_adult=True)


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
) -> ChosenPage:
    query = PageQuery(media_type="ANIME", status=status, sort=sort, number=number, language=language)
    outlines = [
        (
            EntryOutline(*(getattr(entry, name) for name in EntryOutline._fields)),
            MediaOutline(*(getattr(media, name) for name in MediaOutline._fields)),
        )
        for entry, media in lines
        if entry.status == status
    ]
    kinds = Counter((entry.status, entry.private or entry.hidden, media.is_adult) for entry, media in lines)
    return chosen(outlines, [StatusCount(*kind, count) for kind, count in kinds.items()], audience, query, NOW)


def on_air(number: int, out: int, next_in: int = 3600) -> Media:
    return a_title(number, status="RELEASING", next_episode=out + 1, next_airing_at=NOW + next_in)


def test_pages_of_ten() -> None:
    many = [(entry(number, updated_at=number), a_title(number)) for number in range(1, 24)]
    assert page(many, number=2) == ChosenPage([*range(13, 3, -1)], 2, 3, {"CURRENT": 23})
    assert PER_PAGE == 10
    assert page(many, number=99).media_ids == page(many, number=3).media_ids == [3, 2, 1]
    assert page(many, number=-5) == page(many, number=1)


def test_an_empty_page() -> None:
    assert page([], sort="title", number=7) == ChosenPage([], 1, 1, {})


def test_every_order() -> None:
    mine = [
        (entry(1, score=50, progress=9, updated_at=30), msgspec.structs.replace(on_air(1, 10), romaji="beta")),
        (entry(2, score=90, progress=2, updated_at=10), msgspec.structs.replace(on_air(2, 12), romaji="Alpha")),
        (entry(3, score=50, progress=9, updated_at=20), a_title(3, romaji="gamma", english="Aaa")),
    ]
    assert {sort: page(mine, sort=sort).media_ids for sort in SORTS.values()} == {
        "updated": [1, 3, 2],
        "title": [2, 1, 3],
        "score": [2, 1, 3],
        "progress": [1, 3, 2],
        "behind": [2, 1, 3],
    }
    assert page(mine, sort="title", language="ENGLISH").media_ids == [3, 2, 1]


def test_one_status_and_the_counts_of_all() -> None:
    mine = [(entry(n, status), a_title(n)) for n, status in enumerate(("CURRENT", "PAUSED", "PAUSED"), 1)]
    paused = page(mine, status="PAUSED", sort="title")
    assert set(paused.media_ids) == {2, 3}
    assert paused.counts == {"CURRENT": 1, "PAUSED": 2}


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
    assert page(mine, CHANNEL).counts == {"CURRENT": 1}, "not even how many there are"


def test_a_title_that_anilist_has_lost_is_left_out() -> None:
    assert lines_of(ListSnapshot([entry(1), entry(2)], {2: a_title(2)}, NOW)) == [(entry(2), a_title(2))]


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
