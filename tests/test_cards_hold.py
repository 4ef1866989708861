"""No name, title, note or description breaks a card: Discord's sizes hold, and nothing mentions, links or formats."""

import re
from itertools import cycle, product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import link as linking
from cards import visible_members as circles
from cards.account import Choices, account
from cards.airing import Days, airing_card
from cards.behind import behind_card
from cards.browse import browse_card
from cards.browse_place import BrowsePlace
from cards.bulk import applied_card, bulk_modal, preview_card, taken_back_card
from cards.description import cut, described
from cards.disambiguation import picked_from
from cards.editor import editor_card, form_modal
from cards.errors import problem
from cards.host import Host
from cards.list_buttons import EditSeveral, PickTitle
from cards.list_selects import ListPlace
from cards.lists import list_page
from cards.media import media_card
from cards.profile import profile_card
from cards.random import another, nothing_to_pick
from cards.score import score_modal
from cards.season import SeasonPlace, season_card
from cards.title_page import PER_PAGE, View
from cards.toggles import toggled_card
from cards.watched import changed_card, undone_card
from cards.who import EVERYBODY, who_card
from i18n import t
from library import errors
from library.browse.pages import BrowsedPage
from library.browse.terms import Tag, Terms, genre_code
from library.changes.bulk import Bulk
from library.changes.editing import Changed
from library.crowd.who import grouped
from library.listing.choosing import Counts, ListPage
from library.listing.filtering import LENGTHS
from library.listing.query import SORTS, Filters, PageQuery, Sort
from library.profile import profile_of
from library.rules.genres import GENRES
from library.schedule import airing
from library.schedule.airing import AiringSlot
from library.sync.library import Title
from library.titles.formats import FORMAT_NAMES
from library.toggled import Toggled
from library.visible_members import VisibleMembers
from store import Airing, Entry, FuzzyDate, Link, ListOptions, Media, ShownEntry
from tests.kit.any_card import (
    STATUSES,
    entry,
    media,
    people,
    words,
)
from tests.kit.cards import holds
from tests.kit.cases import each
from tests.kit.examples import few_or_many
from tests.kit.home import START, a_link
from tests.kit.shelf import a_title, an_entry

pytestmark = pytest.mark.usefixtures("known_ids", "longer_words")
EVERY_FILTER = Filters(
    custom_list="🎌,`*" * 25,
    search="@everyone [x](y) ||" * 5,
    genres=GENRES[:5],
    formats=(*FORMAT_NAMES,),
    states=("RELEASING", "FINISHED", "NOT_YET_RELEASED", "HIATUS", "CANCELLED"),
    lengths=(*LENGTHS["ANIME"], *LENGTHS["MANGA"]),
    countries=("JP", "KR", "CN", "TW"),
    years=(1901, 2098),
    scores=(1, 99),
)
listed = st.lists(media().flatmap(lambda one: st.tuples(entry(one), st.just(one))), min_size=1, max_size=3)
views = st.sampled_from([*PER_PAGE])
NOTHING = BrowsedPage(media=[], start=0, end=0, has_next=False, as_of=START, own={})


@few_or_many(20, 60, st.data())
def test_cards_of_one_title(data: Any) -> None:
    title, link = data.draw(media()), data.draw(people())
    before, after = data.draw(st.none() | entry(title)), data.draw(entry(title))
    more = another("ANIME", "COMPLETED", data.draw(words)[:30].replace(":", ""), "medium", shown=10**12 - 1)
    for shown, who in ((after, link), (None, link), (None, None)):
        holds(media_card(Title(title, shown, None, START), who, now=START, more=more).to_components())
    changed = Changed(before, data.draw(entry(title)), after, title, 10**19, link, asks_score=data.draw(st.booleans()))
    for card in (
        changed_card(changed, now=START),
        changed_card(Changed(after, None, None, title, 1, link), now=START),
        undone_card(changed, now=START),
        undone_card(Changed(after, None, None, title, 1, link), now=START),
        toggled_card(Toggled(title, is_on=True, id=10**19), link),
        toggled_card(Toggled(title, is_on=False, id=1), link, is_undone=True),
        editor_card(title, after, link),
        editor_card(title, None, link),
        nothing_to_pick("MANGA", "CURRENT", count=10**6, genre="x" * 30, length="medium", is_whole=False),
    ):
        holds(card.to_components())
    modals = [form_modal(form, title, one, link) for form in ("progress", "score", "dates", "notes", "lists")
              for one in (after, None) if form != "notes" or one is None or len(one.notes) <= 4000]  # fmt: skip
    for modal in [*modals, score_modal(1, title.native or "x", after.score if after else 0, link)]:
        assert 1 <= len(modal.title) <= 45 and len(modal.custom_id) <= 100
        holds(modal.to_dict()["components"])


