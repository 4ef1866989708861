"""Every field of every answer, filled with something odd: the rest of the answer is there all the same. Pure."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from graphql import ExecutionResult, execute, parse
from msgspec import inspect

from anilist.decoding import decode
from anilist.enums import MediaStatus
from anilist.scalars import advanced_scores, custom_lists
from anilist.shapes import is_address
from cards.media import media_card
from demo.anilist import PEOPLE, TSUMUGI, StandIn
from demo.anilist.schema import read_field, schema
from demo.anilist.world import ResolverContext
from library.schedule.poll import status_of
from library.sync.answers import as_set, entry_of, media_of
from library.sync.library import Title
from library.sync.title_answers import details_of, recommendations_of, related_media, relations_of
from library.titles.catalogue import Catalogue
from linking.profile import link_of
from redaction import Secret
from store import Link
from tests.kit.cards import holds
from tests.kit.cases import each
from tests.kit.home import START, Home, a_link
from tests.kit.odd import GONE, ODD, Place, paths, with_odd
from tests.kit.operations import OPERATIONS, VARIABLES, fill, shape_of

_told: dict[str, Any] = {}
SOLSTICE = next(person for person in PEOPLE if person.name == "Solstice")  # has the most on their lists


async def told(name: str) -> Any:
    """What the stand-in answers, cut to two things of a kind: once, for nobody changes it."""
    if name not in _told:
        _told[name] = await answered(name)
    return _told[name]


async def answered(name: str) -> Any:
    stand_in = StandIn(per_minute=None)
    stand_in.world.site_url = "https://anilist.co"
    fill(stand_in, SOLSTICE)
    variables = VARIABLES[name] | ({"userId": SOLSTICE.id} if VARIABLES[name].get("userId") == TSUMUGI.id else {})
    context = ResolverContext(stand_in.world, SOLSTICE)
    found = execute(
        schema(), parse(OPERATIONS[name]), context_value=context, variable_values=variables, field_resolver=read_field
    )
    result = found if isinstance(found, ExecutionResult) else await found
    assert result.data and not result.errors
    return cut(json.loads(json.dumps(result.data)))


def cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: cut(one) for key, one in value.items()}
    return [cut(one) for one in value[:2]] if isinstance(value, list) else value


def is_same_beside(good: Any, found: Any, path: Place) -> bool:
    """Whether all is there that does not lead to the odd place."""
    if not path or found is None or good is None:
        return True
    key, *rest = path
    items = list if isinstance(good, list) else dict
    if not isinstance(found, items) or len(found) != len(good):
        return False
    beside: Any = found.copy()
    wanted: Any = good.copy()
    inner = beside.pop(key), wanted.pop(key)
    return beside == wanted and is_same_beside(inner[1], inner[0], tuple(rest))


def read(name: str, answer: Any) -> Any:
    """The answer as far as it can be read; None when it is refused as a whole."""
    try:
        return decode(json.dumps(answer).encode(), shape_of(name))
    except msgspec.DecodeError:
        return None


_SOME_OR_ALL = pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.long)])  # every eighth oddity


@_SOME_OR_ALL
@pytest.mark.parametrize("name", OPERATIONS)
async def test_an_odd_part_costs_itself_alone(name: str, step: int) -> None:
    """Each part is every `step`-th of the odd things, and the next part the next ones."""
    true = await told(name)
    good = msgspec.to_builtins(read(name, true))
    for turn, path in enumerate(paths(true)):
        for odd in ODD[turn % step :: step]:
            found = read(name, with_odd(true, path, odd))
            where = f"{name}: {path} is {str(odd)[:20]}"
            assert found or not any(isinstance(key, int) for key in path), f"one of several spoils all: {where}"
            assert is_same_beside(good, msgspec.to_builtins(found), path), f"something else is lost: {where}"


async def odd_answers(name: str, step: int) -> AsyncIterator[Any]:
    """All that can be read; each part is every `step`-th of the odd things."""
    true = await told(name)
    for turn, path in enumerate(paths(true)):
        for odd in ODD[turn % step :: step]:
            if found := read(name, with_odd(true, path, odd)):
                yield found


@_SOME_OR_ALL
async def test_what_is_left_can_be_kept_and_shown(tmp_path: Path, step: int) -> None:
    shown: dict[bytes, Title] = {}
    links = dict[bytes, Link]()
    async for answer in odd_answers("media", step):
        media, own = media_of(answer.media, START), answer.media.media_list_entry
        entry, details = entry_of(own, media.media_type) if own else None, details_of(answer.media)
        assert msgspec.json.decode(msgspec.json.encode(details), type=type(details)) == details
        title = Title(media, entry, answer.media.is_favourite, START, details=details)
        shown[msgspec.json.encode(title)] = title
        assert all(one.rating < 2**31 for one in recommendations_of(answer.media) or ())
        known = {one.id for one in related_media(answer.media)}
        assert {one.related_id for one in relations_of(answer.media).get(media.id, ())} == known
    async for answer in odd_answers("viewer", step):
        link = link_of(answer.viewer, discord_id=1, expires_at=START, now=START)
        links[msgspec.json.encode(link)] = link
        assert as_set(a_link(), answer.viewer).score_format in {a_link().score_format, SOLSTICE.score_format}
    catalogue = Catalogue()
    for title in shown.values():
        catalogue.put(title.media, is_public=True)
        holds(media_card(title, a_link(), now=START).to_components())
    async with Home(tmp_path).open() as store:
        await store.media.put([title.media for title in shown.values()])
        for link in links.values():
            await store.links.save(link, Secret("x"))
        await store.entries.merge(1, [title.entry for title in shown.values() if title.entry], START)
        told_of = [answer.page.media or () async for answer in odd_answers("airing", step)]
        standings = [status_of(title) for titles in told_of for title in titles if title]
        await store.airings.update([one.media_id for one in standings], standings, [], START)
        assert await store.entries.all(1, "ANIME") and await store.airings.between(0, 2**31)


async def test_an_oddity_that_must_not_be_taken_for_null() -> None:
    """`[]` is odd everywhere; a path of None is a part that is lost with it."""
    for name, path, lost in (
        ("changes", ("Page", "mediaList", 0, "progress"), ("Page", "mediaList", 0)),
        ("changes", ("Page", "mediaList", 0, "progressVolumes"), ("Page", "mediaList", 0)),
        ("changes", ("Page", "mediaList", 0, "repeat"), ("Page", "mediaList", 0)),
        ("changes", ("Page", "mediaList", 0, "media", "type"), ("Page", "mediaList", 0, "media")),
        ("search", ("Page", "media", 0, "mediaListEntry"), ("Page", "media", 0)),
        ("schedule", ("Page", "airingSchedules", 0, "media", "id"), ("Page", "airingSchedules", 0)),
        ("airing", ("Page", "media", 1, "nextAiringEpisode"), ("Page", "media", 1)),
        ("airing", ("Page", "media", 1, "airingSchedule", "nodes", 0, "episode"), ("Page", "media", 1)),
    ):
        true = await told(name)
        for odd in ([], GONE):
            found = msgspec.to_builtins(read(name, with_odd(true, path, odd)))
            assert found == msgspec.to_builtins(read(name, with_odd(true, lost, None))), path
            assert found != msgspec.to_builtins(read(name, true))


async def test_what_is_kept_to_oneself_stays_so_when_anilist_says_it_oddly() -> None:
    true = await told("media")
    for odd, is_so in ((GONE, True), ("maybe", True), (7, True), ([], True), (None, False), (0, False), ("1", True)):
        media = read("media", with_odd(true, ("Media", "isAdult"), odd)).media
        assert media_of(media, START).is_adult is is_so
        for name in ("private", "hiddenFromStatusLists"):
            entry = read("media", with_odd(true, ("Media", "mediaListEntry", name), odd)).media.media_list_entry
            kept = entry_of(entry, "ANIME")
            assert (kept.private if name == "private" else kept.hidden) is is_so


async def test_an_enum_that_is_odd_is_unknown_and_says_nothing() -> None:
    true = await told("media")
    for odd in ("NEW", 5, [], GONE):
        media = read("media", with_odd(true, ("Media", "status"), odd)).media
        assert media.status is MediaStatus.UNKNOWN and media_of(media, START).status is None
        entry = read("media", with_odd(true, ("Media", "mediaListEntry", "status"), odd)).media.media_list_entry
        assert entry_of(entry, "ANIME").status == "UNKNOWN"


async def test_settings_that_are_odd_stay_as_they_are_remembered() -> None:
    link, true = a_link(), await told("viewer")
    for path in paths(true):
        if path[:2] == ("Viewer", "mediaListOptions") or path[:2] == ("Viewer", "options"):
            for odd in (None, GONE, 10**400, {"id": None}):
                told_so = as_set(link, read("viewer", with_odd(true, path, odd)).viewer)
                assert told_so.score_format in {SOLSTICE.score_format, link.score_format}
                assert told_so.title_language in {SOLSTICE.title_language, link.title_language}


async def test_one_odd_part_of_scores_makes_all_their_places_unknown() -> None:
    animes = ("Viewer", "mediaListOptions", "animeList")
    true = with_odd(await told("viewer"), (*animes, "advancedScoringEnabled"), True)
    scoring = (*animes, "advancedScoring")
    for odd in (None, "", [], True):
        viewer = read("viewer", with_odd(true, scoring, ["Story", odd, "Art"])).viewer
        assert viewer.advanced_scoring("ANIME") is None
        assert as_set(a_link(), viewer).anime.advanced_scoring == a_link().anime.advanced_scoring


def test_json_scalars_are_read_whatever_they_are() -> None:
    for raw in (None, "0", "text", 5, 1e300, True, [], [None], {}, [[]], {"": 5}, [{"name": None, "enabled": True}]):
        assert advanced_scores(raw) == {} and custom_lists(raw) == ()
    scores = {
        "Story": 80,
        "Art": "7.5",
        "a": None,
        "b": [1],
        "c": {},
        "d": "x",
        "e": 101,
        "f": -1,
        "g": True,
        "h": 1e999,
    }
    assert advanced_scores(scores) == {"Story": 80, "Art": 7.5}
    lists = [{"name": "A", "enabled": True}, {"name": "B", "enabled": False}, {"name": "", "enabled": True}, "C", 7]
    assert custom_lists([*lists, {"name": "A", "enabled": True}, {"name": "D", "enabled": "x"}]) == ("A",)
    assert custom_lists({"A": True, "B": False, "C": None}) == ("A",)


async def test_an_answer_that_is_odd_all_over_is_refused_before_it_takes_long() -> None:
    true = await told("collection")
    group = true["MediaListCollection"]["lists"][0]
    (entry, *_) = group["entries"]
    for count, is_read in ((1_000, True), (3_000, False)):
        many = with_odd(true, ("MediaListCollection", "lists", 0, "entries"), [entry | {"score": "odd"}] * count)
        found = read("collection", many)
        assert (found is not None) is is_read
        assert not found or len(found.media_list_collection.lists[0].entries) == count


def test_every_number_and_text_has_bounds() -> None:
    unbounded = {where for name in OPERATIONS for where in without_bounds(inspect.type_info(shape_of(name)), name)}
    assert unbounded == set()


def without_bounds(shape: inspect.Type, where: str) -> Iterator[str]:
    match shape:
        case inspect.StructType():
            for field in shape.fields:
                yield from without_bounds(field.type, f"{shape.cls.__name__}.{field.name}")
        case inspect.UnionType():
            for one in shape.types:
                yield from without_bounds(one, where)
        case inspect.ListType():
            yield from without_bounds(shape.item_type, where)
        case inspect.IntType() | inspect.FloatType() if shape.ge is None or shape.le is None:
            yield where
        case inspect.StrType() if shape.max_length is None and shape.pattern is None:
            yield where
        case _:
            pass


@each(
    ("address", "is_good"),
    [
        ("https://anilist.co/anime/1", True),
        ("https://s4.anilist.co/file/bx1-CXtrrkMpJ8Zq.png?v=2&a=b#c", True),
        ("http://localhost:8081/anime/1", True),
        ("http://127.0.0.1:8081/cover/1.png", True),
        ("http://anilist.co/anime/1", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://x", False),
        ("https://a.example/b)[c](https://evil.example", False),
        ("https://a.example/<b>", False),
        ("https://a.example/b c", False),
        ("https://a.example/b\n", False),
        ("https://a.example@evil.example/", False),
        (f"https://a.example/{'x' * 494}", True),
        (f"https://a.example/{'x' * 495}", False),
    ],
)
async def test_addresses(address: str, is_good: bool) -> None:
    media = read("media", with_odd(await told("media"), ("Media", "siteUrl"), address)).media
    assert media.site_url == (address if is_good else None) and is_address(address) is is_good
