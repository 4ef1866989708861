"""The confirmation of a doubtful change: the title as it would become, and the likely alternative."""

import discord

from cards import entries, list_buttons
from cards.card import Card, Colour, button, dotted, row, text
from cards.commands import command
from cards.ids import Action, Snowflake
from i18n import mark, number, t
from library.errors import AlreadyCompleted, NotAired

COMPLETED = mark("You’ve completed **{title}**: {progress}.")
WATCH_AGAIN = mark("Are you watching it again?")
READ_AGAIN = mark("Are you reading it again?")


class ConfirmChange(Action, prefix="musubi:confirm"):
    """A button that makes the doubtful change after all."""

    pending_id: Snowflake


def confirmation(error: Exception, *, now: int) -> Card | None:
    """The card that asks for confirmation; None for an error that needs no confirmation."""
    match error:
        case NotAired():
            return _early_card(error, now)
        case AlreadyCompleted():
            return _completed_card(error)
        case _:
            return None


def _early_card(error: NotAired, now: int) -> Card:
    """Offers the latest episode that is out instead, where that is progress."""
    media, seen = error.media, error.before.progress if error.before else 0
    coming = [entries.out(media, error.out), entries.next_airing(media, now)]
    said = text(
        f"**{entries.name(media, error.link.title_language)}**",
        dotted(*coming),
        t("You asked for: {entry}", entry=entries.summary(error.wanted, media, error.link.score_format)),
    )
    anyway = button(t("Do it anyway"), ConfirmChange(error.deferred["id"]))
    if seen >= error.out:
        anyway.style = discord.ButtonStyle.success
        return Card(Colour.BLUE, said, row(anyway))
    out = list_buttons.up_to(media.id, error.out, label=t("Up to {progress}", progress=number(error.out)))
    return Card(Colour.BLUE, said, row(out, anyway))


def _completed_card(error: AlreadyCompleted) -> Card:
    """Asks whether the person is watching or reading it again."""
    media, entry = error.media, error.entry
    name, progress = entries.name(media, error.language), entries.progress(entry, media)
    said = text(
        t(COMPLETED, title=name, progress=progress),
        t(WATCH_AGAIN) if media.media_type == "ANIME" else t(READ_AGAIN),
        f"-# {t('To correct a number instead, use {edit}.', edit=command('edit'))}",
    )
    again = list_buttons.once_more(entry, media, progress=error.progress, volumes=error.volumes)
    again.style = discord.ButtonStyle.success
    return Card(Colour.BLUE, said, row(again))
