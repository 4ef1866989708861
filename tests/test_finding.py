"""From what a person types to a title: own ones, known ones, and AniList's, asked once."""

import asyncio
from itertools import pairwise, product
from typing import Any

import msgspec
import pytest

from anilist import RequestQueue, Scheduler, Unavailable, caused_by
from cards.card import bare
from demo import faults
from demo.anilist.media import all_media
from i18n import LANGUAGES, speaking, t
from library.errors import Ambiguous, NoTitle, WrongType
from library.finding import ranks, shared_search
from library.finding.finder import CHOICES, IS_ANIME, Finder
from library.opening import open_library
from library.titles.formats import FORMAT_NAMES
from library.titles.picking import Choice, picked
from store import Link, Media
from tests.kit.cases import each
from tests.kit.library import (
    BEBOP,
    JUNO,
    MANGA,
    MONSTER,
    REN,
    TSUMUGI,
    Pause,
    Shelves,
    until,
)
from tests.kit.titles import a_title

TIMEOUT = 60


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    for media_id in (BEBOP, MONSTER, MANGA):
        shelves.take_away(TSUMUGI, media_id)
    return shelves


async def no_pause(_seconds: float) -> None:
    """Whoever types is done at once."""


@pytest.fixture
async def link(shelves: Shelves) -> Link:
    """Somebody who watches Cowboy Bebop and has MONSTER, the anime, planned."""
    shelves.put(TSUMUGI, BEBOP, status="CURRENT")
    shelves.put(TSUMUGI, MONSTER, status="PLANNING")
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()
    shelves.parts.finder._pauses.sleep = no_pause
    return link


def ids(choices: list[Choice]) -> list[int | None]:
    return [picked(choice.value) for choice in choices]


async def publicly(shelves: Shelves, media_id: int) -> None:
    """As if a season or a day had told of the title."""
    title = await shelves.parts.library.fetch_title(None, media_id)
    await shelves.parts.titles.store([title.media], is_public=True)


def media_called(romaji: str) -> int:
    return next(media_id for media_id, node in all_media().items() if node["title"]["romaji"] == romaji)


async def test_what_was_picked_is_meant(shelves: Shelves, link: Link) -> None:
    assert await shelves.parts.finder.find(link, "id:129951", None) == 129951
    assert await shelves.parts.finder.find(None, f"id:{BEBOP} ", "ANIME") == BEBOP
    assert shelves.asked() == []


@each(
    "text",
    [
        *("https://anilist.co/anime/1/Cowboy-Bebop/", "http://www.anilist.co/anime/1", "anilist.co/anime/1/x?a=b#c"),
        *("<https://anilist.co/anime/1/Cowboy-Bebop>", " HTTPS://AniList.co/anime/1/Cowboy%20Bebop "),
        *("https://anilist.co/anime/1#top", "https://anilist.co/anime/1?tab=x"),
        *("https://myanimelist.net/anime/1/Cowboy_Bebop", "myanimelist.net/anime/1?q=x"),
    ],
)
async def test_a_link_is_a_title(shelves: Shelves, link: Link, text: str) -> None:
    for media_type in (None, "ANIME"):
        assert await shelves.parts.finder.find(link, text, media_type) == BEBOP
    with pytest.raises(WrongType, match=IS_ANIME.rpartition("”")[2]):
        await shelves.parts.finder.find(link, text, "MANGA")


async def test_a_link_asks_once_and_while_it_is_typed_nothing(shelves: Shelves, link: Link) -> None:
    finder, page = shelves.parts.finder, f"https://anilist.co/manga/{MANGA}/Monster/"
    assert await finder.suggest_widely(link, page, None, seconds=TIMEOUT) == []
    assert shelves.asked() == []
    assert await finder.find(link, page, "MANGA") == MANGA and shelves.asked() == ["Media"]
    assert await finder.suggest(link, page, None) == [], "that a title is known may be somebody's secret"
    await shelves.parts.titles.publish(MANGA)
    offered = await finder.suggest_widely(link, page, None, seconds=TIMEOUT)
    assert ids(offered) == [MANGA] and offered[0].label.startswith("MONSTER · Manga")
    assert await finder.find(link, page, None) == MANGA and shelves.asked() == []
    adult = next(node["id"] for node in all_media().values() if node["isAdult"])
    await shelves.parts.library.fetch_title(None, adult)
    assert await finder.suggest(link, f"anilist.co/anime/{adult}", None) == []