@few_or_many(15, 40, people(), listed, st.sampled_from([*SORTS.values()]))
def test_cards_of_many_titles(link: Link, some: list[tuple[Entry, Media]], sort: Sort) -> None:
    lines = [
        (msgspec.structs.replace(entry, media_id=number), msgspec.structs.replace(title, id=number))
        for number, (entry, title) in zip(range(10**9, 10**9 + 30), cycle(some), strict=False)
    ]
    holds(picked_from([title for _, title in lines], link.title_language, PickTitle()).to_components())
    counts = Counts(dict.fromkeys(STATUSES, 99_999), {f"{one} " + "🎌,`*" * 30: 99_999 for one in range(60)})
    page = ListPage(lines[:10], 10_000, 99_999, 99_999, counts, START, is_forgotten=True)
    empty = ListPage([], 1, 1, 0, Counts({}), START)
    for shown, filters in product((page, empty), (Filters(), EVERY_FILTER)):
        query = PageQuery(
            media_type="MANGA", status="COMPLETED", sort=sort, number=1, language="ROMAJI", filters=filters
        )
        place = ListPlace(owner=link, owner_name=link.name, query=query, view="a" * 14)
        holds(list_page(shown, place, link, now=START, is_whole=False).to_components())
    modal = bulk_modal(EditSeveral("MANGA", "COMPLETED", "progress", 99_999), lines[:10], link)
    assert len(modal.custom_id) <= 100
    holds(modal.to_dict()["components"])
    (entry, title), *rest = lines
    told, other = (msgspec.structs.replace(one, media_id=title.id, media_type=entry.media_type) for one, _ in rest[:2])
    bulk = Bulk(10**19, link, [(entry, other)] * 10, [told] * 10, {title.id: title}, [title for _, title in lines[:9]])
    holds(preview_card(bulk, now=START).to_components())
    for show in (applied_card, taken_back_card):
        holds(show(bulk).to_components())
    changed = Changed(entry, told, other, title, 10**19, link, asks_score=True)
    late = [(msgspec.structs.replace(entry, status="CURRENT", progress=0), on_air(title)) for entry, title in lines]
    waiting = [(msgspec.structs.replace(entry, progress=99), title) for entry, title in late]
    for shown in ([], late, waiting, late + waiting):
        holds(behind_card(shown, link, as_of=START, now=START, is_whole=False, changed=changed).to_components())


def test_cards_of_a_change_of_which_anilist_keeps_nothing() -> None:
    """In every field, with names that are as long as they come, and signs that need a backslash each."""

    def names(sign: str) -> tuple[str, ...]:
        return tuple(sign * 30 + str(number) for number in range(40))

    def every_field(sign: str, number: int) -> Entry:
        return an_entry(
            1,
            status=STATUSES[number],
            progress=99_000 + number,
            volumes=99_000 + number,
            score=90 + number,
            repeat=900 + number,
            private=number == 1,
            hidden=number != 1,
            notes=sign * 6000,
            custom_lists=names(sign),
            advanced_scores=dict.fromkeys(names(sign), 90.5 + number),
            started=FuzzyDate(2000 + number, 12, 30),
            completed=FuzzyDate(2010 + number, 12, 30),
        )

    options = ListOptions(custom_lists=names("*"), advanced_scoring=names("*"))
    link = msgspec.structs.replace(a_link(), score_format="POINT_100", anime=options)
    title = on_air(a_title(1, romaji="*" * 600, episodes=99_999))
    before, wanted, after = every_field("_", 0), every_field("|", 1), every_field("~", 2)
    lines = [
        (
            msgspec.structs.replace(after, status="CURRENT", progress=99 * (number > 30)),
            msgspec.structs.replace(title, id=number),
        )
        for number in range(1, 61)
    ]
    for refused in (after, msgspec.structs.replace(before, progress=2)):
        changed = Changed(before, wanted, refused, title, 10**19, link, asks_score=True)
        bulk = Bulk(10**19, link, [(before, refused)] * 10, [wanted] * 10, {1: title})
        for card in (
            changed_card(changed, now=START),
            undone_card(changed, now=START),
            behind_card(lines, link, as_of=START, now=START, is_whole=False, changed=changed),
            applied_card(bulk),
            taken_back_card(bulk),
        ):
            holds(card.to_components())


