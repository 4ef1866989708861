"""/studio: a studio's card, its titles with the viewer's status, and what presses on it do."""

from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cards.cast import PickStudio
from cards.favourites import FAVOURITE
from cards.list_buttons import PickTitle, TurnFavourite
from cards.list_errors import NO_NAME_OF
from cards.media import NOT_ANSWERING
from cards.studio import (
    ANIMATION,
    PRODUCER,
    RefreshStudio,
    ShowStudio,
    ShowStudioWorks,
    StudioPlace,
    studio_card,
    works_picked,
)
from cards.subjects import several_subjects, subject_picked
from cards.toggles import UndoToggle
from chat.client import Musubi
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.media import all_media, fuzzy_number
from demo.anilist.studios import studios
from library.cast.roles import TitleRoles
from library.cast.studios import StudioFacts, StudioView, StudioWork
from store import Link, Media, NamedFavourite, Subject
from tests.kit.any_card import media, people
from tests.kit.any_card import words as any_words
from tests.kit.cards import holds
from tests.kit.home import START
from tests.kit.lists import Club, is_alone, told
from tests.kit.world import actions, says, words

IDS = {one.name: one.id for one in studios().all.values()}
MADHOUSE, SUNRISE, ANIPLEX = IDS["MADHOUSE"], IDS["Sunrise"], IDS["Aniplex"]


def titles(message: Any) -> list[str]:
    return [line.strip("*") for line in words(message).splitlines() if line.startswith("**")]


def below(message: Any, title: str) -> str:
    """The small print below a title."""
    lines = words(message).splitlines()
    return lines[lines.index(f"**{title}**") + 1]


async def test_titles_pages_and_orders(club: Club) -> None:
    card = (await club.run("aoi", "studio", name="madhouse")).response
    assert club.asked()[-2:] == ["StudioSearch", "Studio"] and says(card, ANIMATION)
    assert f"### [MADHOUSE](https://anilist.co/studio/{MADHOUSE})" in words(card)
    assert actions(card) == {ShowStudio, TurnFavourite, RefreshStudio, ShowStudioWorks, PickTitle}
    assert below(card, "DEATH NOTE") == "-# TV · 2006 · ▶️ Watching" and len(titles(card)) == 10
    await club.press("aoi", card, ShowStudio, way="forth")
    assert titles(card)[:2] == ["Sora yori mo Tooi Basho", "CLAYMORE"] and club.asked() == []
    await club.pick("aoi", card, "main:newest", "musubi:studio:works")
    newest = max((all_media()[one.media_id] for one in studios().works[MADHOUSE]), key=_date)
    assert titles(card)[0] == newest["title"]["romaji"] and club.asked() == ["Studio"]
    picked = await club.pick("ren", card, newest["id"], "musubi:open")
    assert is_alone(picked) and newest["title"]["english"] in words(told(picked))
    club.asked()
    link = f"https://anilist.co/studio/{MADHOUSE}/Madhouse/"
    again = await club.run("ren", "studio", name=link)
    assert below(again.response, "Death Note") == "-# TV · 2006 · ▶️ Watching" and club.asked() == []


def _date(node: Any) -> int:
    return fuzzy_number(node["startDate"]) or 0


async def test_a_private_entry_is_seen_by_its_owner_alone(club: Club) -> None:
    public = await club.run("aoi", "studio", name=f"id:{SUNRISE}")
    assert below(public.response, "Cowboy Bebop") == "-# TV · 1998"
    pressed = await club.press("ren", public.response, RefreshStudio)
    assert is_alone(pressed) and below(told(pressed), "Cowboy Bebop") == "-# TV · 1998"
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "studio", name=f"id:{SUNRISE}")
    assert below(alone.response, "Cowboy Bebop") == "-# TV · 1998 · ▶️ Watching"