async def test_a_bare_number_is_a_name_first_and_an_id_where_nothing_is_called_so(shelves: Shelves, link: Link) -> None:
    finder = shelves.parts.finder
    await shelves.parts.library.fetch_title(None, 20)
    await shelves.parts.titles.publish(20)
    await shelves.parts.titles.store(
        [a_title(800_001, romaji="1917"), a_title(800_003, romaji="91 Days"), a_title(1917, romaji="Somewhere else")],
        is_public=True,
    )
    shelves.asked()
    assert await finder.find(link, "1917", "ANIME") == 800_001
    assert await finder.find(link, "91", "ANIME") == 800_003
    assert shelves.asked() == []
    assert await finder.find(link, "129951", None) == 129951 and shelves.asked() == [], "no name is as long"
    assert await finder.find(link, "\uff12\uff10", None) == 20 and shelves.asked() == ["Search"]
    await shelves.parts.titles.store(
        [a_title(800_005, romaji="20 Seiki"), a_title(800_007, romaji="Apollo 20")], is_public=True
    )
    with pytest.raises(Ambiguous) as caught:
        await finder.find(link, "20", "ANIME")
    assert {20, 800_005, 800_007} == {media.id for media in caught.value.choices}
    assert ids(await finder.suggest(link, "9253", None)) == []
    assert ids(await finder.suggest(link, "20", None))[-1] == 20
    with pytest.raises(Ambiguous):
        await finder.find_name(link, "1", None)
    own = max(await finder._ranks(link, None))
    assert await finder.find(link, str(own), None, own_only=True) == own


@each("text", ["id:", "id:-1", "id:x", "id:²", "id:" + "9" * 12, "", "id:1 and more", "1 id:1"])
def test_what_only_looks_picked_was_typed(text: str) -> None:
    assert picked(text) is None


async def test_every_label_leads_back_to_its_title_alone(shelves: Shelves, link: Link) -> None:
    """Discord's clients send a label in place of its value at times, with a space behind it."""
    long, finder = "Tensei shitara " * 8, shelves.parts.finder
    odd = [
        *(a_title(900_000 + number, romaji=f"{long}{number}") for number in range(3)),
        *(a_title(900_100 + number, romaji="Twins", media_type="MANGA") for number in range(3)),
        *(a_title(900_200 + number, romaji=name) for number, name in enumerate(("★", "!!", "\u3164"))),
        a_title(900_300, romaji="@everyone \u202eesrever\u202c <@1> **bold**\r\n\u200bhidden\x00"),
        a_title(900_301, romaji="Twins · TV 2013", english="And so on…", native="はん" * 49 + "は\u3099" * 9),
        a_title(900_302),
    ]
    titles = [*map(recorded, all_media().values()), *odd]
    await shelves.parts.titles.store(titles)
    for language in ("ROMAJI", "ENGLISH", "NATIVE"):
        person = msgspec.structs.replace(link, title_language=language)
        offered = await finder._labels.choices(titles, language, ())
        for title, choice in zip(titles, offered, strict=True):
            assert choice.label and choice.label == bare(choice.label, 100), "as clean as a name on a card"
            assert await finder.find(person, f"{choice.label} ", title.media_type) == title.id, choice.label
            assert await finder.find(None, choice.label, None) == title.id or language != "ROMAJI"
    assert shelves.asked() == []


def recorded(node: dict[str, Any]) -> Media:
    made = a_title(node["id"], media_type=node["type"], synonyms=tuple(node["synonyms"]), **node["title"])
    return msgspec.structs.replace(made, format=node["format"], season_year=node["seasonYear"])


