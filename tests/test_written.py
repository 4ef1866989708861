"""A write is judged by its answer: whatever AniList has made of a change is said, and can be taken back."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import watched
from cards.bulk import NOTHING_AS_ASKED, applied_card, taken_back_card
from cards.card import Card
from cards.fields import BESIDE, IT_HAS_ELSE, NOT_KEPT, words
from cards.watched import changed_card, news, undone_card
from demo import faults
from demo.anilist.lists import DateParts as ListedDate
from demo.anilist.lists import MediaList as Listed
from demo.anilist.world import Keeping, as_asked
from i18n import t
from library.changes.editing import Changed
from library.errors import ChangedSince
from library.rules.entry_rules import Wish
from library.rules.reconcile import Verdict, judged
from store import Entry, FuzzyDate, Link, Media
from tests.kit.any_card import entry, media, people
from tests.kit.cards import parts, shown
from tests.kit.home import START, a_link
from tests.kit.library import BEBOP, MANGA, MONSTER, PIECE, TSUMUGI, Shelves
from tests.kit.titles import a_title

ONE, TWO = "Rewatch some day", "Watched with Juno"  # custom lists of Tsumugi
WISHES: dict[str, Any] = {
    "status": "PAUSED",
    "progress": 20,
    "volumes": 7,
    "score": 85,
    "repeat": 3,
    "started": FuzzyDate(2024, 5),
    "completed": FuzzyDate(2024, 5, 17),
    "notes": "seen with 😀 friends",
    "private": True,
    "hidden": True,
    "custom_lists": (ONE, TWO),
    "advanced_scores": {"Story": 80.0, "Visuals": 95.5},
}
ANILISTS_OWN = {"media_id", "entry_id", "media_type", "updated_at", "created_at"}
AT_ANILIST = {
    "volumes": "progress_volumes",
    "started": "started_at",
    "completed": "completed_at",
    "hidden": "hidden_from_status_lists",
}
ELSEWHERE: dict[str, Any] = {
    "status": "DROPPED",
    "progress": 19,
    "volumes": 2,
    "score": 30,
    "repeat": 1,
    "started": ListedDate(2024),
    "completed": ListedDate(1999, 1, 1),
    "notes": "seen with ",
    "custom_lists": (ONE,),
    "advanced_scores": (7.0, 0.0, 95.5),
}


@pytest.fixture
async def link(shelves: Shelves) -> Link:
    link = await put_back(shelves)
    await shelves.parts.list_sync.start_sync(link, whole=True)  # the titles, too
    return link


async def put_back(shelves: Shelves) -> Link:
    """The same entries as before, known."""
    shelves.stand_in.world.keeping = as_asked
    plain: dict[str, Any] = {
        "status": "CURRENT",
        "progress": 12,
        "progress_volumes": 4,
        "score": 70,
        "repeat": 0,
        "started_at": ListedDate(2023),
        "completed_at": ListedDate(),
        "notes": "with *Mum*",
        "private": False,
        "hidden_from_status_lists": False,
        "custom_lists": (),
        "advanced_scores": (),
    }
    for media_id in (BEBOP, MONSTER, PIECE, MANGA):
        shelves.put(TSUMUGI, media_id, **plain)
    link = await shelves.link()
    await shelves.know(link)
    return link


def buttons(card: Card) -> list[str]:
    return [part["label"] for part in parts(card.to_components()) if part["type"] == 2]


def begin(message: str) -> str:
    """The message up to its first placeholder."""
    return message.partition("{")[0]


def is_refused(card: Card, times: int = 1) -> bool:
    """Whether the card says so often that AniList did not keep a change."""
    return shown(card).count(begin(NOT_KEPT)) == times


def numbers(card: Card) -> list[str]:
    """The numbers in the card's heading."""
    return re.findall("[0-9]+", shown(card).splitlines()[0].removeprefix("###"))