@few_or_many(15, 40, people(), listed)
def test_days_hold(link: Link, some: list[tuple[Entry, Media]]) -> None:
    slots = [
        AiringSlot(
            Airing(10**9 + number, 99_999, 10**11),
            msgspec.structs.replace(on_air(title), id=10**9 + number),
            entry,
            as_of=START,
        )
        for number, (entry, title) in zip(range(airing.PER_PAGE), cycle(some), strict=False)
    ]
    day = START // airing.DAY
    for page in (airing.DayPage(slots, 50, 99, 999, START), airing.DayPage([], 1, 1, 0, START)):
        ways: list[tuple[Link | None, Days, bool]] = [(link, 1, False), (link, 7, True), (None, 1, False)]
        for who, days, mine in ways:
            card = airing_card(page, who, day=day, days=days, mine=mine, now=START, is_whole=not mine)
            holds(card.to_components())


def a_page(some: list[tuple[Entry, Media]], view: View) -> BrowsedPage:
    """A full page of a view, with entries of its first three titles."""
    numbers = range(10**9, 10**9 + PER_PAGE[view])
    titles = [
        msgspec.structs.replace(on_air(title), id=number)
        for number, (_, title) in zip(numbers, cycle(some), strict=False)
    ]
    own = dict(zip(numbers[:3], (entry for entry, _ in cycle(some)), strict=False))
    return BrowsedPage(media=titles, start=0, end=PER_PAGE[view], has_next=True, as_of=START, own=own)


@few_or_many(12, 30, people(), listed, views)
def test_what_is_browsed_holds(link: Link, some: list[tuple[Entry, Media]], view: View) -> None:
    tags = tuple(Tag(number, "T" * 40, is_adult=False) for number in range(4))
    terms = Terms(tags=tags)
    place = BrowsePlace(
        *("ANIME", "popularity", "planned", "list", "SUMMER", "TV_SHORT", "KR", 2026),
        *(tuple(map(genre_code, terms.genres[:4])), (0, 1, 2, 3), 4992),
    )
    full = msgspec.structs.replace(a_page(some, view), is_cut=True)
    changed = Changed(None, some[0][0], some[-1][0], full.media[0], 10**19, link)
    for page in (full, msgspec.structs.replace(full, is_unanswered=True, own={}), NOTHING):
        there = place.to(view=view)
        holds(browse_card(page, there, terms, link, now=START, changed=changed).to_components())
        holds(browse_card(page, there, terms, None, now=START, seen_as="@" * 40).to_components())


@few_or_many(15, 40, people(), listed, views)
def test_seasons_hold(link: Link, some: list[tuple[Entry, Media]], view: View) -> None:
    full = a_page(some, view)
    changed = Changed(None, some[0][0], some[-1][0], full.media[0], 10**19, link)
    place = SeasonPlace(2026, "SUMMER", "popularity", "TV_SHORT", view, 999)
    for page in (full, msgspec.structs.replace(full, has_next=False, own={}), NOTHING):
        holds(season_card(page, place, link, now=START, changed=changed).to_components())
        holds(season_card(page, place, None, now=START).to_components())


