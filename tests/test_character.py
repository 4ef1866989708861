"""/character and /staff in Discord: cards, pages, languages, and the cards that they lead to."""

from typing import Any

from cards.cast import NO_TITLES, OpenStaff
from cards.character import CharacterPlace, RefreshCharacter, ShowCharacter
from cards.errors import NOT_FOUND
from cards.list_errors import NO_NAME_OF
from cards.media import NOT_ANSWERING
from cards.staff import RefreshStaff, ShowStaff, StaffPlace
from demo import faults
from demo.anilist import TSUMUGI
from demo.anilist.cast import CAT, COMPOSER, VOICE, cast
from tests.kit.lists import ADULT, DEATH_NOTE, Club, ids, is_alone, told
from tests.kit.world import components, says, words

SHIGURE = "shigure"  # several characters have that name


def of_title(message: Any, name: str) -> str:
    """The line below a title's name."""
    lines = words(message).splitlines()
    return lines[next(at for at, line in enumerate(lines) if name in line) + 1]


def values(message: Any, start: str) -> list[str]:
    """The values in the select whose ``custom_id`` begins with `start`."""
    select = next(part for part in components(message) if str(part.get("custom_id", "")).startswith(start))
    return [str(option["value"]) for option in select["options"]]


async def test_a_character_with_what_i_have_seen_of_them(club: Club) -> None:
    club.asked()
    card = await club.run("aoi", "character", name=f"id:{CAT}")
    assert not is_alone(card) and words(card.response).startswith(f"### [Kurage](https://anilist.co/character/{CAT})")
    assert "-# くらげ · the Cat" in words(card.response) and "||It is looking for the fish" in words(card.response)
    assert of_title(card.response, "DEATH NOTE").endswith("Watching") and club.asked() == ["Character"]
    await club.world.restart()
    await club.press("aoi", card.response, ShowCharacter, place=CharacterPlace(CAT, number=2), way="forth")
    assert "page 2" in words(card.response) and club.asked() == []
    await club.press("aoi", card.response, ShowCharacter, place=CharacterPlace(CAT, number=3), way="forth")
    assert "page 3" in words(card.response) and club.asked() == ["Character"]
    await club.pick("aoi", card.response, "German", "musubi:character:voices")
    assert "**German** · [" in words(card.response) and "page 3" in words(card.response)
    await club.pick("aoi", card.response, "anime:newest", "musubi:character:titles")
    place = CharacterPlace(CAT, "anime", "newest", "German")
    assert RefreshCharacter(place).custom_id in ids(card.response)
    await club.press("aoi", card.response, RefreshCharacter)
    assert club.asked() == ["Character"] * 2
    opened = await club.press("aoi", card.response, OpenStaff)
    assert is_alone(opened) and "German" in words(told(opened))
    title = await club.pick("aoi", card.response, values(card.response, "musubi:open")[0], "musubi:open")
    assert is_alone(title) and "### [" in words(told(title))


async def test_a_stranger_presses_and_sees_their_own(club: Club) -> None:
    """What others see has no private entry of mine; a press of theirs leaves my card as it is."""
    club.put(TSUMUGI, DEATH_NOTE, private=True)
    await club.world.env.advance_time(601)
    for _ in range(2):
        await club.run("aoi", "list")
    public = await club.run("aoi", "character", name=f"id:{CAT}")
    before = words(public.response)
    assert "Watching" not in of_title(public.response, "DEATH NOTE")
    pressed = await club.press("ren", public.response, ShowCharacter, place=CharacterPlace(CAT, number=2), way="forth")
    assert is_alone(pressed) and "page 2" in words(told(pressed)) and words(public.response) == before
    pressed = await club.press("ren", public.response, RefreshCharacter)
    assert of_title(told(pressed), "Death Note").endswith("Watching")
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "character", name=f"id:{CAT}")
    assert is_alone(alone) and of_title(alone.response, "DEATH NOTE").endswith("Watching")


async def test_several_nobody_and_an_anilist_that_is_down(club: Club) -> None:
    several = await club.run("aoi", "character", name=SHIGURE)
    assert "Several characters match" in words(several.response)
    value = values(several.response, "musubi:character:pick")[0]
    await club.pick("aoi", several.response, value, "musubi:character:pick")
    assert words(several.response).startswith("### [Shigure")
    nobody = await club.run("aoi", "staff", name="nobody of that name")
    assert is_alone(nobody) and says(told(nobody), NO_NAME_OF["STAFF"])
    assert says(told(await club.run("aoi", "staff", name="id:1")), NOT_FOUND)
    card = await club.run("aoi", "staff", name=f"id:{COMPOSER}")
    club.stand_in.faults.arm(faults.html(), times=9, operation="Staff")
    await club.press("aoi", card.response, RefreshStaff)
    assert says(card.response, NOT_ANSWERING) and "Shingeki no Kyojin" in words(card.response)
    club.forgive()


async def test_a_voice_actor_and_what_they_made(club: Club) -> None:
    card = await club.run("aoi", "staff", name=f"id:{VOICE}")
    assert "Kurage** · " in words(card.response) and "-# 霧森 ことは" in words(card.response)
    await club.press("aoi", card.response, ShowStaff, place=StaffPlace(VOICE, "voices", number=2), way="forth")
    assert "page 2" in words(card.response)
    await club.pick("aoi", card.response, "credits:newest", "musubi:staff:work")
    assert "Theme Song Performance" in words(card.response) and "page" in words(card.response)
    again = await club.run("aoi", "staff", name=f"id:{VOICE}")
    opened = await club.pick("aoi", again.response, CAT, "musubi:character:pick")
    assert is_alone(opened) and "### [Kurage" in words(told(opened))


async def test_a_character_of_adult_titles_alone_is_shown_where_they_may_be(club: Club) -> None:
    name = f"id:{cast().in_title[ADULT][0].character.id}"
    assert is_alone(await club.run("ren", "character", name=name))
    club.restrict(to_adults=True)
    public = await club.run("ren", "character", name=name)
    assert not is_alone(public) and says(public.response, NO_TITLES), "by AniList's setting"


async def test_without_a_link_and_in_direct_messages(club: Club) -> None:
    club.world.users["kei"] = club.world.env.create_user("kei")
    card = await club.world.users["kei"].slash("character", name="kurage")
    assert "### [Kurage" in words(card.response) and "Watching" not in words(card.response)
    mine = await club.world.users["aoi"].slash("character", name=f"id:{CAT}")
    assert of_title(mine.response, "DEATH NOTE").endswith("Watching")
