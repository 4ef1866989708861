"""Parts and credits: which character is in which title, who speaks it, and who made the title.

The titles of one franchise share their main characters. A few of the company are everywhere, so that there is
something to page through: a cat in many titles, an actor with hundreds of parts, a composer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Self
from zlib import crc32

import msgspec

from demo.anilist.cast.names import PersonName
from demo.anilist.cast.persons import Character, Staff, character, staff
from demo.anilist.lists import DateParts
from demo.anilist.media import Node, all_media

CAT, COMPOSER, VOICE = 99, 104_001, 101_000  # ids: a character in many titles, and two people with many roles
_CAT_IN, _MANY, _CROWD = 60, 60, (21, 30013)  # titles with the cat; characters in the titles with a crowd
_MAIN, _OWN = 3, 5  # characters of a franchise, and of one of its titles
_LANGUAGES = {  # languages of voices: the first id, the number of actors, and how many must list a title spoken in it
    "Japanese": (101_000, 90, 0),
    "English": (101_200, 45, 100_000),
    "German": (101_300, 20, 350_000),
    "French": (101_400, 15, 400_000),
    "Spanish": (101_500, 15, 400_000),
    "Portuguese": (101_600, 10, 500_000),
    "Italian": (101_700, 10, 550_000),
    "Korean": (101_800, 20, 550_000),
    "Hungarian": (101_900, 2, 750_000),
    "Hebrew": (101_950, 2, 800_000),
}
_CHINESE = (102_000, 30)
_MAKERS = {"Japanese": (103_000, 160), "Korean": (103_300, 40), "Chinese": (103_400, 40)}
_COUNTRIES = {"KR": "Korean", "CN": "Chinese", "TW": "Chinese"}
_JOBS = (
    "Director",
    "Series Composition",
    "Character Design",
    "Sound Director",
    "Art Director",
    "Script (eps 1, 4, 7)",
    "Episode Director (ep 3)",
    "Key Animation (eps 1, 12)",
    "Producer",
)


class Voice(msgspec.Struct, frozen=True):
    """An actor who speaks a character in a title: AniList's ``StaffRoleType``."""

    voice_actor: Staff
    role_notes: str | None = None
    dub_group: str | None = None


class Part(msgspec.Struct, frozen=True):
    """A character in a title."""

    character: Character
    media_id: int
    role: str
    voices: tuple[Voice, ...]


class Credit(msgspec.Struct, frozen=True):
    """What somebody did for a title, with the brackets that AniList writes: ``Script (eps 1, 4)``."""

    staff: Staff
    media_id: int
    role: str


def _made(who: Staff, media_id: int, role: str) -> Credit:
    return Credit(who, media_id, role)


class Cast:
    """All parts and credits, by title, by character and by person."""

    def __init__(self, parts: Iterable[Part], credits_: Iterable[Credit]) -> None:
        self.characters: dict[int, Character] = {}
        self.staff: dict[int, Staff] = {}
        self.in_title: defaultdict[int, list[Part]] = defaultdict(list)
        self.of_character: defaultdict[int, list[Part]] = defaultdict(list)
        self.spoken: defaultdict[int, list[Part]] = defaultdict(list)
        self.made_title: defaultdict[int, list[Credit]] = defaultdict(list)
        self.made: defaultdict[int, list[Credit]] = defaultdict(list)
        for part in parts:
            self._add(part)
        for credit in credits_:
            self.staff[credit.staff.id] = credit.staff
            self.made_title[credit.media_id].append(credit)
            self.made[credit.staff.id].append(credit)

    def _add(self, part: Part) -> None:
        self.characters[part.character.id] = part.character
        self.in_title[part.media_id].append(part)
        self.of_character[part.character.id].append(part)
        for actor in {voice.voice_actor.id: voice.voice_actor for voice in part.voices}.values():
            self.staff[actor.id] = actor
            self.spoken[actor.id].append(part)

    @classmethod
    def of(cls, media: Mapping[int, Node]) -> Self:
        roots = _franchises(media)
        cats = set(sorted(media, key=lambda one: -(media[one]["popularity"] or 0))[:_CAT_IN])
        parts = (
            _part(who, node, role)
            for node in media.values()
            for who, role in _characters(node, media[roots[node["id"]]], has_cat=node["id"] in cats)
        )
        return cls(parts, (credit for node in media.values() for credit in _credits(node, roots[node["id"]])))


@cache
def cast() -> Cast:
    """Who is in the titles of ``media.json`` and who made them."""
    return Cast.of(all_media())