def at_anilist(shelves: Shelves, media_id: int) -> Listed:
    """What is said of it, whenever it was said; a part without a score says nothing."""
    entry = shelves.at_anilist(TSUMUGI, media_id)
    assert entry
    parts = tuple(part for part in entry.advanced_scores if part)
    return msgspec.structs.replace(entry, updated_at=0, advanced_scores=parts)


def ignoring(field: str) -> Keeping:
    """AniList leaves the field as it was."""
    name = AT_ANILIST.get(field, field)
    return lambda before, asked: msgspec.structs.replace(asked, **{name: getattr(before, name)})


def moving(field: str) -> Keeping:
    """AniList puts another value there."""
    return filling_in(field, ELSEWHERE[field])


def filling_in(field: str, value: object) -> Keeping:
    """AniList has that there, whatever was asked."""
    return lambda _, asked: msgspec.structs.replace(asked, **{AT_ANILIST.get(field, field): value})


def nothing_at_all(before: Listed, _asked: Listed) -> Listed:
    return before


WAYS: dict[str, Callable[[str], Keeping]] = {
    "ignored": ignoring,
    "moved": moving,
    "all ignored": lambda _: nothing_at_all,
}


def cases() -> list[tuple[str, str]]:
    return [(field, way) for field in WISHES for way in WAYS if way != "moved" or field in ELSEWHERE]


async def test_what_one_change_did_not_bring_is_said_and_undo_brings_back_the_rest(
    shelves: Shelves, link: Link
) -> None:
    world, editor = shelves.stand_in.world, shelves.parts.editor
    for number, (field, way) in enumerate(cases(), start=1):
        where = f"{field} {way}"
        link = await put_back(shelves)
        media_id = MANGA if field == "volumes" else BEBOP
        before = at_anilist(shelves, media_id)
        world.keeping = WAYS[way](field)
        wish = msgspec.structs.replace(Wish(may_lower=True), **{field: WISHES[field]})
        changed = await editor.change(link, media_id, wish, change_id=number)
        card = changed_card(changed, now=shelves.clock())
        assert changed.wanted and changed.after
        has = words(field, changed.after, changed.media, link.score_format)
        assert is_refused(card) and f"(it has {has})" in shown(card), where
        assert begin(BESIDE) not in shown(card), where
        is_as_before = at_anilist(shelves, media_id) == before
        assert news(changed) == (watched.NOTHING_CHANGED if is_as_before else watched.NOT_AS_ASKED), where
        assert ("Undo" in buttons(card)) is not is_as_before, where
        world.keeping = as_asked
        undone = await editor.undo(link, number)
        assert at_anilist(shelves, media_id) == before, where
        assert shown(undone_card(undone, now=shelves.clock())).startswith(begin(watched.UNDONE)), where


async def test_what_changed_beside_is_said_and_no_part_of_the_news(shelves: Shelves, link: Link) -> None:
    world, editor = shelves.stand_in.world, shelves.parts.editor
    for number, field in enumerate(ELSEWHERE, start=1):
        link = await put_back(shelves)
        before = at_anilist(shelves, MANGA if field == "volumes" else BEBOP)
        world.keeping = moving(field)
        wish = Wish(notes="x") if field == "private" else Wish(private=True)
        changed = await editor.change(link, before.media_id, wish, change_id=number)
        card = changed_card(changed, now=shelves.clock())
        assert changed.after
        has = words(field, changed.after, changed.media, link.score_format)
        assert news(changed) == watched.SMALL["private"] and not is_refused(card), field
        assert begin(BESIDE) + has in shown(card), field
        world.keeping = as_asked
        await editor.undo(link, number)
        moved = {AT_ANILIST.get(field, field): ELSEWHERE[field]}
        rest = at_anilist(shelves, before.media_id)
        assert msgspec.structs.replace(rest, **{name: getattr(before, name) for name in moved}) == before, field


