"""A choice among titles, characters, people and studios, and the card that asks which one is meant."""

from collections.abc import Iterable

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, bare, text
from cards.ids import Action
from cards.pages import title_select
from i18n import mark, t
from store import Media, NamedFavourite, NamedKind, Subject, SubjectKind

LINKED = mark("The message has several links. Which one do you want to open?")
_KINDS: dict[NamedKind, str] = {"CHARACTER": mark("Character"), "STAFF": mark("Staff"), "STUDIO": mark("Studio")}
_WORDS: dict[str, SubjectKind] = {"title": "TITLE", "character": "CHARACTER", "staff": "STAFF", "studio": "STUDIO"}
_MOST = 25  # options, Discord's limit


class PickSubject(Action, prefix="musubi:subject"):
    """A select that opens the card of whatever was picked."""

    beside: bool = False


def subject_picked(value: str) -> Subject | None:
    """The subject of an option; None for a value that there is no more."""
    word, _, number = value.partition(":")
    return Subject(int(number), _WORDS[word]) if word in _WORDS and number.isdecimal() else None


def subject_select(
    titles: Iterable[Media], named: Iterable[NamedFavourite], language: str
) -> list[ui.Item[ui.LayoutView]]:
    """A select that opens one of them beside the answer; empty without any."""
    known = list(named)
    if not known:
        return title_select(titles, language)
    select = ui.Select[ui.LayoutView](
        custom_id=PickSubject(beside=True).custom_id,
        placeholder=t("Open…"),
        options=_options(titles, known, language),
    )
    return [ui.ActionRow(select)]


def several_subjects(titles: Iterable[Media], named: Iterable[NamedFavourite], language: str) -> Card:
    """The question which one to open in the place of the question."""
    select = ui.Select[ui.LayoutView](
        custom_id=PickSubject().custom_id, placeholder=t("Choose…"), options=_options(titles, named, language)
    )
    return Card(Colour.BLUE, text(t(LINKED)), ui.ActionRow(select))


def _options(titles: Iterable[Media], named: Iterable[NamedFavourite], language: str) -> list[discord.SelectOption]:
    """Each once, the titles first."""
    options = {
        Subject(media.id): discord.SelectOption(label=entries.label(media, language), value=f"title:{media.id}")
        for media in titles
    }
    options |= {Subject(one.id, one.kind): _option(one) for one in named}
    return list(options.values())[:_MOST]


def _option(one: NamedFavourite) -> discord.SelectOption:
    label = bare(one.name) or f"AniList {one.id}"
    return discord.SelectOption(label=label, value=f"{one.kind.lower()}:{one.id}", description=t(_KINDS[one.kind]))
