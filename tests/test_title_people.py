"""The tab *People*: characters with their voices in one language, and the staff by role."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cards import title_people as cards
from cards.card import Card
from cards.title_people import OpenPerson, PickVoices, ShowPeople, people_parts
from i18n import t
from library.titles.details import CharacterCredit, StaffCredit, TitleDetails, VoiceCredit
from store import Media
from tests.kit.any_card import words
from tests.kit.cards import holds, parts
from tests.kit.shelf import a_title

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

    def __init__(self, details: TitleDetails, place: ShowPeople, media: Media, language: str = "ROMAJI") -> None:
        components = Card(0, *people_parts(details, media, place, language)).to_components()
        holds(components)
        self.parts: list[dict[str, Any]] = list(parts(components))
        self.text = "\n".join(part["content"] for part in self.parts if "content" in part)

    def options(self, action: type[OpenPerson | PickVoices]) -> list[str]:
        found = [part for part in self.parts if action.parse(part.get("custom_id", ""))]
        return [option["value"] for part in found for option in part["options"]]

    @property
    def leads_to(self) -> list[ShowPeople]:
        asked = [ShowPeople.parse(part.get("custom_id", "")) for part in self.parts if not part.get("disabled")]
        return [one for one in asked if one]


def cast(language: str | None = None, number: int = 1, media: Media = a_title()) -> Shown:  # noqa: B008  (frozen)
    return Shown(CAST, ShowPeople(1, "cast", number, language), media)


def test_voices_are_in_the_language_of_the_country_until_one_is_chosen() -> None:
    assert "**Ann** · Japanese 1\n" in cast().text and "**Ann** · English 1\n" in cast(ENGLISH).text
    assert cast().options(PickVoices) == [JAPANESE, ENGLISH], "the country's own first"
    korean = a_title(country="KR")
    assert cast(media=korean).options(PickVoices) == [ENGLISH, JAPANESE], "nobody speaks Korean"
    assert cast(GERMAN).text == cast().text
    assert "**Ben**\n" in cast(ENGLISH).text


def test_pages_keep_the_language_and_lead_to_the_staff_and_back() -> None:
    first, second = cast(ENGLISH), cast(ENGLISH, number=99)
    assert first.leads_to == [ShowPeople(1, "cast", 2, ENGLISH), ShowPeople(1, "staff", 1, ENGLISH)]
    assert second.leads_to[0] == ShowPeople(1, "cast", 1, ENGLISH) and "Extra 12" in second.text
    staff = Shown(CAST, first.leads_to[1], a_title())
    assert staff.leads_to == [ShowPeople(1, "cast", 1, ENGLISH)] and staff.options(PickVoices) == []


def test_main_characters_stand_first_under_their_heading() -> None:
    lines = cast().text.split("\n")
    assert lines[:3] == [f"-# {t(cards.ROLES['MAIN'])}", "**Ann** · Japanese 1", f"-# {t(cards.ROLES['SUPPORTING'])}"]
    native = Shown(CAST, ShowPeople(1, "cast", 1), a_title(), "NATIVE")
    assert "**アン**" in native.text and "**Ben**" in native.text


def test_staff_of_a_role_share_a_line() -> None:
    staff = Shown(CAST, ShowPeople(1, "staff", 1), a_title())
    assert staff.text == "**Director** · Dora\n**Script** · Script 22, Script 23 and 3 more"
    assert staff.options(OpenPerson) == [f"staff:{number}" for number in range(21, 27)]


def test_everybody_on_the_page_can_be_opened_once() -> None:
    assert cast(ENGLISH).options(OpenPerson)[:4] == ["character:1", "staff:1001", "character:2", "character:3"]
    one_voice = CharacterCredit(1, "Ann", "", "MAIN", None, voices(1, JAPANESE))
    same = TitleDetails(characters=(one_voice, CharacterCredit(2, "Ben", "", "MAIN", None, one_voice.voices)))
    shown = Shown(same, ShowPeople(1, "cast", 1), a_title())
    assert shown.options(OpenPerson) == ["character:1", "staff:1001", "character:2"] and shown.leads_to == []


def test_it_says_when_nobody_is_named() -> None:
    assert Shown(TitleDetails(), ShowPeople(1, "cast", 1), a_title()).text == t(cards.NOBODY)
    only_staff = TitleDetails(staff=CAST.staff)
    assert "Dora" in Shown(only_staff, ShowPeople(1, "cast", 1), a_title()).text


names = st.builds(VoiceCredit, st.integers(1, 9), words, st.sampled_from([JAPANESE, "x" * 300, "Old Norse", ""]), words)
characters = st.builds(
    CharacterCredit, st.integers(1, 50), words, words, words, st.none(), st.lists(names, max_size=9).map(tuple)
)


@settings(max_examples=40)
@given(
    st.lists(characters, max_size=25).map(tuple),
    st.lists(st.builds(StaffCredit, st.integers(1, 50), words, words, words), max_size=25).map(tuple),
    st.sampled_from(["cast", "staff"]),
    st.sampled_from(["ROMAJI", "NATIVE_STYLISED"]),
)
def test_no_name_breaks_it(credited: Any, staff: Any, view: Any, language: str) -> None:
    details = TitleDetails(characters=credited, staff=staff)
    Shown(details, ShowPeople(10**12 - 1, view, 2, "x" * 20), a_title(), language)