async def test_a_label_of_the_other_type_is_told_and_one_that_is_not_known_is_a_name(
    shelves: Shelves, link: Link
) -> None:
    finder = shelves.parts.finder
    await shelves.parts.library.fetch_title(None, MANGA)
    (label,) = {one.label for one in await finder.suggest(link, "monster", "ANIME") if picked(one.value) == MONSTER}
    assert ids(await finder.suggest(link, label, None)) == [MONSTER], "clients ask again for what they show"
    shelves.asked()
    with pytest.raises(WrongType):
        await finder.find(link, label, "MANGA")
    assert shelves.asked() == []
    assert await finder.find(None, "Shingeki no Kyojin · TV 2009", "ANIME") == media_called("Shingeki no Kyojin")
    assert shelves.asked() == ["Search"]
    assert await finder.recognise(None, "Monster · TV") is None


@pytest.mark.parametrize("text", ["Cowboy Bebop", "cowboy  BEBOP", "カウボーイビバップ"])
async def test_a_known_name_is_found_without_asking(shelves: Shelves, link: Link, text: str) -> None:
    assert await shelves.parts.finder.find(link, text, "ANIME") == BEBOP
    assert await shelves.parts.finder.find(link, text, None) == BEBOP
    assert shelves.asked() == []


async def test_a_typo_is_understood_after_asking_once(shelves: Shelves, link: Link) -> None:
    for _ in range(2):
        assert await shelves.parts.finder.find(link, "cowboi bebop", "ANIME") == BEBOP
    assert shelves.asked() == ["Search"]


async def test_two_that_are_called_the_same_are_a_question(shelves: Shelves, link: Link) -> None:
    await publicly(shelves, MANGA)
    with pytest.raises(Ambiguous) as caught:
        await shelves.parts.finder.find(link, "monster", None)
    assert {MONSTER, MANGA} <= {media.id for media in caught.value.choices}
    assert await shelves.parts.finder.find(link, "monster", "ANIME") == MONSTER
    assert await shelves.parts.finder.find(link, "monster", "MANGA") == MANGA


async def test_what_is_only_alike_is_not_offered_beside_what_fits(shelves: Shelves, link: Link) -> None:
    await shelves.parts.titles.store([a_title(9, romaji="Boku wa Hero")], is_public=True)
    with pytest.raises(Ambiguous) as caught:
        await shelves.parts.finder.find(link, "boku no hero", "ANIME")
    names = [media.romaji or "" for media in caught.value.choices]
    assert len(names) > 1 and all(name.startswith("Boku no Hero") for name in names)


async def test_a_weak_hit_is_asked_about_and_said_to_be_one(shelves: Shelves, link: Link) -> None:
    for own_only in (True, False):
        with pytest.raises(Ambiguous) as caught:
            await shelves.parts.finder.find(link, "cowbop", "ANIME", own_only=own_only)
        assert caught.value.is_weak and caught.value.typed == "cowbop" and caught.value.choices[0].id == BEBOP
    with pytest.raises(Ambiguous) as caught:
        await shelves.parts.finder.find(link, "boku no hero", "ANIME")
    assert not caught.value.is_weak


async def test_the_beginning_of_a_single_title_is_enough(shelves: Shelves) -> None:
    assert await shelves.parts.finder.find(None, "cowboy bebop", "ANIME") == BEBOP
    assert shelves.asked() == ["Search"]
    assert await shelves.parts.finder.find(None, "Cowboy Bebop", "ANIME") == BEBOP
    assert shelves.asked() == []


@pytest.mark.parametrize("text", ["qqqq xxxx", "   ", "\u200b"])
async def test_nothing_of_that_name(shelves: Shelves, text: str) -> None:
    with pytest.raises(NoTitle) as caught:
        await shelves.parts.finder.find(None, text, "MANGA")
    assert (caught.value.typed, caught.value.media_type, caught.value.own_only) == (
        text.strip(" \u200b"),
        "MANGA",
        False,
    )


async def test_blank_text_asks_nothing(shelves: Shelves, link: Link) -> None:
    with pytest.raises(Ambiguous):
        await shelves.parts.finder.find(link, "  ", None)
    await shelves.parts.finder.suggest_widely(link, "    ", None, seconds=TIMEOUT)
    assert shelves.asked() == []


