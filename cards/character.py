"""The card of a character: who they are, who speaks them in a language, and what they are in."""

from collections import Counter
from dataclasses import replace
from typing import Annotated, Literal

from discord import ui

from cards import cast, list_buttons
from cards.card import Card, Colour, button, headed, linked, plain, text
from cards.ids import Action, IdPart, MediaId, letters
from cards.pages import switch, title_select
from i18n import listed, mark, t
from library.cast.characters import CharacterView
from library.cast.people import Speaker
from library.cast.roles import Order
from library.titles.languages import language_name
from library.viewer import language_of
from store import Link

Kind = Literal["all", "anime", "manga"]
MEDIA_TYPES: dict[Kind, str | None] = {"all": None, "anime": "ANIME", "manga": "MANGA"}
_TITLES: dict[tuple[Kind, Order], str] = {
    ("all", "popular"): mark("Popular first"),
    ("all", "newest"): mark("Newest first"),
    ("anime", "popular"): mark("Anime, popular first"),
    ("anime", "newest"): mark("Anime, newest first"),
    ("manga", "popular"): mark("Manga, popular first"),
    ("manga", "newest"): mark("Manga, newest first"),
}
_MOST_VOICES, _MOST_BUTTONS, _MOST_LANGUAGES, _LONGEST_LANGUAGE = 4, 2, 25, 20


class CharacterPlace(IdPart):
    """A page of a character's titles, part of every button's id. `language` is that of the voices."""

    character_id: MediaId
    kind: Kind = "all"
    order: Order = "popular"
    language: Annotated[str, letters("A-Za-z", _LONGEST_LANGUAGE)] = "Japanese"
    number: cast.Number = 1


class ShowCharacter(Action, prefix="musubi:character"):
    """A button that shows another page of titles."""

    place: CharacterPlace
    way: cast.Way


class RefreshCharacter(Action, prefix="musubi:character:latest"):
    """A button that fetches the character from AniList, and shows the card again."""

    place: CharacterPlace


class ShowCharacterTitles(Action, prefix="musubi:character:titles"):
    """A select of the titles' type and order."""

    place: CharacterPlace


class ShowVoices(Action, prefix="musubi:character:voices"):
    """A select of the voices' language."""

    place: CharacterPlace


def titles_picked(place: CharacterPlace, picked: str) -> CharacterPlace:
    """The first page of the picked titles; the same page for a value that there is no more."""
    chosen = next((one for one in _TITLES if ":".join(one) == picked), None)
    return replace(place, kind=chosen[0], order=chosen[1], number=1) if chosen else place


def character_card(view: CharacterView, place: CharacterPlace, link: Link | None) -> Card:
    """`view` has the entries that may be seen where the card is shown."""
    character, language = view.character, language_of(link)
    spoken = _languages(view.voices)
    chosen = place.language if place.language in spoken else next(iter(spoken), "")
    voices = [voice for voice in view.voices if voice.language == chosen]
    head = headed(
        linked(cast.name_of(character), character.site_url),
        cast.other_names(character),
        cast.about(character),
        picture=character.picture_url,
        described_as=t("Picture of {name}", name=cast.label_of(character)),
    )
    spoken_by = [text(_voiced(voices, chosen))] if voices else []
    lines = text(*_lines(view, language), _small_print(view, place))
    parts = [head, *cast.told(character, head, lines, *spoken_by), *spoken_by, ui.Separator[ui.LayoutView](), lines]
    parts += title_select((one.media for one in view.titles), language)
    if len(view.titles) > 1 or place.kind != "all" or place.number > 1:
        parts.append(_titles(place))
    if len(spoken) > 1:
        parts.append(
            switch(
                ShowVoices(place),
                {one: t("Voices: {language}", language=language_name(one)) for one in spoken},
                chosen,
            )
        )

    def page(number: int, way: cast.Way) -> ShowCharacter:
        return ShowCharacter(replace(place, number=number), way)

    turns = cast.turns(place.number, page, has_next=view.has_next)
    refresh = button(t("Refresh"), RefreshCharacter(place))
    return Card(Colour.BLUE, *parts, *cast.rows(turns, refresh, _doors(view, voices)))


def _languages(voices: list[Speaker]) -> list[str]:
    """The languages that an id can hold, Japanese first, then by the number of voices."""
    counts = Counter(one.language for one in voices if one.language.isascii() and one.language.isalpha())
    known = [language for language in counts if len(language) <= _LONGEST_LANGUAGE]
    return sorted(known, key=lambda one: (one != "Japanese", -counts[one], one))[:_MOST_LANGUAGES]


def _voiced(voices: list[Speaker], language: str) -> str:
    names = [
        linked(cast.name_of(voice.actor, 30), cast.staff_url(voice.actor.id))
        + (f" ({said})" if (said := plain(voice.notes or "", 20)) else "")
        for voice in voices[:_MOST_VOICES]
    ]
    return f"**{cast.language_name(language)}** · {listed(names)}"


def _lines(view: CharacterView, language: str) -> list[str]:
    lines = [
        cast.title_line(shown.media, shown.entry, language, cast.role_name(shown.roles[0].role))
        for shown in view.titles
    ]
    return lines or [t(cast.NO_TITLES)]


def _small_print(view: CharacterView, place: CharacterPlace) -> str:
    return cast.small_print(place.number, view.as_of, has_next=view.has_next, is_unanswered=view.is_unanswered)


def _titles(place: CharacterPlace) -> ui.ActionRow[ui.LayoutView]:
    choices = {":".join(one): t(said) for one, said in _TITLES.items()}
    return switch(ShowCharacterTitles(place), choices, f"{place.kind}:{place.order}")


def _doors(view: CharacterView, voices: list[Speaker]) -> list[ui.Button[ui.LayoutView]]:
    """Favourite, the cards of the first voices, and the character at AniList."""
    first = list({voice.actor.id: voice.actor for voice in voices}.values())[:_MOST_BUTTONS]
    return [
        list_buttons.favourite(view.character.id, "CHARACTER"),
        *(button(cast.label_of(actor, 25), cast.OpenStaff(actor.id)) for actor in first),
        *cast.at_anilist(view.character),
    ]
