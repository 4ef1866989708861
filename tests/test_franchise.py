"""The watch order of a franchise: by release, the main line told from what is optional, whatever the relations say."""

import random
from collections.abc import Sequence

import msgspec

from demo import faults
from library.franchise.order import MAIN, next_step, released, watch_order
from library.franchise.related import KINDS, Onlooker, by_kind
from store import Entry, Media, Relation
from tests.kit.library import Shelves
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title

TITANS, TITANS_END, CHRONICLE, JUNIOR_HIGH = 16498, 162314, 119113, 21281
ALONE = Onlooker(None, is_alone=True, is_adult=True)


def titles(*started: int | None, **facts: object) -> dict[int, Media]:
    """Titles 1, 2, 3 … by their days of release."""
    return {at: msgspec.structs.replace(a_title(at), started=day, **facts) for at, day in enumerate(started, 1)}


def told(*relations: tuple[int, str, int]) -> list[Relation]:
    return [Relation(one, other, kind) for one, kind, other in relations]


def order(start: int, media: dict[int, Media], *relations: tuple[int, str, int]) -> list[tuple[int, str]]:
    return [(step.media.id, step.role) for step in watch_order(start, media, told(*relations))]


def test_the_order_is_by_release_and_says_what_is_optional() -> None:
    media = titles(20130407, 20170401, 20141200, 20150000, 20131209, None)
    relations = ((1, "SEQUEL", 2), (3, "PARENT", 1), (1, "SPIN_OFF", 4), (2, "SEQUEL", 6), (1, "SIDE_STORY", 5))
    expected = [(1, MAIN), (5, "SIDE_STORY"), (3, "SIDE_STORY"), (4, "SPIN_OFF"), (2, MAIN), (6, MAIN)]
    for start in (1, 2, 3, 5, 6):
        assert order(start, media, *relations) == expected, "a side story is one of its main story"
    spin_off = order(4, media, *relations)
    assert dict(spin_off) == {4: MAIN, 1: "PARENT", 2: "PARENT", 3: "PARENT", 5: "PARENT", 6: "PARENT"}


def test_what_is_known_by_its_year_alone_is_the_last_of_that_year() -> None:
    days = (20200000, 20201231, 20201200, 20201201, 20210101, None)
    media = [msgspec.structs.replace(a_title(), started=day) for day in days]
    assert sorted(media, key=released) == [media[at] for at in (3, 1, 2, 0, 4, 5)]
    assert released(msgspec.structs.replace(a_title(), season_year=2020)) == released(media[0])


def test_odd_relations_make_no_odd_order() -> None:
    media = titles(20200101, 20210101, 20220101)
    circle = ((1, "SEQUEL", 2), (2, "SEQUEL", 3), (3, "SEQUEL", 1), (1, "SEQUEL", 1))
    assert order(1, media, *circle) == [(1, MAIN), (2, MAIN), (3, MAIN)]
    each_other = ((1, "SEQUEL", 2), (2, "SEQUEL", 1), (2, "SIDE_STORY", 3), (3, "SIDE_STORY", 2))
    assert {one for one, _ in order(1, media, *each_other)} == {1, 2, 3}
    deleted = ((1, "SEQUEL", 99), (99, "SEQUEL", 2), (1, "A NEW KIND", 3), (1, "CHARACTER", 2))
    assert order(1, media, *deleted) == [(1, MAIN)]


def test_any_relations_make_an_order_of_titles_each_once() -> None:
    chance = random.Random(1)
    media = titles(*(chance.choice((None, 20200000, 20190300, 20200101)) for _ in range(150)))
    for _ in range(20):
        pairs = [(chance.randrange(1, 152), chance.choice(KINDS), chance.randrange(1, 152)) for _ in range(500)]
        found = [step.media for step in watch_order(7, media, told(*pairs))]
        assert len({one.id for one in found}) == len(found) and media[7] in found
        assert found == sorted(found, key=released)


def entry(media_id: int, status: str) -> Entry:
    return msgspec.structs.replace(an_entry(media_id), status=status)


def following(media: dict[int, Media], *entries: Entry) -> int | None:
    steps = watch_order(1, media, told((1, "SEQUEL", 2), (2, "SEQUEL", 3), (1, "SIDE_STORY", 4)))
    found = next_step(steps, {one.media_id: one for one in entries})
    return found.media.id if found else None


def test_next_is_what_is_under_way_then_the_main_line_then_the_rest() -> None:
    media = titles(20200101, 20210101, 20220101, 20200202, status="FINISHED")
    assert following(media) == 1
    assert following(media, entry(1, "COMPLETED")) == 2
    assert following(media, entry(1, "COMPLETED"), entry(2, "DROPPED")) == 3
    assert following(media, entry(1, "COMPLETED"), entry(3, "COMPLETED"), entry(2, "PAUSED")) == 2
    assert following(media, entry(3, "CURRENT")) == 3
    seen = [entry(one, "COMPLETED") for one in (1, 2, 3)]
    assert following(media, *seen) == 4 and following(media, *seen, entry(4, "COMPLETED")) is None
    media[3] = msgspec.structs.replace(media[3], status="NOT_YET_RELEASED")
    assert following(media, *seen[:2]) == 3, "what comes is told before what is optional"


def test_adult_titles_are_named_by_the_setting_and_the_place() -> None:
    adult = msgspec.structs.replace(a_title(2), is_adult=True)
    related = told((1, "SEQUEL", 2))

    def named(viewer: Onlooker, own: dict[int, Entry]) -> Sequence[object]:
        return by_kind(related, {2: adult}, own, viewer)

    assert not named(ALONE, {}) and named(ALONE, {2: an_entry(2)})
    assert not named(Onlooker(None, is_alone=False, is_adult=False), {2: an_entry(2)})


async def test_one_request_completes_a_franchise(shelves: Shelves) -> None:
    title = (await shelves.parts.library.card_title(None, TITANS)).media
    franchises = shelves.parts.franchises
    shelves.asked()
    begun = await franchises.of(title, ALONE, may_ask=False)
    assert not begun.is_whole and shelves.asked() == []
    found = await franchises.of(title, ALONE, may_ask=True)
    assert shelves.asked() == ["Franchise"]
    for _ in range(4):
        found = await franchises.of(title, ALONE, may_ask=True)
    shelves.asked()
    whole = await franchises.of(title, ALONE, may_ask=True)
    assert shelves.asked() == [] and whole == found and whole.is_whole
    roles = {step.media.id: step.role for step in whole.steps}
    assert roles[TITANS_END] == MAIN and roles[CHRONICLE] == "SUMMARY" and roles[JUNIOR_HIGH] == "SPIN_OFF"
    assert len(roles) == 16 and whole.next and whole.next.media.id == TITANS
    end = (await shelves.parts.library.card_title(None, TITANS_END)).media
    from_its_end = await franchises.of(end, ALONE, may_ask=False)
    assert {step.media.id: step.role for step in from_its_end.steps} == roles


async def test_while_anilist_is_down_a_franchise_is_shown_as_far_as_it_is_known(shelves: Shelves) -> None:
    title = (await shelves.parts.library.card_title(None, TITANS)).media
    shelves.stand_in.faults.share(faults.html(), 1.0)
    found = await shelves.parts.franchises.of(title, ALONE, may_ask=True)
    assert not found.is_whole and TITANS in {step.media.id for step in found.steps} and len(found.steps) > 3