async def test_own_only_finds_nothing_else(shelves: Shelves, link: Link) -> None:
    await shelves.parts.library.fetch_title(None, MANGA)
    shelves.asked()
    assert await shelves.parts.finder.find(link, "monster", None, own_only=True) == MONSTER
    with pytest.raises(NoTitle):
        await shelves.parts.finder.find(link, "NARUTO", None, own_only=True)
    assert ids(await shelves.parts.finder.suggest(link, "monst", None, own_only=True))[0] == MONSTER
    assert shelves.asked() == []


async def test_own_titles_come_first_and_what_is_watched_before_the_rest(shelves: Shelves, link: Link) -> None:
    shelves.clock.advance(60)
    shelves.put(TSUMUGI, MANGA, status="CURRENT")
    await shelves.parts.list_sync.sync_now(link)
    shelves.asked()
    assert ids(await shelves.parts.finder.suggest(link, "", None))[0] == MANGA
    first = ids(await shelves.parts.finder.suggest(link, "", "ANIME"))
    assert first.index(BEBOP) < first.index(MONSTER)
    assert ids(await shelves.parts.finder.suggest(link, "monst", None))[:2] == [MANGA, MONSTER]
    assert shelves.asked() == []


async def test_labels_are_in_the_persons_language_and_never_too_long(shelves: Shelves, link: Link) -> None:
    name = media_called("Shingeki no Kyojin")
    await publicly(shelves, name)
    found = {choice.value: choice.label for choice in await shelves.parts.finder.suggest(link, "shingeki", "ANIME")}
    assert found[f"id:{name}"] == "Shingeki no Kyojin · TV 2013"
    english = msgspec.structs.replace(link, title_language="ENGLISH")
    found = {choice.value: choice.label for choice in await shelves.parts.finder.suggest(english, "shingeki", "ANIME")}
    assert found[f"id:{name}"] == "Attack on Titan · TV 2013"
    long = (await shelves.parts.library.cached_media([BEBOP]))[BEBOP]
    await shelves.parts.titles.store([msgspec.structs.replace(long, romaji="x" * 200)], is_public=True)
    (choice,) = [one for one in await shelves.parts.finder.suggest(link, "", None) if picked(one.value) == BEBOP]
    assert len(choice.label) == 100 and choice.label.endswith("x… · TV 1998")


async def test_labels_are_in_the_readers_language_and_taken_in_each(shelves: Shelves, link: Link) -> None:
    """The answer may be in the server's language, while the label that was picked is in the person's."""
    wanted = {node["format"]: recorded(node) for node in all_media().values() if node["format"] in FORMAT_NAMES}
    assert {"MOVIE", "SPECIAL", "MANGA"} <= wanted.keys()
    await shelves.parts.titles.store([*wanted.values()], is_public=True)
    for language, (kind, media) in product(LANGUAGES.values(), wanted.items()):
        with speaking(language):
            (choice,) = await shelves.parts.finder._labels.choices([media], "ROMAJI", ())
            assert f" · {t(FORMAT_NAMES[kind])}" in choice.label
        assert await shelves.parts.finder.find(link, f"{choice.label} ", None) == media.id


async def test_adult_titles_are_offered_to_those_who_want_them(shelves: Shelves, link: Link) -> None:
    adult = next(node for node in all_media().values() if node["isAdult"] and node["title"]["romaji"])
    await publicly(shelves, adult["id"])
    name, finder = adult["title"]["romaji"], shelves.parts.finder
    grown = msgspec.structs.replace(link, adult=True)
    assert adult["id"] in ids(await finder.suggest(grown, name, None, takes_adult=True))
    assert adult["id"] in ids(await finder.suggest_widely(grown, name, None, seconds=TIMEOUT, takes_adult=True))
    for person, takes_adult in ((grown, False), (link, True), (None, True)):
        assert adult["id"] not in ids(await finder.suggest(person, name, None, takes_adult=takes_adult))
    assert await finder.find(link, name, None) == adult["id"]


