"""The tab People: a title's characters with their voices in one language, or its staff by role."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import discord
import msgspec
from discord import ui

from cards.card import bare, dotted, plain, row, small, text
from cards.crowd import called, listed
from cards.ids import Action
from cards.pages import switch, turning
from cards.title.tabs import NOT_TOLD, ChooseInTab, Part, TabPlace, TitleView, TurnTab
from i18n import mark, number, t
from library.pages import page_slice
from library.titles.details import CharacterCredit, StaffCredit, TitleDetails, VoiceCredit
from library.titles.languages import language_name, language_of_country
from store import Media

_LONGEST_LANGUAGE = 20
_MOST_LANGUAGES = 24  # beside the staff, in a select
NOBODY = mark("AniList names no characters and no staff for this title yet.")
ROLES = {"MAIN": mark("Main characters"), "SUPPORTING": mark("Supporting characters")}
_OTHERS = mark("Other characters")
_OPEN = mark("Open a person…")
_VOICES, _CAST, _STAFF = mark("Voices: {language}"), mark("Characters"), mark("Staff")
_CAST_CHOICE, _STAFF_CHOICE = "cast", "staff"  # choices of a place; any other is the language of the voices
_PER_PAGE = 10  # characters, or roles of the staff
_TOLD = 25  # characters and staff in AniList's answer
_NAMES = (40, 20, 8)  # characters of a name: fewer, where many signs of markup have to be escaped
_ROOM = 1600  # for all lines
_TOGETHER = 3  # people named for a role
_VERSIONS = 2  # of a voice in a language
_MOST_OPTIONS = 25
_EPISODES = " ("  # "Script (eps 1, 4)"


CHARACTER, STAFF = "character", "staff"  # what the values of a select begin with


class OpenPerson(Action, prefix="musubi:person"):
    """A select that opens the card of a character or of somebody of the staff, beside the title's."""

    beside: bool = False


class _PeoplePage(msgspec.Struct, frozen=True):
    """A page of people: its lines, and an option to open each person on it."""

    lines: list[str]
    options: list[discord.SelectOption]
    number: int
    pages: int

    @property
    def fits(self) -> bool:
        """Whether the rest of the card has room beside it."""
        return sum(map(len, self.lines)) <= _ROOM


def people(view: TitleView) -> list[Part]:
    """The tab's parts; the place's `choice` is the language of the voices, or the staff."""
    details = view.shown.details
    if details is None:
        return [text(t(NOT_TOLD))]
    if not details.characters and not details.staff:
        return [text(t(NOBODY))]
    choices = _choices(details, view.shown.media)
    choice = view.place.choice if view.place.choice in choices else next(iter(choices))
    here, told = view.place.to(choice=choice), len(details.staff if choice == _STAFF_CHOICE else details.characters)
    page = next(one for one in _pages(details, here, in_native=view.language.startswith("NATIVE")) if one.fits)
    rest = t("These are the first {count}. AniList’s page has them all.", count=number(told)) if told >= _TOLD else ""
    turns = turning(page.number, page.pages, lambda number: TurnTab(here.to(number=number)))
    return [
        text(*page.lines, small(rest)),
        *([switch(ChooseInTab(here.media_id, here.tab), choices, choice)] if len(choices) > 1 else []),
        *_opening(page.options),
        *([row(*turns)] if turns else []),
    ]


def _pages(details: TitleDetails, here: TabPlace, *, in_native: bool) -> Iterator[_PeoplePage]:
    """The same page, with shorter and shorter names."""
    for limit in _NAMES:
        if here.choice == _STAFF_CHOICE:
            yield _staff_page(details.staff, here.number, limit, in_native=in_native)
        else:
            yield _cast_page(details.characters, here.choice, here.number, limit, in_native=in_native)


def _choices(details: TitleDetails, media: Media) -> dict[str, str]:
    """What the tab can show: the characters with their voices in each language, and the staff."""
    languages = _languages(details, media)
    cast = {one: t(_VOICES, language=language_name(one)) for one in languages} or {_CAST_CHOICE: t(_CAST)}
    staff = {_STAFF_CHOICE: t(_STAFF)} if details.staff else {}
    return {**(cast if details.characters else {}), **staff}


def _languages(details: TitleDetails, media: Media) -> list[str]:
    """The languages that have voices, as AniList names them: the title's own first, then those with the most."""
    counted = Counter(voice.language for one in details.characters for voice in one.voices)
    own = language_of_country(media.country)
    known = [one for one in counted if one.isascii() and one.isalpha() and len(one) <= _LONGEST_LANGUAGE]
    return sorted(known, key=lambda one: (one != own, -counted[one], one))[:_MOST_LANGUAGES]


def _cast_page(
    characters: tuple[CharacterCredit, ...], spoken: str | None, number: int, limit: int, *, in_native: bool
) -> _PeoplePage:
    """Ten characters, under a heading for each role."""
    page = page_slice(len(characters), number, _PER_PAGE)
    lines, options, heading = list[str](), list[discord.SelectOption](), ""
    for one in characters[page.start : page.end]:
        if (role := ROLES.get(one.role, _OTHERS)) != heading:
            lines.append(small(t(role)))
            heading = role
        voices = [voice for voice in one.voices if voice.language == spoken][:_VERSIONS]
        name = f"**{called(_name(one, in_native=in_native), limit)}**"
        lines.append(dotted(name, ", ".join(_voice(voice, limit, has_note=len(voices) > 1) for voice in voices)))
        options.append(_option(CHARACTER, one.id, one.name))
        options += [_option(STAFF, voice.id, voice.name, t("Voice of {name}", name=one.name)) for voice in voices]
    return _PeoplePage(lines, options, page.number, page.pages)


def _voice(voice: VoiceCredit, limit: int, *, has_note: bool) -> str:
    note = plain(voice.note, limit) if has_note else ""
    return f"{called(voice.name, limit)} ({note})" if note else called(voice.name, limit)


def _staff_page(staff: tuple[StaffCredit, ...], number: int, limit: int, *, in_native: bool) -> _PeoplePage:
    """Ten roles, each with its people."""
    roles = defaultdict[str, list[StaffCredit]](list)
    for one in staff:
        roles[one.role.partition(_EPISODES)[0]].append(one)
    page = page_slice(len(roles), number, _PER_PAGE)
    shown = list(roles.items())[page.start : page.end]
    lines = [_role_line(role, people, limit, in_native=in_native) for role, people in shown]
    options = [_option(STAFF, one.id, one.name, one.role) for _, people in shown for one in people]
    return _PeoplePage(lines, options, page.number, page.pages)


def _role_line(role: str, people: list[StaffCredit], limit: int, *, in_native: bool) -> str:
    names = listed([_name(one, in_native=in_native) for one in people], most=_TOGETHER, limit=limit)
    return dotted(f"**{plain(role, limit)}**" if role else "", names)


def _name(person: CharacterCredit | StaffCredit, *, in_native: bool) -> str:
    return person.native if in_native and person.native else person.name


def _option(kind: str, person_id: int, name: str, about: str = "") -> discord.SelectOption:
    return discord.SelectOption(
        label=bare(name) or t("someone"), value=f"{kind}:{person_id}", description=bare(about) or None
    )


def _opening(options: list[discord.SelectOption]) -> list[Part]:
    """A select that opens one of the people, each of them once."""
    once = list({option.value: option for option in options}.values())[:_MOST_OPTIONS]
    select = ui.Select[ui.LayoutView](custom_id=OpenPerson(beside=True).custom_id, placeholder=t(_OPEN), options=once)
    return [ui.ActionRow(select)] if once else []
