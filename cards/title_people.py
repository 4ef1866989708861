"""The tab *People* of a title's card: its characters with their voices in one language, and its staff by role."""

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Annotated, Literal

import discord
import msgspec
from discord import ui

from cards.card import bare, button, dotted, plain, row, small, text
from cards.crowd import called, listed
from cards.ids import Action, MediaId, PageNumber, letters
from cards.pages import switch, turning
from i18n import mark, number, t
from library.pages import page_slice
from library.titles.details import CharacterCredit, StaffCredit, TitleDetails, VoiceCredit
from library.titles.languages import language_name, language_of_country
from store import Media

_LONGEST_LANGUAGE = 20
LanguageName = Annotated[str, letters("A-Za-z", _LONGEST_LANGUAGE)]
PeopleView = Literal["cast", "staff"]
NOBODY = mark("AniList names no characters and no staff for this title yet.")
_OPEN = mark("Open a person…")
_VIEWS: dict[PeopleView, str] = {"cast": mark("Characters"), "staff": mark("Staff")}
ROLES = {"MAIN": mark("Main characters"), "SUPPORTING": mark("Supporting characters")}
_OTHERS = mark("Other characters")
_PER_PAGE = 10  # characters, or roles of the staff
_TOLD = 25  # characters and staff in AniList's answer
_NAME, _ROLE = 40, 50
_TOGETHER = 3  # people named for a role
_VOICES = 2  # of a character, where a language has several versions
_MOST_OPTIONS = 25
_EPISODES = " ("  # "Script (eps 1, 4)"


class ShowPeople(Action, prefix="musubi:cast"):
    """A button that shows a page of a title's characters or of its staff; `language` is that of the voices."""

    media_id: MediaId
    view: PeopleView
    number: PageNumber
    language: LanguageName | None = None


class PickVoices(Action, prefix="musubi:voices"):
    """A select that shows the same characters with their voices in the picked language."""

    media_id: MediaId
    number: PageNumber


class OpenPerson(Action, prefix="musubi:person"):
    """A select that opens the card of a character or of somebody of the staff, beside the title's."""

    beside: bool = False


class _PeoplePage(msgspec.Struct, frozen=True):
    """A page of people: its lines, and an option to open each person on it."""

    lines: list[str]
    options: list[discord.SelectOption]
    number: int
    pages: int


def people_parts(details: TitleDetails, media: Media, place: ShowPeople, language: str) -> list[ui.Item[ui.LayoutView]]:
    """The parts of the tab; `language` is the viewer's language of titles."""
    if not details.characters and not details.staff:
        return [text(t(NOBODY))]
    languages = voice_languages(details, media)
    spoken = place.language if place.language in languages else next(iter(languages), None)
    is_cast = bool(details.characters) and (place.view == "cast" or not details.staff)
    in_native = language.startswith("NATIVE")
    if is_cast:
        page = _cast_page(details.characters, spoken, place.number, in_native=in_native)
    else:
        page = _staff_page(details.staff, place.number, in_native=in_native)
    here = ShowPeople(media.id, "cast" if is_cast else "staff", page.number, spoken)
    told = len(details.characters if is_cast else details.staff)
    rest = t("These are the first {count}. AniList’s page has them all.", count=number(told)) if told >= _TOLD else ""
    return [
        text(*page.lines, small(rest)),
        *([_voices_select(here, languages)] if is_cast and len(languages) > 1 else []),
        *_opening(page.options),
        *_ways(here, page.pages, has_both=bool(details.characters and details.staff)),
    ]


def voice_languages(details: TitleDetails, media: Media) -> list[str]:
    """The languages that have voices, as AniList names them: the title's own first, then those with the most."""
    counted = Counter(voice.language for one in details.characters for voice in one.voices)
    own = language_of_country(media.country)
    known = [one for one in counted if one.isascii() and one.isalpha() and len(one) <= _LONGEST_LANGUAGE]
    return sorted(known, key=lambda one: (one != own, -counted[one], one))[:_MOST_OPTIONS]


def _cast_page(
    characters: tuple[CharacterCredit, ...], spoken: str | None, number: int, *, in_native: bool
) -> _PeoplePage:
    """Ten characters, under a heading for each role."""
    page = page_slice(len(characters), number, _PER_PAGE)
    lines, options, heading = list[str](), list[discord.SelectOption](), ""
    for one in characters[page.start : page.end]:
        if (role := ROLES.get(one.role, _OTHERS)) != heading:
            lines.append(small(t(role)))
            heading = role
        voices = [voice for voice in one.voices if voice.language == spoken][:_VOICES]
        name = f"**{called(_name(one, in_native=in_native), _NAME)}**"
        lines.append(dotted(name, ", ".join(_voice(voice, has_note=len(voices) > 1) for voice in voices)))
        options.append(_option("character", one.id, one.name))
        options += [_option("staff", voice.id, voice.name, t("Voice of {name}", name=one.name)) for voice in voices]
    return _PeoplePage(lines, options, page.number, page.pages)


def _voice(voice: VoiceCredit, *, has_note: bool) -> str:
    note = f" ({plain(voice.note, _NAME)})" if has_note and voice.note else ""
    return f"{called(voice.name, _NAME)}{note}"


def _staff_page(staff: tuple[StaffCredit, ...], number: int, *, in_native: bool) -> _PeoplePage:
    """Ten roles, each with its people."""
    roles = defaultdict[str, list[StaffCredit]](list)
    for one in staff:
        roles[one.role.partition(_EPISODES)[0]].append(one)
    page = page_slice(len(roles), number, _PER_PAGE)
    shown = list(roles.items())[page.start : page.end]
    lines = [_role_line(role, people, in_native=in_native) for role, people in shown]
    options = [_option("staff", one.id, one.name, one.role) for _, people in shown for one in people]
    return _PeoplePage(lines, options, page.number, page.pages)


def _role_line(role: str, people: list[StaffCredit], *, in_native: bool) -> str:
    names = listed([_name(one, in_native=in_native) for one in people], most=_TOGETHER, limit=_NAME)
    return dotted(f"**{plain(role, _ROLE)}**" if role else "", names)


def _name(person: CharacterCredit | StaffCredit, *, in_native: bool) -> str:
    return person.native if in_native and person.native else person.name


def _option(kind: str, person_id: int, name: str, about: str = "") -> discord.SelectOption:
    return discord.SelectOption(
        label=bare(name) or t("someone"), value=f"{kind}:{person_id}", description=bare(about) or None
    )


def _voices_select(here: ShowPeople, languages: list[str]) -> ui.ActionRow[ui.LayoutView]:
    choices = {one: t("Voices: {language}", language=language_name(one)) for one in languages}
    return switch(PickVoices(here.media_id, here.number), choices, here.language or "")


def _opening(options: list[discord.SelectOption]) -> list[ui.Item[ui.LayoutView]]:
    """A select that opens one of the people, each of them once."""
    once = list({option.value: option for option in options}.values())[:_MOST_OPTIONS]
    select = ui.Select[ui.LayoutView](custom_id=OpenPerson(beside=True).custom_id, placeholder=t(_OPEN), options=once)
    return [ui.ActionRow(select)] if once else []


def _ways(here: ShowPeople, pages: int, *, has_both: bool) -> list[ui.Item[ui.LayoutView]]:
    ways = turning(here.number, pages, lambda number: replace(here, number=number))
    if has_both:
        other: PeopleView = "staff" if here.view == "cast" else "cast"
        ways.append(button(t(_VIEWS[other]), replace(here, view=other, number=1)))
    return [row(*ways)] if ways else []
