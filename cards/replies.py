"""Replies to activities at AniList: the button and its form, and the cards of what became of one."""

import discord
from discord import ui

from cards.card import Card, Colour, button, plain, row, text
from cards.forms import form
from cards.ids import Action, MediaId, NoticeId, Snowflake
from i18n import mark, t, tc
from library.changes.replies import Posted
from library.rules.forms import Fields
from library.rules.replies import FIELD, LABEL, LONGEST


class ReplyTo(Action, prefix="musubi:reply"):
    """The form for a reply to a list activity, and its button; `sent` as in GiveScore, `told` as in TurnFollow."""

    activity_id: MediaId
    sent: Snowflake | None = None
    told: NoticeId | None = None


class UndoReply(Action, prefix="musubi:reply:undo"):
    """A button that deletes a reply of the presser's again."""

    change_id: Snowflake


POSTED = mark("Your reply is on AniList:")
KEPT_OTHERWISE = mark("AniList changed your text: this is what’s there.")
DELETED = mark("Your reply is no longer on AniList.")
PUBLIC = mark("Everyone can read it on AniList, under your name there.")
_SHOWN = 1200  # characters


def reply(activity_id: int, *, told: int | None = None) -> ui.Button[ui.LayoutView]:
    """The button that opens the form."""
    return button(tc("the button", "Reply"), ReplyTo(activity_id, told=told))


def reply_form(asked: ReplyTo, sent: Fields | None) -> ui.Modal:
    """An empty form, or the text that was `sent` before."""
    field = ui.TextInput[ui.Modal](custom_id=FIELD, style=discord.TextStyle.paragraph, max_length=LONGEST)
    label = ui.Label(text=t(LABEL), description=t(PUBLIC), component=field)
    return form(t("Reply on AniList"), ReplyTo(asked.activity_id, told=asked.told), [label], sent or {})


def posted_card(posted: Posted) -> Card:
    """The very text that AniList has now, and Undo."""
    quote = [f"> {line}" for line in _lines(posted.text)]
    otherwise = "" if posted.is_whole else f"-# {t(KEPT_OTHERWISE)}"
    return Card(Colour.BLUE, text(t(POSTED), *quote, otherwise), row(button(t("Undo"), UndoReply(posted.id))))


def deleted_card(activity_id: int) -> Card:
    return Card(Colour.BLUE, text(t(DELETED)), row(reply(activity_id)))


def _lines(words: str) -> list[str]:
    """The text line by line, escaped, as far as a card holds it."""
    return [plain(line, _SHOWN) for line in words[:_SHOWN].split("\n")]