async def test_undo_of_an_added_title_takes_off_what_anilist_has_filled_in(shelves: Shelves, link: Link) -> None:
    world, editor = shelves.stand_in.world, shelves.parts.editor
    filled: dict[str, Any] = {
        "started": ListedDate(2026, 1, 1),
        "completed": ListedDate(2026, 1, 1),
        "score": 77,
        "notes": "cut",
        "status": "PLANNING",
    }
    wish = Wish(status="CURRENT", notes="cut at 😀", advanced_scores={"Story": 80.0})
    for number, (field, value) in enumerate(filled.items(), start=1):
        link = await put_back(shelves)
        shelves.take_away(TSUMUGI, BEBOP)
        await shelves.parts.library.fetch_title(link, BEBOP)
        world.keeping = filling_in(field, value)
        added = await editor.change(link, BEBOP, wish, change_id=number)
        assert added.before is None and added.after and at_anilist(shelves, BEBOP), field
        undone = await editor.undo(link, number)
        assert undone.after is None and shelves.at_anilist(TSUMUGI, BEBOP) is None, field


async def test_undo_leaves_a_title_that_was_there_before_anybody_knew(shelves: Shelves, link: Link) -> None:
    for number, field in enumerate(ELSEWHERE.keys() - {"status"}, start=1):
        link = await put_back(shelves)
        shelves.take_away(TSUMUGI, BEBOP)
        await shelves.parts.library.fetch_title(link, BEBOP)
        shelves.put(TSUMUGI, BEBOP, **{AT_ANILIST.get(field, field): ELSEWHERE[field]})
        shelves.clock.advance(60)
        await shelves.parts.editor.change(link, BEBOP, Wish(status="PAUSED"), change_id=number)
        with pytest.raises(ChangedSince):
            await shelves.parts.editor.undo(link, number)
        assert shelves.at_anilist(TSUMUGI, BEBOP), field


async def test_an_undo_that_anilist_does_not_keep_is_said_and_can_be_tried_again(shelves: Shelves, link: Link) -> None:
    world, editor = shelves.stand_in.world, shelves.parts.editor
    for number, field in enumerate(WISHES, start=1):
        link = await put_back(shelves)
        media_id = MANGA if field == "volumes" else BEBOP
        before = at_anilist(shelves, media_id)
        wish = msgspec.structs.replace(Wish(may_lower=True), **{field: WISHES[field]})
        await editor.change(link, media_id, wish, change_id=number)
        world.keeping = nothing_at_all
        card = undone_card(await editor.undo(link, number), now=shelves.clock())
        assert shown(card).startswith(begin(watched.NOT_UNDONE)) and is_refused(card), field
        assert buttons(card)[0] == "Undo"
        world.keeping = as_asked
        card = undone_card(await editor.undo(link, number), now=shelves.clock())
        assert shown(card).startswith(begin(watched.UNDONE)) and "AniList" not in shown(card), field
        assert at_anilist(shelves, media_id) == before


async def test_what_several_changes_did_not_bring_is_said_of_each_title(shelves: Shelves, link: Link) -> None:
    world, bulk, three = shelves.stand_in.world, shelves.parts.bulk, [BEBOP, MONSTER, PIECE]
    for number, (field, way) in enumerate(cases(), start=1):
        if field in {"volumes", "custom_lists"}:  # no anime has the ones, AniList takes the others one by one
            continue
        where = f"{field} {way}"
        link = await put_back(shelves)
        before = [at_anilist(shelves, media_id) for media_id in three]
        wish = msgspec.structs.replace(Wish(may_lower=True), **{field: WISHES[field]})
        await bulk.propose(link, three, wish, bulk_id=number)
        world.keeping = only(MONSTER, WAYS[way](field))
        done = await bulk.apply(link, number)
        card = applied_card(done)
        assert numbers(card) == ["2", "3"] and is_refused(card), where
        assert "Undo" in buttons(card)
        world.keeping = as_asked
        undone = taken_back_card(await bulk.undo(link, number))
        assert numbers(undone) == ["3"] and "AniList" not in shown(undone), where
        assert [at_anilist(shelves, media_id) for media_id in three] == before, where
    link = await put_back(shelves)
    await bulk.propose(link, three, Wish(status="PAUSED"), bulk_id=100)
    world.keeping = nothing_at_all
    card = applied_card(await bulk.apply(link, 100))
    assert NOTHING_AS_ASKED in shown(card) and buttons(card) == []
    assert is_refused(card, 3) and shown(card).count("Paused (it has Watching)") == 3


