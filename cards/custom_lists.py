"""The panel of a person's custom lists: made, renamed and deleted, which is asked first. Seen by its owner alone."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, bare, button, plain, row, small, text
from cards.commands import command
from cards.forms import form, text_field
from cards.ids import Action, MediaKind, PageNumber, Snowflake, letters
from cards.pages import turning
from i18n import listed, mark, t, tn
from library.changes.custom_lists import CountedList
from library.pages import page_slice
from library.rules.forms import Fields
from library.rules.list_names import FIELD, LABEL, LONGEST
from library.rules.notes import decode

ListKey = Annotated[str, letters("0-9a-f", 12, least=12)]  # of the name, which may be any text


class ShowCustomLists(Action, prefix="musubi:lists"):
    """A button that shows a page of the presser's custom lists."""

    kind: MediaKind
    number: PageNumber = 1
    fresh: bool = False
    beside: bool = False


class OpenCustomList(Action, prefix="musubi:lists:open"):
    """A select that opens the picked custom list."""

    kind: MediaKind


class MakeCustomList(Action, prefix="musubi:lists:make"):
    """The form for a new custom list, and the button that opens it."""

    kind: MediaKind
    sent: Snowflake | None = None


class RenameCustomList(Action, prefix="musubi:lists:name"):
    """The form for a custom list's new name, and the button that opens it."""

    kind: MediaKind
    key: ListKey
    sent: Snowflake | None = None


class AskDeleteCustomList(Action, prefix="musubi:lists:ask"):
    """A button that asks before it deletes a custom list."""

    kind: MediaKind
    key: ListKey


class DeleteCustomList(Action, prefix="musubi:lists:delete"):
    """A button that deletes a custom list."""

    kind: MediaKind
    key: ListKey


_PER_PAGE = 10
_NAME = 60
_MOST_NAMED = 5
_HEADS = {"ANIME": mark("Your custom anime lists"), "MANGA": mark("Your custom manga lists")}
_KINDS = {"ANIME": mark("Anime"), "MANGA": mark("Manga")}
NONE_YET = mark("You have none yet. Make one to group titles your way.")
MADE = mark("Made **{name}**. Put titles on it with {edit}.")
RENAMED = mark("**{old}** is now **{name}**.")
DELETED = mark("Deleted **{name}**. Its titles are still on your list.")
WAS_GONE = mark("That list isn’t there any more.")
HOW_RENAMED = mark("AniList can’t rename lists, so I make a new one, move the titles and delete the old one.")


def key_of(name: str) -> str:
    """The key of a list in ids."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def found(lists: Sequence[CountedList], key: str) -> CountedList | None:
    return next((one for one in lists if key_of(one.name) == key), None)


def custom_lists_card(lists: Sequence[CountedList], kind: str, number: int, news: str = "") -> Card:
    """A page of the lists. `news` is what has just been done."""
    page = page_slice(len(lists), number, _PER_PAGE)
    shown = lists[page.start : page.end]
    lines = [f"**{_name(one.name)}** · {_titles(one)}" for one in shown] or [t(NONE_YET)]
    parts: list[ui.Item[ui.LayoutView]] = [text(news)] if news else []
    parts += [text(f"### {t(_HEADS[kind])}"), text(*lines)]
    if shown:
        parts.append(ui.ActionRow(_open(shown, kind)))
    if turns := turning(page.number, page.pages, lambda to: ShowCustomLists(kind, to)):
        parts.append(row(*turns))
    other = "MANGA" if kind == "ANIME" else "ANIME"
    ways = (
        button(t("New list"), MakeCustomList(kind), discord.ButtonStyle.success),
        button(t(_KINDS[other]), ShowCustomLists(other)),
        button(t("Refresh"), ShowCustomLists(kind, page.number, fresh=True)),
    )
    return Card(Colour.GREEN if news else Colour.BLUE, *parts, row(*ways))


def custom_list_card(one: CountedList, kind: str) -> Card:
    """A list, and what can be done with it."""
    key = key_of(one.name)
    ways = (
        button(t("Rename"), RenameCustomList(kind, key)),
        button(t("Delete"), AskDeleteCustomList(kind, key), discord.ButtonStyle.danger),
        button(t("All custom lists"), ShowCustomLists(kind)),
    )
    about = f"{t(_KINDS[kind])} · {_titles(one)}"
    return Card(Colour.BLUE, text(f"### {_name(one.name)}", about, f"-# {t(HOW_RENAMED)}"), row(*ways))


def deletion_question(one: CountedList, kind: str, language: str) -> Card:
    """Says what goes, what stays, and what would be on no list."""
    stays = tn(
        "Its {count} title stays on your list. Only the custom list goes.",
        "Its {count} titles stay on your list. Only the custom list goes.",
        one.titles,
    )
    ways = (
        button(t("Delete list"), DeleteCustomList(kind, key_of(one.name)), discord.ButtonStyle.danger),
        button(t("Keep it"), ShowCustomLists(kind)),
    )
    head = f"### {t('Delete {name}?', name=_name(one.name))}"
    return Card(Colour.RED, text(head, stays if one.titles else "", *_lonely(one, language)), row(*ways))


def name_modal(action: MakeCustomList | RenameCustomList, name: str, sent: Fields | None) -> ui.Modal:
    """The form for a name, with the present one, or with the values `sent` before."""
    title = t("Rename list") if isinstance(action, RenameCustomList) else t("New list")
    hint = t("Up to {count} characters, without commas and emoji", count=LONGEST)
    return form(title, action, [text_field(t(LABEL), FIELD, hint)], sent or {FIELD: [bare(decode(name))]})


def made(name: str) -> str:
    return f"✓ {t(MADE, name=_name(name), edit=command('edit'))}"


def renamed(old: str, name: str, count: int) -> str:
    moved = tn("{count} title moved", "{count} titles moved", count) if count else ""
    return f"✓ {t(RENAMED, old=_name(old), name=_name(name))}\n{small(moved)}".rstrip()


def deleted(name: str) -> str:
    return f"✓ {t(DELETED, name=_name(name))}"


def was_gone() -> str:
    return t(WAS_GONE)


def _lonely(one: CountedList, language: str) -> list[str]:
    if not one.only_here:
        return []
    names = [f"**{entries.name(media, language, _NAME)}**" for media in one.only_here[:_MOST_NAMED]]
    said = tn(
        "⚠️ {count} title is hidden from your status lists and on no other custom list, so it would be on none: {names}",
        "⚠️ {count} titles are hidden from your status lists and on no other custom list, so they’d be on none: {names}",
        len(one.only_here),
        names=listed(names, more=max(0, len(one.only_here) - _MOST_NAMED)),
    )
    return [said, f"-# {t('{edit} shows them in your status lists again.', edit=command('edit'))}"]


def _open(shown: Sequence[CountedList], kind: str) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=bare(decode(one.name), 100) or "?", value=key_of(one.name), description=_titles(one))
        for one in shown
    ]
    return ui.Select(
        custom_id=OpenCustomList(kind).custom_id, placeholder=t("Rename or delete a list…"), options=options
    )


def _name(name: str) -> str:
    return plain(decode(name), _NAME) or "?"


def _titles(one: CountedList) -> str:
    return tn("{count} title", "{count} titles", one.titles)
