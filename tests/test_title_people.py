"""The tab People: characters with their voices in one language, and the staff by role."""

from typing import Any

from cards.card import Card
from cards.title import people as tab
from cards.title.people import OpenPerson
from cards.title.tabs import ChooseInTab, TabPlace, TurnTab
from demo.anilist.cast import cast
from i18n import t
from library.titles.details import CharacterCredit, StaffCredit, TitleDetails, VoiceCredit
from tests.kit.cards import holds, parts
from tests.kit.home import a_link
from tests.kit.lists import DEATH_NOTE, Club, is_alone, told
from tests.kit.shelf import a_title
from tests.kit.title_views import a_view
from tests.kit.world import words as words_of

JAPANESE, ENGLISH, GERMAN = "Japanese", "English", "German"


def voices(number: int, *languages: str) -> tuple[VoiceCredit, ...]:
    return tuple(VoiceCredit(1000 + number, f"{language} {number}", language) for language in languages)


CAST = TitleDetails(
    characters=(
        CharacterCredit(1, "Ann", "アン", "MAIN", None, voices(1, JAPANESE, ENGLISH)),
        CharacterCredit(2, "Ben", "", "SUPPORTING", None, voices(2, JAPANESE)),
        *(CharacterCredit(number, f"Extra {number}", "", "", None, voices(number, ENGLISH)) for number in range(3, 13)),
    ),
    staff=(
        StaffCredit(21, "Dora", "ドラ", "Director"),
        *(StaffCredit(number, f"Script {number}", "", f"Script (eps {number}, 30)") for number in range(22, 27)),
    ),
)


class Shown:
    """The tab as it is shown."""

    def __init__(self, details: TitleDetails, choice: str | None = None, number: int = 1, **view: Any) -> None:
        made = a_view(details, "people", choice=choice, number=number, **view)
        components = Card(0, *tab.people(made)).to_components()
        holds(components)
        self.parts: list[dict[str, Any]] = list(parts(components))
        self.text = "\n".join(part["content"] for part in self.parts if "content" in part)

    def options(self, action: type[OpenPerson | ChooseInTab]) -> list[str]:
        found = [part for part in self.parts if action.parse(part.get("custom_id", ""))]
        return [option["value"] for part in found for option in part["options"]]

    @property
    def leads_to(self) -> list[TabPlace]:
        asked = [TurnTab.parse(part.get("custom_id", "")) for part in self.parts if not part.get("disabled")]
        return [one.place for one in asked if one]


def test_voices_are_in_the_language_of_the_country_until_one_is_chosen() -> None:
    assert "**Ann** · Japanese 1\n" in Shown(CAST).text and "**Ann** · English 1\n" in Shown(CAST, ENGLISH).text
    assert Shown(CAST).options(ChooseInTab) == [JAPANESE, ENGLISH, "staff"], "the country's own first"
    korean = Shown(CAST, media=a_title(country="KR"))
    assert korean.options(ChooseInTab) == [ENGLISH, JAPANESE, "staff"], "nobody speaks Korean"
    assert Shown(CAST, GERMAN).text == Shown(CAST).text
    assert "**Ben**\n" in Shown(CAST, ENGLISH).text


def test_pages_keep_what_is_chosen() -> None:
    first, second = Shown(CAST, ENGLISH), Shown(CAST, ENGLISH, 99)
    assert first.leads_to == [TabPlace(1, "people", 2, ENGLISH)]
    assert second.leads_to == [TabPlace(1, "people", 1, ENGLISH)] and "Extra 12" in second.text
    assert Shown(CAST).leads_to == [TabPlace(1, "people", 2, JAPANESE)]


def test_main_characters_stand_first_under_their_heading() -> None:
    lines = Shown(CAST).text.split("\n")
    assert lines[:3] == [f"-# {t(tab.ROLES['MAIN'])}", "**Ann** · Japanese 1", f"-# {t(tab.ROLES['SUPPORTING'])}"]
    native = Shown(CAST, link=a_link(title_language="NATIVE_STYLISED"))
    assert "**アン**" in native.text and "**Ben**" in native.text


def test_staff_of_a_role_share_a_line() -> None:
    staff = Shown(CAST, "staff")
    assert staff.text == "**Director** · Dora\n**Script** · Script 22, Script 23 and 3 more"
    assert staff.options(OpenPerson) == [f"staff:{number}" for number in range(21, 27)]


def test_everybody_on_the_page_can_be_opened_once() -> None:
    opened = Shown(CAST, ENGLISH).options(OpenPerson)
    assert opened[:4] == ["character:1", "staff:1001", "character:2", "character:3"]
    one_voice = CharacterCredit(1, "Ann", "", "MAIN", None, voices(1, JAPANESE))
    same = TitleDetails(characters=(one_voice, CharacterCredit(2, "Ben", "", "MAIN", None, one_voice.voices)))
    shown = Shown(same)
    assert shown.options(OpenPerson) == ["character:1", "staff:1001", "character:2"] and shown.leads_to == []
    assert shown.options(ChooseInTab) == []


def test_a_manga_has_characters_without_voices() -> None:
    silent = TitleDetails(characters=(CharacterCredit(1, "Ann", "", "MAIN"),), staff=CAST.staff)
    assert Shown(silent).options(ChooseInTab) == ["cast", "staff"] and "**Ann**" in Shown(silent).text


def test_it_says_when_nobody_is_named() -> None:
    assert Shown(TitleDetails()).text == t(tab.NOBODY)
    assert "Dora" in Shown(TitleDetails(staff=CAST.staff)).text


async def test_somebody_s_card_opens_below_for_whoever_picks_them(club: Club) -> None:
    """A character and a voice, from a card that others see; the place of the tab outlives a restart."""
    card = (await club.run("aoi", "anime", title=f"id:{DEATH_NOTE}")).response
    await club.pick("aoi", card, "people", "musubi:tab")
    await club.pick("aoi", card, ENGLISH, "musubi:tab:choose")
    before = words_of(card)
    await club.world.restart()
    part = cast().in_title[DEATH_NOTE][0]
    actor = next(one.voice_actor for one in part.voices if one.voice_actor.language_v2 == ENGLISH)
    people = {f"character:{part.character.id}": part.character, f"staff:{actor.id}": actor}
    for value, name in ((value, str(person.name.full)) for value, person in people.items()):
        answer = await club.pick("ren", card, value, "musubi:person")
        assert name in before and is_alone(answer) and name in words_of(told(answer)) and words_of(card) == before