async def test_anilist_is_asked_once_for_all_who_type_the_same(shelves: Shelves, link: Link) -> None:
    other, finder = await shelves.link(REN, JUNO), shelves.parts.finder
    await asyncio.gather(
        finder.suggest_widely(link, "naruto", "ANIME", seconds=TIMEOUT),
        finder.suggest_widely(other, " Naruto ", "ANIME", seconds=TIMEOUT),
        finder.find(None, "NARUTO", "ANIME"),
    )
    assert shelves.asked() == ["Search"]
    shelves.clock.advance(599)
    assert 20 in ids(await finder.suggest_widely(None, "naruto", "ANIME", seconds=TIMEOUT))
    assert shelves.asked() == []
    shelves.clock.advance(1)
    await finder.suggest_widely(link, "naruto", "ANIME", seconds=TIMEOUT)
    await finder.suggest_widely(link, "naruto", "MANGA", seconds=TIMEOUT)
    assert shelves.asked() == ["Search", "Search"]


async def test_nothing_is_asked_for_what_is_known_well_enough(shelves: Shelves, link: Link) -> None:
    finder = shelves.parts.finder
    known = (await shelves.parts.library.cached_media([BEBOP]))[BEBOP]
    more = [msgspec.structs.replace(known, id=800_000 + number, romaji=f"Bebop part {number}") for number in range(5)]
    await shelves.parts.titles.store(more, is_public=True)
    assert len(await finder.suggest_widely(link, "bebop pa", "ANIME", seconds=TIMEOUT)) >= 5
    assert len(await finder.suggest_widely(link, "na", None, seconds=TIMEOUT)) <= 25
    assert shelves.asked() == []


@pytest.mark.parametrize("fault", [faults.status(500), faults.reset_after, faults.too_many_requests(), faults.html()])
async def test_failures_are_not_kept_as_answers(shelves: Shelves, link: Link, fault: faults.Fault) -> None:
    shelves.stand_in.faults.arm(fault)
    assert ids(await shelves.parts.finder.suggest_widely(link, "naruto", None, seconds=TIMEOUT)) is not None
    assert shelves.asked() == ["Search"]
    shelves.clock.advance(120)
    assert 20 in ids(await shelves.parts.finder.suggest_widely(link, "naruto", None, seconds=TIMEOUT))
    assert shelves.asked() == ["Search"]


