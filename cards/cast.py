"""Pieces of the cards of characters and staff: names, facts, titles with the viewer's status, and a choice of names."""

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

import discord
from discord import ui

from anilist.shapes import is_address
from cards import entries
from cards.card import UPDATED, Card, Colour, bare, button, facts, link_button, moment, plain, row, small, text
from cards.emojis import emoji
from cards.ids import Action, MediaId, digits
from cards.markup import marked_up
from cards.media import NOT_ANSWERING
from i18n import mark, number, t
from library.cast.people import CharacterFacts, Named, StaffFacts
from library.cast.studios import StudioFacts
from library.errors import SeveralNames
from library.rules.dates import show_birthday
from library.titles import languages
from library.titles.formats import format_name
from store import Entry, Media

Number = Annotated[int, digits(3)]  # of a page
Way = Literal["back", "forth"]  # tells apart two buttons that lead to the same page
NO_TITLES = mark("No titles to show here.")
_WHICH = {
    "CHARACTER": mark("Several characters match. Which one do you mean?"),
    "STAFF": mark("Several people match. Who do you mean?"),
    "STUDIO": mark("Several studios match. Which one do you mean?"),
}
_GENDERS = {"Female": mark("Female"), "Male": mark("Male"), "Non-binary": mark("Non-binary")}
_ROLES = {
    "MAIN": mark("Main role"),
    "SUPPORTING": mark("Supporting role"),
    "BACKGROUND": mark("Background role"),
}
_NAMES, _SPOILERS = 3, 2  # other names on a card
_TITLE = 42  # characters of a title on a line
_MOST_TEXT, _MOST_TOLD, _LEAST_TOLD = 3_900, 500, 60  # characters of a card, and of the description in it


class PickCharacter(Action, prefix="musubi:character:pick"):
    """A select that opens the card of the picked character."""

    beside: bool = False


class OpenStaff(Action, prefix="musubi:staff:open"):
    """A button that opens the card of a member of a staff below its own."""

    staff_id: MediaId


class PickStaff(Action, prefix="musubi:staff:pick"):
    """A select that opens the card of the picked member of a staff."""

    beside: bool = False


class PickStudio(Action, prefix="musubi:studio:pick"):
    """A select that opens the card of the picked studio."""


def name_of(person: Named, limit: int = 100) -> str:
    """The name as markup, in Latin letters if there is one."""
    return plain(person.name or person.native or "", limit) or f"AniList {person.id}"


def label_of(person: Named, limit: int = 100) -> str:
    """The name for places without markup."""
    return bare(person.name or person.native or "", limit) or f"AniList {person.id}"


def other_names(person: CharacterFacts | StaffFacts) -> str:
    """The native name and a few others; those that tell too much are behind bars."""
    known = dict.fromkeys([person.native or "", *person.other_names])
    shown = [said for one in known if one != person.name and (said := plain(one, 40))]
    spoilers = person.spoiler_names if isinstance(person, CharacterFacts) else ()
    hidden = [f"||{said}||" for one in spoilers if (said := plain(one, 40))]
    return small(*shown[:_NAMES], *hidden[:_SPOILERS])


def about(person: CharacterFacts | StaffFacts) -> str:
    """Age, birthday without a year, gender, blood type, favourites; what AniList does not tell is left out."""
    birthday = show_birthday(person.born)
    age = plain(str(person.age), 20) if person.age else ""
    return facts(
        t("Age {age}", age=age) if age else "",
        t("Birthday {date}", date=birthday) if birthday else "",
        gender(person.gender),
        t("Blood type {type}", type=plain(person.blood_type, 10)) if person.blood_type else "",
        f"{emoji('favourite')} {number(person.favourites)}" if person.favourites else "",
    )