async def test_a_score_that_a_format_rounds_is_kept(shelves: Shelves, link: Link) -> None:
    world, editor = shelves.stand_in.world, shelves.parts.editor
    shelves.put(TSUMUGI, BEBOP, score=0)
    stars = msgspec.structs.replace(link, score_format="POINT_5")
    for number, (lands, is_kept) in enumerate({90: True, 100: True, 89: False, 0: False}.items(), start=1):
        world.keeping = lambda _, asked, lands=lands: msgspec.structs.replace(asked, score=lands)
        changed = await editor.change(stars, BEBOP, Wish(score=95 - number), change_id=number)
        assert (is_refused(changed_card(msgspec.structs.replace(changed, link=stars), now=START))) is not is_kept
        assert ("**★★★★★**" in news(msgspec.structs.replace(changed, link=stars))) is is_kept


def only(media_id: int, keeping: Keeping) -> Keeping:
    return lambda before, asked: keeping(before, asked) if asked.media_id == media_id else asked


@settings(max_examples=25)
@given(people(), media(), st.data())
def test_whatever_becomes_of_a_change_its_news_is_true(link: Link, title: Media, data: Any) -> None:
    its_news_is_true(link, title, data)


@pytest.mark.long
@settings(max_examples=1000)
@given(people(), media(), st.data())
def test_its_news_is_true_a_thousand_times(link: Link, title: Media, data: Any) -> None:
    its_news_is_true(link, title, data)


def its_news_is_true(link: Link, title: Media, data: Any) -> None:
    before, wanted, after = (data.draw(one) for one in (st.none() | entry(title), entry(title), entry(title)))
    changed = Changed(before, wanted, after, title, 1, link)
    made, verdict = changed_card(changed, now=START), judged(before, wanted, after, link.score_format)
    assert news(changed).strip() and shown(undone_card(changed, now=START))
    card = shown(made)
    assert (begin(NOT_KEPT) in card) is bool(verdict.refused)
    for field in verdict.refused:
        has = words(field, after, title, link.score_format)
        assert f"(it has {has})" in card or IT_HAS_ELSE.removeprefix("{wanted}") in card
    if before and news(changed) == t(watched.RATED, score=words("score", after, title, link.score_format)):
        assert "score" in verdict.kept
    for field, value in msgspec.structs.asdict(after).items():
        is_named = field in verdict.kept + verdict.refused + verdict.beside
        is_other = before is not None and field in WISHES and value != getattr(before, field)
        assert is_named or not is_other or field in {"notes", "custom_lists", "advanced_scores"}


def test_the_news_is_never_empty_whatever_is_kept_of_a_change() -> None:
    """Of all fields at once, AniList keeps none, up to three, or all."""
    link, title = a_link(), a_title(1, episodes=26)
    before = Entry(media_id=1, entry_id=7, media_type="ANIME", status="CURRENT", progress=12)
    assert WISHES.keys() == {*msgspec.structs.asdict(before)} - ANILISTS_OWN
    wanted = msgspec.structs.replace(before, **WISHES)
    kept_of = [names for count in (0, 1, 2, 3, len(WISHES)) for names in combinations(WISHES, count)]
    for kept in kept_of:
        after = msgspec.structs.replace(before, **{name: WISHES[name] for name in kept})
        said = news(Changed(before, wanted, after, title, 1, link))
        assert said.strip() and (said == watched.NOTHING_CHANGED) is (not kept), kept
        assert set(judged(before, wanted, after, link.score_format).kept) == set(kept)
        assert begin(watched.ADDED) in news(Changed(None, wanted, after, title, 1, link))


