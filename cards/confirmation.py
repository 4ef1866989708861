"""The confirmation of a doubtful change: the title as it would become, and the likely alternative."""

import discord

from cards import entries, list_buttons
from cards.card import Card, Colour, button, row, text
from cards.ids import Action, Snowflake
from library.errors import AlreadyCompleted, NotAired
from store import Media


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
    name = entries.name(media, error.link.title_language)
    coming = entries.next_airing(media, now)
    said = text(
        f"**{name}**: {entries.out(media, error.out)}{f', {coming}' if coming else ''}.",
        f"You asked for {entries.summary(error.wanted, media, error.link.score_format)}",
    )
    anyway = button("Do it anyway", ConfirmChange(error.deferred["id"]))
    if seen >= error.out:
        anyway.style = discord.ButtonStyle.success
        return Card(Colour.BLUE, said, row(anyway))
    return Card(Colour.BLUE, said, row(list_buttons.up_to(media.id, error.out, label=f"Up to {error.out:,}"), anyway))


def _completed_card(error: AlreadyCompleted) -> Card:
    """Asks whether the person is watching or reading it again."""
    media, entry = error.media, error.entry
    name = entries.name(media, error.language)
    said = text(
        f"You have completed **{name}**: {entries.progress(entry, media)}. Are you {_doing_it_again(media)}?",
        "-# To put a count right instead, use /edit.",
    )
    again = list_buttons.once_more(entry, media, progress=error.progress, volumes=error.volumes)
    again.style = discord.ButtonStyle.success
    return Card(Colour.BLUE, said, row(again))


def _doing_it_again(media: Media) -> str:
    return "watching it again" if media.media_type == "ANIME" else "reading it again"