async def test_free_text_says_when_anilist_is_down(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.faults.arm(faults.status(500))
    with pytest.raises(Unavailable):
        await shelves.parts.finder.find(link, "naruto", None)
    shelves.stand_in.faults.share(faults.status(500), 1)
    assert await shelves.parts.finder.find(link, "Cowboy Bebop", None) == BEBOP


async def test_a_known_title_is_found_while_anilist_is_down(shelves: Shelves, link: Link) -> None:
    """Nobody needs AniList's own search for what is on their list; what fits several is asked as ever."""
    finder = shelves.parts.finder
    await shelves.parts.titles.store([a_title(800_001, romaji="Bebop, the other one")], is_public=True)
    shelves.stand_in.faults.share(faults.status(500), 1)
    assert await finder.find(link, "cowboy beb", "ANIME") == BEBOP
    with pytest.raises(Ambiguous) as caught:
        await finder.find(link, "bebop", "ANIME")
    assert {media.id for media in caught.value.choices} == {BEBOP, 800_001}
    for text in ("naruto", "qqqq xxxx"):
        with pytest.raises(Unavailable):
            await finder.find(link, text, "ANIME")


@pytest.mark.parametrize("text", ["🔥🔥", "!!!", "。、"])
async def test_what_has_no_letters_names_no_title(shelves: Shelves, link: Link, text: str) -> None:
    """The suggestions before the first letter are not titles of that name."""
    for own_only in (False, True):
        with pytest.raises(NoTitle):
            await shelves.parts.finder.find(link, text, None, own_only=own_only)


async def test_who_sends_a_command_does_not_wait_behind_suggestions(shelves: Shelves, link: Link) -> None:
    """A search that a suggestion has begun waits after all people; once somebody waits for it, it is theirs."""
    finder, pause, now = shelves.parts.finder, Pause(), 0.0
    scheduler = shelves.anilist._scheduler = Scheduler(RequestQueue(monotonic=lambda: now, sleep=pause))
    scheduler.learn({"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "9"})
    now = 56.0
    typing = asyncio.create_task(finder.suggest_widely(link, "naruto", "ANIME", seconds=TIMEOUT))
    await until(lambda: pause.begun == 1)
    assert shelves.asked() == []
    async with asyncio.timeout(60):
        await finder.find(link, "naruto", "ANIME")
        await typing
    assert shelves.asked() == ["Search"]


async def test_nobody_waits_at_the_place_of_somebody_who_has_used_more(shelves: Shelves) -> None:
    """Two ask for the same; it goes out for whoever is sooner, and both are answered."""
    finder, pause, now = shelves.parts.finder, Pause(), 0.0
    scheduler = shelves.anilist._scheduler = Scheduler(RequestQueue(gap=0, monotonic=lambda: now, sleep=pause))
    for person in (REN + 1, *[REN] * 5):
        with caused_by(person):
            await shelves.anilist.ping()
    scheduler.learn({"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "6"})
    now = 50.0
    with caused_by(REN):
        first = asyncio.create_task(finder.find(None, "naruto", "ANIME"))
        await until(lambda: pause.begun == 1)
    shelves.stand_in.requests.clear()
    async with asyncio.timeout(60):
        with caused_by(REN + 1):
            assert await finder.find(None, "naruto", "ANIME") == await first
    assert shelves.asked() == ["Search"]


async def test_somebody_elses_dead_token_is_nobodys_trouble(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.faults.arm(faults.invalid_token())
    finder = shelves.parts.finder
    finding = asyncio.create_task(finder.find(link, "bleach", "ANIME"))
    await until(lambda: bool(finder._shared._searches))
    await asyncio.gather(finding, finder.find(None, "bleach", "ANIME"))
    assert shelves.asked() == ["Search", "Search"]
    dead = await shelves.relinked(link)
    assert dead.rejected_at
    await finder.suggest_widely(dead, "claymore", "ANIME", seconds=TIMEOUT)
    assert shelves.asked() == ["Search"]


async def test_nobody_waits_longer_than_their_patience(shelves: Shelves, link: Link) -> None:
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    shown = await shelves.parts.finder.suggest_widely(link, "naruto", None, seconds=0.3)
    assert 20 not in ids(shown)
    await hang.reached.wait()
    hang.release()
    assert 20 in ids(await shelves.parts.finder.suggest_widely(link, "naruto", None, seconds=TIMEOUT))
    assert shelves.asked() == ["Search"], "the late answer is used all the same"


async def test_what_is_typed_on_is_not_asked_for(shelves: Shelves, link: Link) -> None:
    finder, pause = shelves.parts.finder, Pause()
    finder._pauses.sleep = pause
    typing: list[asyncio.Task[list[Choice]]] = []
    for number, text in enumerate(("n", "na", "nar", "naru", "narut", "naruto")):
        typing.append(asyncio.create_task(finder.suggest_widely(link, text, None, seconds=TIMEOUT)))
        await until(lambda: pause.begun == max(0, number - 1))  # noqa: B023  (awaited at once)
    pause.end()
    shown = await asyncio.gather(*typing)
    assert shelves.asked() == ["Search"]
    assert 20 in ids(shown[-1])
    assert finder._pauses.typing == {}


async def test_people_who_type_at_the_same_time_each_get_an_answer(shelves: Shelves, link: Link) -> None:
    other, finder, pause = await shelves.link(REN, JUNO), shelves.parts.finder, Pause()
    finder._pauses.sleep = pause
    typing = [
        asyncio.create_task(finder.suggest_widely(who, text, None, seconds=TIMEOUT))
        for who, text in ((link, "naruto"), (other, "bleach"), (None, "claymore"))
    ]
    await until(lambda: pause.begun == 3)
    pause.end()
    await asyncio.gather(*typing)
    assert shelves.asked() == ["Search"] * 3


async def test_an_answer_that_is_there_needs_no_pause(shelves: Shelves, link: Link) -> None:
    finder, pause = shelves.parts.finder, Pause()
    await finder.suggest_widely(link, "naruto", None, seconds=TIMEOUT)
    finder._pauses.sleep = pause
    await finder.suggest_widely(link, "naruto", None, seconds=TIMEOUT)
    assert pause.begun == 0


async def test_typing_that_is_given_up_leaves_nothing(shelves: Shelves, link: Link) -> None:
    finder, pause = shelves.parts.finder, Pause()
    finder._pauses.sleep = pause
    typing = asyncio.create_task(finder.suggest_widely(link, "naruto", None, seconds=TIMEOUT))
    await until(lambda: pause.begun == 1)
    typing.cancel()
    await asyncio.gather(typing, return_exceptions=True)
    assert finder._pauses.typing == {} and shelves.asked() == []


async def test_what_anilist_finds_by_other_means_is_offered(
    shelves: Shelves, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AniList finds titles by names that it does not tell."""
    monkeypatch.setitem(all_media()[20], "synonyms", ["zqzq"])
    assert await shelves.parts.finder.find(link, "zqzq", "ANIME") == 20
    media = (await shelves.parts.library.cached_media([20]))[20]
    await shelves.parts.titles.store([msgspec.structs.replace(media, synonyms=())], is_public=True)
    with pytest.raises(Ambiguous) as caught:
        await shelves.parts.finder.find(link, "zqzq", "ANIME")
    assert [media.id for media in caught.value.choices] == [20]
    assert shelves.asked() == ["Search"]


async def test_closing_ends_what_is_being_asked(shelves: Shelves, link: Link) -> None:
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    async with open_library(shelves.anilist, shelves.store, shelves.clock) as parts:
        await parts.title_loading.wait()
        finder: Finder = parts.finder
        finder._pauses.sleep = no_pause
        await finder.suggest_widely(link, "naruto", None, seconds=0.3)
        await hang.reached.wait()
    assert finder._shared._searches == {}
    hang.release()


async def test_titles_are_findable_after_a_restart(shelves: Shelves, link: Link) -> None:
    await shelves.restart()
    assert await shelves.parts.finder.find(None, "Cowboy Bebop", None) == BEBOP
    assert ids(await shelves.parts.finder.suggest(link, "cowb", None)) == [BEBOP]
    assert shelves.asked() == []


def _a_custom_list() -> tuple[str, ...]:
    """Or AniList would leave a hidden entry out."""
    return (TSUMUGI.options["ANIME"].custom_lists or ())[:1]


class TestTitlesThatSomebodyKeepsToThemselves:
    """Bebop is on Tsumugi's list alone, and not for others to see."""

    async def offered(self, shelves: Shelves, link: Link | None, media_id: int = BEBOP) -> set[bool]:
        """Whether the title is offered, however it is typed and picked out; and whether it is known by its name."""
        finder, found = shelves.parts.finder, set[bool]()
        for typed in ("", "cowb", "cowboy bebop", "cowboi bebpo", "カウボーイ"):
            for kind in (None, "ANIME"):
                found.add(media_id in ids(await finder.suggest(link, typed, kind, takes_adult=True)))
        return found

    @pytest.mark.parametrize("how", ["private", "hidden_from_status_lists"])
    async def test_are_offered_to_them_alone(self, shelves: Shelves, how: str) -> None:
        shelves.put(TSUMUGI, BEBOP, status="CURRENT", **{how: True, "custom_lists": _a_custom_list()})
        link, other = await shelves.link(), await shelves.link(REN, JUNO)
        for _ in range(2):
            await shelves.read(link)
            assert await self.offered(shelves, link) == {True}
            assert await self.offered(shelves, other) == await self.offered(shelves, None) == {False}
            await shelves.restart()
        assert await self.offered(shelves, link) == {True}
        assert await self.offered(shelves, other) == {False}
        await shelves.store.links.delete(link.discord_id)
        assert await self.offered(shelves, None) == {False}

    async def test_stay_so_whatever_their_owner_does_with_them(self, shelves: Shelves) -> None:
        shelves.put(TSUMUGI, BEBOP, status="CURRENT", private=True)
        link, finder = await shelves.link(), shelves.parts.finder
        finder._pauses.sleep = no_pause
        await shelves.read(link)
        await shelves.parts.library.card_title(link, BEBOP, max_age=0)
        await finder.suggest_widely(link, "cowboy", None, seconds=TIMEOUT)
        assert await finder.find(link, "cowboy bebop", "ANIME") == BEBOP
        assert await finder.by_mal(link, 1, "ANIME") == BEBOP
        assert await self.offered(shelves, None) == {False}

    async def test_are_found_by_others_only_as_anilist_finds_them(self, shelves: Shelves) -> None:
        shelves.put(TSUMUGI, BEBOP, status="CURRENT", private=True)
        link, finder = await shelves.link(), shelves.parts.finder
        finder._pauses.sleep = no_pause
        await shelves.read(link)
        await finder.suggest_widely(link, "cowboy bebop", None, seconds=TIMEOUT)
        shelves.asked()
        assert BEBOP in ids(await finder.suggest_widely(None, "cowboy bebop", None, seconds=TIMEOUT))
        assert await finder.find(None, "cowboy bebop", None) == BEBOP
        assert shelves.asked() == [], "who types the same is answered the same"
        assert await finder.find(None, "cowboy bebop", "ANIME") == BEBOP
        assert shelves.asked() == ["Search"]
        assert BEBOP in ids(await finder.suggest(None, "cowb", None)), "it was found by somebody who does not hide it"

    async def test_are_public_once_others_may_see_them(self, shelves: Shelves) -> None:
        shelves.put(TSUMUGI, BEBOP, status="CURRENT", private=True)
        link = await shelves.link()
        await shelves.read(link)
        entry = (await shelves.all(link))[BEBOP]
        shown = msgspec.structs.replace(entry, private=False)
        await shelves.parts.library.store_entry(link, BEBOP, shown, shelves.clock())
        await shelves.parts.library.store_entry(link, BEBOP, entry, shelves.clock())
        for _ in range(2):
            assert BEBOP in ids(await shelves.parts.finder.suggest(None, "cowb", None)), "it has been seen"
            await shelves.restart()


async def test_of_many_that_are_asked_by_myanimelists_number_the_memory_stays_small(
    shelves: Shelves, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_search, "_MOST_BY_MAL", 1)
    for mal_id in (1, 20, 20, 1):
        await shelves.parts.finder.by_mal(link, mal_id, "ANIME")
    assert shelves.asked() == ["ByMal"] * 3


async def test_the_ranks_of_those_who_typed_last_are_kept(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "_MOST", 2)
    known = ranks.Ranks(shelves.store.entries)
    first = await known.of(1, None)
    await known.of(2, None)
    assert await known.of(1, None) is first
    await known.of(3, None)
    assert await known.of(1, None) is first, "only the second person has to make room"
    await known.of(2, None)
    await known.of(3, None)
    assert await known.of(1, None) is not first


async def test_own_titles_are_found_before_all_titles_are_indexed(shelves: Shelves, link: Link) -> None:
    many = [a_title(number, romaji=f"Cowboy {number}", popularity=10**6) for number in range(10_000, 13_000)]
    await shelves.store.media.put(many, is_public=True)
    async with open_library(shelves.anilist, shelves.store, shelves.clock) as parts:
        offered = ids(await parts.finder.suggest(link, "cowboy", None))
        assert not parts.title_loading.is_done
        assert offered[0] == BEBOP
        index = parts.titles._catalogue.public
        counts = [len(index)]
        while not parts.title_loading.is_done:
            await asyncio.sleep(0)
            counts.append(len(index))
        assert len(index) > 3000
        assert max(after - before for before, after in pairwise(counts)) <= 10, "others get their turns"
        assert len(await parts.finder.suggest(link, "cowboy", None)) == CHOICES


async def test_of_a_name_that_many_share_labels_with_an_id_alone_lead_to_a_title(shelves: Shelves, link: Link) -> None:
    many = [a_title(number, romaji="Same Name") for number in range(10_000, 10_030)]
    few = [a_title(20_000, romaji="Same Name", media_type="MANGA", popularity=9)]
    await shelves.parts.titles.store([*many, *few], is_public=True)
    finder = shelves.parts.finder
    offered = await finder.suggest(link, "same name", None)
    assert len(offered) == CHOICES
    for choice in offered:
        assert await finder.recognise(link, choice.label) == picked(choice.value)
    assert [picked(choice.label) for choice in offered if picked(choice.value) == 20_000] == [None]
    assert await finder.recognise(link, "Same Name · Anime") is None
