"""The tabs of a title's card: what each shows, to whom, and that it keeps its place."""

from typing import Any

import msgspec

from cards.card import Card
from cards.list_buttons import RefreshTitle
from cards.media import media_card
from cards.title.story import MORE_TO_FIND, NOTHING_RELATED, story
from cards.title.tabs import TABS, TabPlace, TurnTab, tab_of
from library.franchise.franchises import Franchise
from library.franchise.order import MAIN, FranchiseStep
from library.sync.library import Title
from library.titles.details import Ranking, StudioCredit, TitleDetails, TitleTag
from tests.kit.cards import holds
from tests.kit.cards import shown as words_of
from tests.kit.lists import DEATH_NOTE, HEROES, Club, is_alone, told
from tests.kit.shelf import an_entry
from tests.kit.title_views import a_view
from tests.kit.titles import a_title
from tests.kit.world import actions, says, words

HEROES_2 = 21856  # the sequel of HEROES
LONER = 20931  # related to nothing
TAGS = (TitleTag("Crime", 80), TitleTag("Tragedy", 99, is_spoiler=True), TitleTag("Smut", 90, is_adult=True))
DETAILS = TitleDetails(
    ended=20070627,
    tags=(*TAGS, *(TitleTag(f"*{number}*", number) for number in range(10))),
    studios=(StudioCredit(1, "MAD*HOUSE*", is_main=True), StudioCredit(2, "VAP")),
    rankings=(Ranking(5, "POPULAR"), Ranking(3, "RATED"), Ranking(1, "RATED", 2006), Ranking(1, "RATED", 2006, "FALL")),
)
TITLE = msgspec.structs.replace(a_title(romaji="Death Note"), source="MANGA", started=20061004)


def about(media: Any = TITLE, details: TitleDetails = DETAILS) -> str:
    card = media_card(Title(media, None, None, 0, details=details), None, now=0)
    holds(card.to_components())
    return words_of(card).replace("\u00a0", " ").replace("  ", " ")


async def reads(club: Club, name: str, media_id: int, **entry: Any) -> None:
    """The person has that entry at AniList, and Musubi has read it."""
    club.put(club.people[name], media_id, **entry)
    card = await club.run(name, "anime", title=f"id:{media_id}")
    await club.press(name, told(card), RefreshTitle)


def test_about_says_who_made_it_and_when() -> None:
    said = about()
    assert "-# MAD\\*HOUSE\\* · Based on a manga · 4 October 2006 to 27 June 2007" in said and "VAP" not in said
    assert "-# ★ #3 highest rated of all time · ❤️ #5 most popular of all time" in said
    of_a_year = TitleDetails(rankings=DETAILS.rankings[2:])
    assert "-# ★ #1 highest rated of 2006\n" in about(details=of_a_year) + "\n"
    running = msgspec.structs.replace(TITLE, status="RELEASING", started=20060000)
    assert "since 2006" in about(running, TitleDetails())
    assert "4 October 2006" in about(details=TitleDetails(ended=20061004)) and " to " not in about(running)
    coming = msgspec.structs.replace(TITLE, status="NOT_YET_RELEASED", started=20270400)
    assert "starts April 2027" in about(coming, TitleDetails())


def test_tags_that_spoil_are_behind_bars_and_adult_ones_on_adult_titles_alone() -> None:
    assert "-# Crime · \\*9\\* · \\*8\\* · \\*7\\* · \\*6\\* · \\*5\\* · ||Tragedy||" in about()
    assert "Smut" in about(msgspec.structs.replace(TITLE, is_adult=True))


def test_a_tab_of_another_release_is_the_first_one() -> None:
    assert [tab_of(value) for value in (*TABS, "music", "")] == [*TABS, "about", "about"]


def test_seasons_whose_long_names_differ_at_the_end_are_told_apart() -> None:
    name = "Shingeki no Kyojin: The Final Season - Kanketsu-hen "
    steps = [FranchiseStep(a_title(at, romaji=name + end), MAIN) for at, end in enumerate(["Zenpen", "Kouhen"], 2)]
    said = words_of(in_order(steps))
    assert "Zenpen" in said and "Kouhen" in said


def test_the_longest_names_fit_in_the_order() -> None:
    holds(in_order([FranchiseStep(a_title(at, romaji="*" * 200), MAIN) for at in range(2, 30)]).to_components())