@few_or_many(15, 40, people(), media(), st.lists(words, min_size=1, max_size=5), st.data())
def test_cards_about_the_people_of_a_server(link: Link, title: Media, names: list[str], data: Any) -> None:
    named = dict(zip(range(1, 151), cycle(names), strict=False))
    read_at = dict.fromkeys(named, START) | {2: 0, 3: START - 10**6}
    circle = VisibleMembers(
        guild_id=10**19, guild_name=names[0], viewer_id=1, viewer=link, names=named, read_at=read_at
    )
    statuses = data.draw(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6))
    longest = [
        ShownEntry(number, 1, one, 100, 99_999, 1, 1000) for number, one in zip(named, cycle(statuses), strict=False)
    ]
    for status in (EVERYBODY, "CURRENT", "COMPLETED"):
        for progress in (0, 10**6):
            card = who_card(
                title, grouped(longest, named), circle, progress=progress, status=status, is_refreshing=True
            )
            holds(card.to_components())
    holds(who_card(title, grouped([], named), circle, progress=0).to_components())
    profile = profile_of([], [title] * 25, START)
    counted = msgspec.structs.replace(
        profile, statuses=dict.fromkeys(STATUSES, 99_999), scores={100: 10**6}, minutes=10**9
    )
    for one in (profile, counted):
        holds(profile_card(link, names[0], one, link, [], kind="MANGA", is_whole=True).to_components())
    holds(circles.seen_here(10**19, names[0]).to_components())


def on_air(title: Media) -> Media:
    changes = {"media_type": "ANIME", "status": "RELEASING", "next_episode": 100, "next_airing_at": START + 1}
    return msgspec.structs.replace(title, **changes)


@few_or_many(10, 25, people())
def test_cards_about_a_link(link: Link) -> None:
    for card in (
        linking.linked(link, is_again=True, guild_id=10**19, guild_name=link.name),
        linking.linked_reply(link, is_again=False),
        linking.already_linked(link),
        account(link, Choices(), Host()),
    ):
        holds(card.to_components())


def test_a_title_of_nothing_is_called_by_its_number() -> None:
    title = a_title(1, romaji=" \n", english="\u202e", native="\x00")
    card = picked_from([title], "ROMAJI", PickTitle())
    holds(card.to_components())
    assert t("AniList title {number}", number=1) in str(card.to_components())


@given(words)
def test_refusals_hold(said: str) -> None:
    for error in (
        errors.TooLong(lambda: f"No: {said}"),
        errors.PastTheEnd(a_title(1, romaji=said * 9), 10**6, "volumes", "ROMAJI"),
        errors.WouldLower(10**6),
    ):
        card = problem(error, now=START)
        assert card
        holds(card.to_components())


@each(
    ("told", "shown"),
    [
        (None, ""),
        ("A <i>thread</i>.<br><br>It <b>holds</b>.", r"A thread\. It holds\."),
        ("Tom &amp; Jerry, 1 < 2 &lt;3 <3", r"Tom \& Jerry\, 1 \< 2 \<3 \<3"),
        ("It ends. ~!They <i>marry</i>.!~ So there.", r"It ends\. ||They marry\.|| So there\."),
        ("~!All of it!~", "||All of it||"),
        ("a ~!b ~!c!~ d!~ e", "a ||b|| ||c|| ||d|| e"),
        ("a ~!b is never closed", "a ||b is never closed||"),
        ("a!~ b", "a b"),
        ("~!~!!~!~a", "a"),
        ("A knot.\n\n(Source: Crunchyroll (US), edited)", r"A knot\."),
        ("A knot. [Source: MAL]", r"A knot\."),
        ("||~!a || b!~", r"\|\| ||a \|\| b||"),
    ],
)
def test_descriptions(told: str | None, shown: str) -> None:
    assert described(told) == shown


def test_a_long_description_ends_with_a_sentence() -> None:
    sentence = "Somebody ties a knot, and it holds."
    twice = r"Somebody ties a knot\, and it holds\. Somebody ties a knot\, and it holds\."
    assert described(" ".join([sentence] * 20), 100) == twice
    assert cut("one two three four", 10) == "one two…"
    assert cut("Done. And then it went on and on and on", 30) == "Done. And then it went on…"
    assert described(f"{'a' * 90}. ~!{'b' * 90}!~ end", 100).count("b") < 90


@given(st.lists(st.sampled_from(["~!", "!~", "secret", "<br>", "x ", "||"]), max_size=30).map("".join))
def test_what_is_in_a_spoiler_stays_behind_bars(text: str) -> None:
    depth, hidden = 0, 0
    for piece in re.split("(~!|!~)", text):
        depth = max(0, depth + {"~!": 1, "!~": -1}.get(piece, 0))
        hidden += piece.count("secret") if depth else 0
    behind = re.findall(r"(?<!\\)\|\|(.*?)(?<!\\)\|\|", described(text, 4000))
    assert sum(one.count("secret") for one in behind) == hidden
