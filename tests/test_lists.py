"""Choosing and ordering entries. Pure."""

import msgspec

from library.lists import LENGTHS, PER_PAGE, SORTS, Audience, Sort, awaited, length_of, lines_of, page_of, pick
from library.sync.library import ListSnapshot
from store import Entry, Media
from tests.kit.cases import each
from tests.kit.titles import a_title

NOW = 1_900_000_000
ALONE = Audience(is_owner_alone=True, is_adult=False)
CHANNEL = Audience(is_owner_alone=False, is_adult=False)
ADULTS = Audience(is_owner_alone=False, is_adult=True)


def entry(media_id: int, status: str = "CURRENT", **fields: object) -> Entry:
    bare = Entry(media_id=media_id, entry_id=media_id, media_type="ANIME", status=status)
    return msgspec.structs.replace(bare, **fields)


def shelf(*lines: tuple[Entry, Media]) -> ListSnapshot:
    return ListSnapshot([one for one, _ in lines], {media.id: media for _, media in lines}, NOW)


def ids(
    number: int = 1, status: str = "CURRENT", sort: Sort = "updated", *, of: ListSnapshot, to: Audience = ALONE
) -> list[int]:
    page = page_of(of, to, status=status, sort=sort, number=number, language="ROMAJI", now=NOW)
    return [line[0].media_id for line in page.lines]


def on_air(number: int, out: int, next_in: int = 3600) -> Media:
    return a_title(number, status="RELEASING", next_episode=out + 1, next_airing_at=NOW + next_in)


def test_pages_of_ten() -> None:
    many = shelf(*((entry(number, updated_at=number), a_title(number)) for number in range(1, 24)))
    page = page_of(many, ALONE, status="CURRENT", sort="updated", number=2, language="ROMAJI", now=NOW)
    assert (page.number, page.pages, page.counts, page.as_of) == (2, 3, {"CURRENT": 23}, NOW)
    assert [line[0].media_id for line in page.lines] == [*range(13, 3, -1)]
    assert len(page.lines) == PER_PAGE
    assert ids(99, of=many) == ids(3, of=many) == [3, 2, 1]
    assert ids(-5, of=many) == ids(1, of=many)


def test_an_empty_page() -> None:
    page = page_of(shelf(), ALONE, status="CURRENT", sort="title", number=7, language="ROMAJI", now=NOW)
    assert (page.lines, page.number, page.pages, page.counts) == ([], 1, 1, {})


def test_every_order() -> None:
    mine = shelf(
        (entry(1, score=50, progress=9, updated_at=30), msgspec.structs.replace(on_air(1, 10), romaji="beta")),
        (entry(2, score=90, progress=2, updated_at=10), msgspec.structs.replace(on_air(2, 12), romaji="Alpha")),
        (entry(3, score=50, progress=9, updated_at=20), a_title(3, romaji="gamma", english="Aaa")),
    )
    orders = {sort: ids(sort=sort, of=mine) for sort in SORTS.values()}
    assert orders == {
        "updated": [1, 3, 2],
        "title": [2, 1, 3],
        "score": [2, 1, 3],
        "progress": [1, 3, 2],
        "behind": [2, 1, 3],
    }
    english = page_of(mine, ALONE, status="CURRENT", sort="title", number=1, language="ENGLISH", now=NOW)
    assert [line[0].media_id for line in english.lines] == [3, 2, 1]


def test_one_status_and_the_counts_of_all() -> None:
    mine = shelf(*((entry(n, status), a_title(n)) for n, status in enumerate(("CURRENT", "PAUSED", "PAUSED"), 1)))
    page = page_of(mine, ALONE, status="PAUSED", sort="title", number=1, language="ROMAJI", now=NOW)
    assert {line[0].media_id for line in page.lines} == {2, 3}
    assert page.counts == {"CURRENT": 1, "PAUSED": 2}


def test_who_sees_what() -> None:
    mine = shelf(
        (entry(1), a_title(1)),
        (entry(2, private=True), a_title(2)),
        (entry(3, hidden=True), a_title(3)),
        (entry(4), a_title(4, is_adult=True)),
        (entry(5, private=True), a_title(5, is_adult=True)),
    )
    assert set(ids(of=mine)) == {1, 2, 3, 4, 5}
    assert set(ids(of=mine, to=CHANNEL)) == {1}
    assert set(ids(of=mine, to=ADULTS)) == {1, 4}
    page = page_of(mine, CHANNEL, status="CURRENT", sort="title", number=1, language="ROMAJI", now=NOW)
    assert page.counts == {"CURRENT": 1}, "not even how many there are"


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
        (entry(1, "PLANNING"), short),
        (entry(2, "PLANNING"), msgspec.structs.replace(short, id=2, genres=("Comedy", "Drama"))),
        (entry(3, "PLANNING"), msgspec.structs.replace(short, id=3, status="NOT_YET_RELEASED")),
        (entry(4, "CURRENT"), msgspec.structs.replace(short, id=4)),
        (entry(5, "PLANNING"), a_title(5)),
    ]

    def picks(**wanted: object) -> set[int]:
        asked = {"status": "PLANNING", "genre": None, "length": None} | wanted
        found = [pick(lines, **asked) for _ in range(200)]  # pyright: ignore[reportArgumentType]  (as above)
        return {line[0].media_id for line in found if line}

    assert picks() == {1, 2, 5}
    assert picks(genre="comedy") == {2}
    assert picks(length="short") == {1, 2}
    assert picks(status="CURRENT") == {4}
    assert picks(genre="Horror") == set()