def _franchises(media: Mapping[int, Node]) -> dict[int, int]:
    """The smallest id among the titles that are related to a title, however far, by each title."""
    roots: dict[int, int] = {}
    related: defaultdict[int, set[int]] = defaultdict(set)
    for node in media.values():
        for edge in node["relations"]:
            related[node["id"]].add(edge["id"])
            related[edge["id"]].add(node["id"])
    for first in sorted(media):
        waiting = [first]
        while waiting:
            one = waiting.pop()
            if one not in roots:
                roots[one] = first
                waiting.extend(related[one])
    return roots


def _characters(node: Node, root: Node, *, has_cat: bool) -> Iterator[tuple[Character, str]]:
    """Who is in a title, and their role; nobody in videos of music and in a few others."""
    if node["format"] == "MUSIC" or (node["popularity"] is None and node["id"] % 3 == 0):
        return
    for at in range(_MAIN):
        yield _character(root, at), "MAIN"
    for at in range(_MAIN, _MANY if node["id"] in _CROWD else _MAIN + _OWN):
        yield _character(node, at), "SUPPORTING" if at < 2 * _MAIN else "BACKGROUND"
    if has_cat:
        yield _cat(), "BACKGROUND"


@cache
def _cat() -> Character:
    names = PersonName(first="Kurage", full="Kurage", native="くらげ", alternative=("the Cat", "Gray 🐈"))
    told = "A cat made up for this demo. It walks through many titles. ~!It is looking for the fish of another title.!~"
    return Character(
        id=CAT,
        name=names,
        description=told,
        gender=None,
        age="unknown",
        date_of_birth=DateParts(None, 2, 29),
        blood_type=None,
        favourites=18_750,
        colour="#59616f",
    )


@cache
def _numbered(root_id: int, at: int) -> Character:
    node = all_media()[root_id]
    titles = node["title"]
    weight = (node["popularity"] or 0) // (1 + at)
    return character(1000 + 100 * root_id + at, _language(node), titles["romaji"] or titles["native"], weight)


def _character(node: Node, at: int) -> Character:
    return _numbered(node["id"], at)


def _part(who: Character, node: Node, role: str) -> Part:
    return Part(who, node["id"], role, tuple(_voices(who, node)) if node["type"] == "ANIME" else ())


def _voices(who: Character, node: Node) -> Iterator[Voice]:
    """Who speaks a character: in Japanese or Chinese, and in the languages of known titles; the same in a franchise."""
    if _language(node) == "Chinese":
        first, count = _CHINESE
        yield Voice(_member(first + who.id % count, "Chinese", who.id % count, ("Voice Actor",)))
        return
    for language, (first, count, needed) in _LANGUAGES.items():
        if (node["popularity"] or 0) < needed:
            continue
        at = 0 if language == "Japanese" and who.id % 4 == 3 else _chance(f"{language}:{who.id}") % count
        is_dub = language in {"German", "Spanish"} and who.id % 2 == 0
        yield Voice(_member(first + at, language, at, ("Voice Actor",)), dub_group="Netflix" if is_dub else None)
        if language == "Japanese" and who.id % 12 == 1:
            other = (at + 1) % count
            yield Voice(_member(first + other, language, other, ("Voice Actor",)), role_notes="as a child")


def _credits(node: Node, root_id: int) -> Iterator[Credit]:
    """Who made a title; the original creator is one person for a franchise."""

    def by(number: int, job: str, role: str) -> Credit:
        language = _language(node)
        first, count = _MAKERS[language]
        return _made(_member(first + number % count, language, 500 + number % count, (job,)), node["id"], role)

    creator = _chance(f"creator:{root_id}")
    if node["type"] == "MANGA":
        yield by(creator, "Mangaka", "Story & Art" if root_id % 3 else "Story")
        if root_id % 3 == 0:
            yield by(creator + 1, "Illustrator", "Art")
        return
    yield by(creator, "Mangaka", "Original Creator")
    for job in _JOBS[: 3 + node["id"] % 7]:
        yield by(_chance(f"{job}:{node['id']}"), job.split(" (")[0], job)
    if node["id"] % 2 == 0:
        yield _made(_member(COMPOSER, "Japanese", 700, ("Composer", "Arranger")), node["id"], "Music")
    if node["id"] % 9 == 0:
        yield _made(_member(VOICE, "Japanese", 0, ("Voice Actor",)), node["id"], "Theme Song Performance (OP)")


@cache
def _member(number: int, language: str, at: int, occupations: tuple[str, ...]) -> Staff:
    return staff(number, language, at, occupations)


def _language(node: Node) -> str:
    return _COUNTRIES.get(node["countryOfOrigin"] or "", "Japanese")


def _chance(text: str) -> int:
    """A number that looks random and is the same in every run."""
    return crc32(text.encode())