def test_fields_are_judged_one_by_one() -> None:
    one = Entry(media_id=1, entry_id=1, media_type="ANIME", status="CURRENT", progress=3)
    wanted = msgspec.structs.replace(one, progress=4, score=85)
    landed = msgspec.structs.replace(one, progress=4, repeat=1)
    assert judged(one, wanted, landed, "POINT_10") == Verdict(("progress",), ("score",), ("repeat",))
    assert judged(None, one, one, "POINT_10") == Verdict(("status", "progress"))
    assert judged(one, None, None, "POINT_10") == judged(None, None, one, "POINT_10") == Verdict()


def test_a_score_is_kept_that_reads_as_wanted() -> None:
    """AniList rounds it to the person's format."""
    one = Entry(media_id=1, entry_id=1, media_type="ANIME", status="CURRENT", progress=3)
    wanted, rounded = (msgspec.structs.replace(one, score=score) for score in (85, 80))
    assert judged(one, wanted, rounded, "POINT_10") == Verdict(("score",))
    assert judged(one, wanted, rounded, "POINT_100") == Verdict((), ("score",))


async def test_a_lost_answer_hides_nothing_that_was_not_kept(shelves: Shelves, link: Link) -> None:
    world, editor = shelves.stand_in.world, shelves.parts.editor
    ends = Counter[str]()
    for number, (field, way, is_undo) in enumerate(lost_cases(), start=1):
        shelves.clock.advance(3601)  # the same wish is another one
        link, media_id = await put_back(shelves), MANGA if field == "volumes" else BEBOP
        wish = msgspec.structs.replace(Wish(may_lower=True), **{field: WISHES[field]})
        if is_undo:
            await editor.change(link, media_id, wish, change_id=number)
        world.keeping = WAYS[way](field)
        shelves.stand_in.faults.arm(faults.reset_after, operation="SaveEntry")
        try:
            if is_undo:
                card = undone_card(await editor.undo(link, number), now=shelves.clock())
            else:
                changed = await editor.change(link, media_id, wish, change_id=number)
                card = changed_card(changed, now=shelves.clock())
        except ChangedSince:
            ends["changed since"] += 1
        else:
            assert is_refused(card), (field, way, is_undo)
            ends["said"] += 1
    assert ends["changed since"] > 10 and ends["said"] > 10


async def test_a_lost_answer_about_several_hides_nothing_that_was_not_kept(shelves: Shelves, link: Link) -> None:
    world, bulk, three = shelves.stand_in.world, shelves.parts.bulk, [BEBOP, MONSTER, PIECE]
    for number, (field, way, is_undo) in enumerate(lost_cases(), start=1):
        if field in {"volumes", "custom_lists"}:
            continue
        link = await put_back(shelves)
        wish = msgspec.structs.replace(Wish(may_lower=True), **{field: WISHES[field]})
        await bulk.propose(link, three, wish, bulk_id=number)
        if is_undo:
            await bulk.apply(link, number)
        world.keeping = only(MONSTER, WAYS[way](field))
        shelves.clock.advance(1)
        shelves.stand_in.faults.arm(faults.reset_after, operation="SaveEntries")
        if is_undo:
            card = taken_back_card(await bulk.undo(link, number))
        else:
            card = applied_card(await bulk.apply(link, number))
        assert numbers(card) == ["2", "3"] and is_refused(card), (field, way, is_undo)


def lost_cases() -> list[tuple[str, str, bool]]:
    return [(field, way, is_undo) for field, way in cases() if way != "all ignored" for is_undo in (False, True)]