async def test_favourite_for_whoever_presses(club: Club) -> None:
    liked = club.stand_in.world.named_favourites
    card = (await club.run("aoi", "studio", name="aniplex")).response
    assert says(card, PRODUCER) and ANIMATION not in words(card) and words(card).count(PRODUCER) == 1
    await club.world.restart()
    pressed = await club.press("ren", card, TurnFavourite)
    assert is_alone(pressed) and says(told(pressed), FAVOURITE[True, True]) and "**Aniplex**" in words(told(pressed))
    assert liked[JUNO.id] == [("STUDIO", ANIPLEX)] and liked[TSUMUGI.id] == []
    again = await club.press("ren", card, TurnFavourite)
    assert says(told(again), FAVOURITE[True, False]) and liked[JUNO.id] == [("STUDIO", ANIPLEX)]
    await club.press("ren", told(pressed), UndoToggle)
    assert liked[JUNO.id] == []


async def test_names_that_fit_several_or_none_and_an_anilist_that_is_down(club: Club) -> None:
    several = await club.run("aoi", "studio", name="pictures")
    assert actions(several.response) == {PickStudio}
    picked = await club.pick("aoi", several.response, IDS["A-1 Pictures"], "musubi:studio:pick")
    assert "Sword Art Online" in titles(picked.response)
    none = await club.run("aoi", "studio", name="no such studio")
    assert is_alone(none) and NO_NAME_OF["STUDIO"].partition("“")[0] in words(told(none))
    card = (await club.run("aoi", "studio", name=f"id:{SUNRISE}")).response
    club.stand_in.faults.arm(faults.html(), times=9)
    await club.press("aoi", card, RefreshStudio)
    assert says(card, NOT_ANSWERING) and "Cowboy Bebop" in titles(card)
    await club.run("aoi", "studio", name=f"id:{ANIPLEX}")
    assert club.forgive() == 2


async def test_a_hostile_name(club: Club) -> None:
    def edit(data: Any) -> None:
        data["Studio"]["name"] = "@everyone\n# [x](https://e.e) ||s|| " + "n" * 200
        data["Studio"]["siteUrl"] = "https://e.e/)[y](z"

    club.stand_in.faults.arm(faults.edited(edit), operation="Studio")
    card = (await club.run("aoi", "studio", name=f"id:{SUNRISE}")).response
    assert words(card).startswith(r"### \@everyone \# \[x\]\(https\:\/\/e\.e\) \|\|s\|\| nnn")
    assert "[y]" not in words(card)


async def test_it_is_suggested_with_its_best_known_title(club: Club) -> None:
    bot: Musubi = club.world.bot
    link = await bot.store.links.of(club.world.users["aoi"].id)
    finder = bot.parts.name_finders["STUDIO"]
    club.asked()
    found = await finder.suggest(link, "kyoto ani", seconds=9, takes_adult=False)
    assert [one.label for one in found] == ["Kyoto Animation · Koe no Katachi"] and club.asked() == ["StudioSearch"]
    assert await finder.suggest(link, "kyoto anim", seconds=9, takes_adult=False) == found and club.asked() == []


@pytest.mark.usefixtures("known_ids", "longer_words")
@settings(phases=(Phase.explicit, Phase.generate), max_examples=20)
@given(any_words, st.lists(media(), max_size=10), people(), st.booleans())
def test_the_card_holds(said: str, titles: list[Media], link: Link, is_animation_studio: bool) -> None:
    facts = StudioFacts(2**31 - 1, said, is_animation_studio, 2**31 - 1, "https://anilist.co/studio/1")
    works = [
        TitleRoles(msgspec.structs.replace(title, id=number), [StudioWork(number, is_main=False)], None)
        for number, title in enumerate(titles, 1)
    ]
    view = StudioView(facts, works, has_next=True, as_of=START, is_unanswered=True)
    holds(studio_card(view, StudioPlace(2**31 - 1, "main", "newest", 999), link).to_components())
    named = [NamedFavourite(kind, number, said) for kind in ("CHARACTER", "STAFF", "STUDIO") for number in range(1, 12)]
    holds(several_subjects([work.media for work in works], named, "ROMAJI").to_components())


def test_a_choice_that_there_is_no_more() -> None:
    place = StudioPlace(7, "main", "best", 3)
    assert works_picked(place, "all:newest") == StudioPlace(7, "all", "newest", 1)
    assert works_picked(place, "all:oldest") == place
    assert subject_picked("studio:7") == Subject(7, "STUDIO") and subject_picked("title:7") == Subject(7)
    assert subject_picked("club:7") is None and subject_picked("studio:") is None and subject_picked("staff:x") is None