def test_an_optional_title_that_is_next_says_so_while_others_may_come() -> None:
    special = FranchiseStep(a_title(2), "SIDE_STORY")
    said = words_of(in_order([special, FranchiseStep(TITLE, MAIN)])).replace("\u00a0", " ")
    assert said.count("Side story · optional") == 2, "on top, and in its line"


def test_a_film_that_is_next_has_no_number() -> None:
    steps = [FranchiseStep(a_title(2, episodes=1), MAIN), FranchiseStep(TITLE, MAIN)]
    franchise = Franchise(steps, {2: an_entry(2, status="CURRENT", progress=0)}, steps[0], is_whole=True)
    body = story(a_view(DETAILS, "story", media=TITLE), franchise, [])
    assert "Watched it" in str([part.to_component_dict() for part in body])


def in_order(steps: list[FranchiseStep]) -> Card:
    view = a_view(DETAILS, "story", media=msgspec.structs.replace(TITLE, romaji="*" * 200))
    body = story(view, Franchise(steps, {}, steps[0], is_whole=False), [])
    return media_card(view.shown, view.link, now=0, tab="story", body=body)


async def test_a_tab_keeps_its_place_and_says_my_status_on_related_titles(club: Club) -> None:
    await reads(club, "aoi", HEROES_2, status="CURRENT", progress=3)
    card = (await club.run("aoi", "anime", title=f"id:{HEROES}")).response
    offered, club_asked = actions(card), club.asked()
    await club.world.restart()
    assert club_asked
    await club.pick("aoi", card, "story", "musubi:tab")
    story = words(card).replace("\u00a0", " ").replace("  ", " ")
    assert "Continue with **Boku no Hero Academia 2**\n-# TV · 2017 · ▶️ Watching · 3 / 25" in story
    assert "**1 · Boku no Hero Academia** ✅\n-# TV · 2016 · this title\n**2 · Boku no Hero Academia 2**\n" in story
    assert "**5 · " in story and "**6 · " not in story and says(card, MORE_TO_FIND) and " seen" not in story
    assert offered <= actions(card) and club.asked() == ["Franchise"]
    await club.press("aoi", card, RefreshTitle, tab="story")
    assert "**7 · " in words(card) and club.asked() == ["Media", "Franchise"]
    await club.press("aoi", card, RefreshTitle, tab="story")
    assert "**Watch order** · 1 of 8 seen" in words(card).replace("\u00a0", " ") and not says(card, MORE_TO_FIND)
    assert club.asked() == ["Media", "Franchise"]
    await club.press("aoi", card, TurnTab, place=TabPlace(HEROES, "story", choice="related"))
    assert "-# Sequel · TV · 2017" in words(card).replace("\u00a0", " ") and club.asked() == []
    await club.pick("aoi", card, "about", f"musubi:tab:{HEROES}")
    assert "Watch order" not in words(card) and " · School" in words(card)


async def test_a_stranger_is_answered_alone_and_for_themselves(club: Club) -> None:
    card = (await club.run("aoi", "anime", title=f"id:{HEROES}")).response
    before = words(card)
    await reads(club, "ren", HEROES_2, status="DROPPED")
    answer = await club.pick("ren", card, "story", "musubi:tab")
    assert is_alone(answer) and "Dropped" in words(told(answer)) and words(card) == before


async def test_what_others_see_has_no_private_entry(club: Club) -> None:
    for name in ("aoi", "ren"):
        await reads(club, name, HEROES_2, status="PAUSED", private=name == "aoi", hidden_from_status_lists=True)
        card = (await club.run(name, "anime", title=f"id:{HEROES}")).response
        await club.pick(name, card, "story", "musubi:tab")
        assert "Boku no Hero Academia 2" in words(card) or "My Hero Academia" in words(card)
        assert "Paused" not in words(card)
        alone = await club.world.users[name].slash("anime", title=f"id:{HEROES}")
        await club.world.users[name].select(alone.response, ["story"], custom_id=f"musubi:tab:{HEROES}")
        assert "Paused" in words(alone.response)


async def test_a_title_without_relations_says_so(club: Club) -> None:
    card = await club.run("ren", "anime", title=f"id:{LONER}")
    await club.pick("ren", card.response, "story", "musubi:tab")
    assert says(card.response, NOTHING_RELATED) and len(TABS) > 1
    note = (await club.run("aoi", "anime", title=f"id:{DEATH_NOTE}")).response
    await club.pick("aoi", note, "story", "musubi:tab")
    assert "-# Source · Manga · 2003" in words(note).replace("\u00a0", " ")