def told(person: CharacterFacts | StaffFacts, *others: ui.Item[ui.LayoutView]) -> list[ui.Item[ui.LayoutView]]:
    """The description, as long as the `others` on the card leave room for; its markup takes more than is seen."""
    left = _MOST_TEXT - sum(len(item.content) for one in others for item in _texts(one))
    room = min(_MOST_TOLD, left // 2)
    while room >= _LEAST_TOLD:
        said = marked_up(person.description, room)
        if len(said) <= left:
            return [text(said)] if said else []
        room //= 2
    return []


def _texts(item: ui.Item[ui.LayoutView]) -> list[ui.TextDisplay[ui.LayoutView]]:
    children = item.children if isinstance(item, ui.Section) else [item]
    return [one for one in children if isinstance(one, ui.TextDisplay)]


def gender(said: str | None) -> str:
    return t(_GENDERS[said]) if said in _GENDERS else plain(said or "", 20)


def role_name(role: str | None) -> str:
    """AniList's ``CharacterInTitle`` in words; empty for a role that is new to Musubi."""
    return t(_ROLES[role]) if role in _ROLES else ""


def language_name(language: str | None) -> str:
    """A language of voices in words."""
    return plain(languages.language_name(language or ""), 30)


def title_line(media: Media, entry: Entry | None, language: str, *words: str, played: str = "") -> str:
    """A title, behind the characters `played` in it; below it the `words`, what it is, and the viewer's status."""
    name = entries.name(media, language, _TITLE)
    own = f"{entries.sign(entry.status)} {entries.status_name(entry.status, media.media_type)}" if entry else ""
    year = media.season_year or (media.started or 0) // 10_000
    below = facts(*words, format_name(media.format), str(year or ""), own.strip())
    return (f"**{played}** · {name}" if played else f"**{name}**") + (f"\n-# {below}" if below else "")


def small_print(number: int, as_of: int, *, has_next: bool, is_unanswered: bool) -> str:
    """The page, if there are several, and the age of the answer."""
    when, has_more = moment(as_of), number > 1 or has_next
    updated = t("updated {time}", time=when) if has_more else t(UPDATED, time=when)
    page = t("page {number}", number=number) if has_more else ""
    return small(page, t(NOT_ANSWERING, time=when) if is_unanswered else updated)


def turns(number: int, to: Callable[[int, Way], Action], *, has_next: bool) -> list[ui.Button[ui.LayoutView]]:
    """The buttons back and forth; none for a single page. AniList does not tell how many pages there are."""
    if number == 1 and not has_next:
        return []
    back, forth = button("‹", to(max(number - 1, 1), "back")), button("›", to(number + 1, "forth"))
    back.disabled, forth.disabled = number <= 1, not has_next
    return [back, forth]


def rows(
    turns: list[ui.Button[ui.LayoutView]], refresh: ui.Button[ui.LayoutView], doors: list[ui.Button[ui.LayoutView]]
) -> list[ui.ActionRow[ui.LayoutView]]:
    """Refresh beside the page buttons, or behind the others where there is a single page."""
    return [row(*turns, refresh), row(*doors)] if turns else [row(*doors, refresh)]


def at_anilist(person: CharacterFacts | StaffFacts | StudioFacts) -> list[ui.Button[ui.LayoutView]]:
    return [link_button("AniList", person.site_url)] if is_address(person.site_url) else []


def staff_url(staff_id: int) -> str:
    return f"https://anilist.co/staff/{staff_id}"


def character_url(character_id: int) -> str:
    return f"https://anilist.co/character/{character_id}"


def person_select(people: Iterable[Named], action: Action, words: str) -> list[ui.Item[ui.LayoutView]]:
    """A select of at most 25 characters or people; empty without any."""
    labels = {person.id: label_of(person) for person in people}
    options = [discord.SelectOption(label=said, value=str(one)) for one, said in labels.items()][:25]
    select = ui.Select[ui.LayoutView](custom_id=action.custom_id, placeholder=t(words), options=options)
    return [ui.ActionRow(select)] if options else []


def several_card(error: SeveralNames, select: Action) -> Card:
    """The question who is meant; `select` is the action of its select."""
    options = [discord.SelectOption(label=bare(said), value=str(one)) for one, said in error.choices.items()]
    choice = ui.Select[ui.LayoutView](custom_id=select.custom_id, placeholder=t("Choose…"), options=options[:25])
    return Card(Colour.BLUE, text(t(_WHICH[error.kind])), ui.ActionRow(choice))
