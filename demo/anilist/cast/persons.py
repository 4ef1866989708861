"""An invented character or member of a staff, with the facts that AniList has about them; many lack a few."""

from collections.abc import Mapping
from zlib import crc32

import msgspec

from demo.anilist.cast.names import PersonName, invented
from demo.anilist.lists import DateParts
from demo.pictures import tall_picture

_BLOOD_TYPES = ("A", "B", "AB", "O", None, None, None, None)
_GENDERS = ("Female", "Male", "Female", "Male", "Female", "Male", "Non-binary", None)
_AGES = ("16", "17", "24", "15-18", "8000 ⟨as a tree⟩", None)
_TOWNS = ("Hoshikage, Japan", "Nowhere-on-Sea, United Kingdom", "Wolkenheim, Germany", None)
_COLOURS = (
    "#3f7fd9",
    "#d9574a",
    "#3aa17e",
    "#8a63d2",
    "#e0913a",
    "#d6568f",
    "#2f9fb8",
    "#6f8f3a",
    "#5a5a6e",
    "#b08a5a",
)
_FACES = 9  # so that the demo, which needs all portraits at its start, draws a hundred
_LONG = "This sentence was made up for this demo, and it comes again so that the whole is too long for any card. "


class _Person(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    name: PersonName
    description: str | None
    gender: str | None
    date_of_birth: DateParts
    blood_type: str | None
    favourites: int
    colour: str


class Character(_Person, frozen=True, kw_only=True):
    """AniList's ``Character``; a character without a `colour` has no picture."""

    age: str | None


class Staff(_Person, frozen=True, kw_only=True):
    """AniList's ``Staff``."""

    language_v2: str
    age: int | None
    primary_occupations: tuple[str, ...]
    years_active: tuple[int, ...]
    home_town: str | None
    date_of_death: DateParts = DateParts()


_ODD: Mapping[int, PersonName] = {  # by a number that few characters have: names that are hard to show
    0: PersonName(first="*~Lumi~*", full="*~Lumi~*", alternative=("@everyone", "[tickets](https://example.org)")),
    1: PersonName(first="The || of ||", full="The || of ||", native="||", alternative_spoiler=("||it was me||",)),
    2: PersonName(native="名無し"),
    3: PersonName(first="R2_B1_`K9`", full="R2_B1_`K9`", alternative=(None, "# Heading", "<@1> <#2>")),
}


def character(number: int, language: str, title: str, weight: int) -> Character:
    """A character of a title; `weight` is how many people list it."""
    chance = _chance("character", number)
    name = _ODD.get(chance % 97) or _with_other_names(invented(language, chance), chance)
    return Character(
        id=number,
        name=name,
        description=_told(name, chance, title),
        gender=_GENDERS[chance % 8],
        age=_AGES[chance % 6],
        date_of_birth=_birthday(chance, None),
        blood_type=_BLOOD_TYPES[chance // 8 % 8],
        favourites=weight * (chance % 30) // 1000,
        colour="" if chance % 23 == 0 else _COLOURS[chance % len(_COLOURS)],
    )


def staff(number: int, language: str, at: int, occupations: tuple[str, ...]) -> Staff:
    """The member of a staff with this number; `at` counts those of a language."""
    chance = _chance("staff", number)
    name, began = invented(language, at), 1975 + chance % 45
    has_died = chance % 41 == 0
    return Staff(
        id=number,
        name=msgspec.structs.replace(name, alternative=(f"{name.first} of the Hill",)) if chance % 7 == 0 else name,
        description=None if chance % 4 == 0 else f"{name.full} is made up for this demo, like everything said here.",
        gender=_GENDERS[chance % 8],
        age=None if has_died or chance % 3 == 0 else 2026 - began + 20,
        date_of_birth=_birthday(chance, began - 20),
        date_of_death=DateParts(2019, 2, 28) if has_died else DateParts(),
        blood_type=_BLOOD_TYPES[chance // 8 % 8],
        favourites=chance % 9000,
        colour="" if chance % 17 == 0 else _COLOURS[chance % len(_COLOURS)],
        language_v2=language,
        primary_occupations=occupations,
        years_active=((began,), (began, 2022), ())[chance % 3],
        home_town=_TOWNS[chance % 4],
    )


def portrait(person: Character | Staff) -> bytes | None:
    """A picture as PNG; None for those who have none."""
    return tall_picture(f"face {person.id % _FACES}", person.colour) if person.colour else None


def _with_other_names(name: PersonName, chance: int) -> PersonName:
    if chance % 11 == 0:  # known by one name only
        return PersonName(first=name.first, full=name.first, native=name.native)
    return msgspec.structs.replace(
        name,
        alternative=(f"{(name.first or '')[:3]}-chan", f"The {name.last} Child") if chance % 3 == 0 else (),
        alternative_spoiler=(f"The Masked {name.first}",) if chance % 5 == 0 else (),
    )


def _told(name: PersonName, chance: int, title: str) -> str | None:
    """A description in the Markdown of AniList's, with spoilers and links; every sixth character has none."""
    if chance % 6 == 0:
        return None
    if chance % 89 == 0:
        return _LONG * 100
    who = name.first or name.native
    facts = f"__Height:__ {140 + chance % 60} cm\n__Favourite soup:__ miso &amp; rain"
    friend = f"[an old friend](https://anilist.co/character/{chance % 300_000})"
    return (
        f"{facts}\n\n{who} keeps the umbrellas in **{title}**, and is looking for {friend}.<br><br>\n"
        f"~!{who} is the old friend, and always was.!~\n\n<i>(Made up for this demo)</i>"
    )


def _birthday(chance: int, year: int | None) -> DateParts:
    """Mostly a day and a month; sometimes nothing, or a month only."""
    if chance % 4 == 0:
        return DateParts()
    return DateParts(year if chance % 2 else None, 1 + chance % 12, None if chance % 13 == 0 else 1 + chance % 28)


def _chance(what: str, number: int) -> int:
    """A number that looks random and is the same in every run."""
    return crc32(f"{what}:{number}:{what}".encode())
