"""What a change looks like: what it made of the entry, what comes next, and the way back."""

from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, headed, plain, row, text
from cards.media import colour_of
from library.editing import Changed
from library.scores import show as show_score
from library.titles import title
from store import Entry, Link, Media


def changed_card(changed: Changed, link: Link, *, now: int) -> Card:
    """The reply to any change of one title."""
    media, after = changed.media, changed.after
    name = plain(title(media, link.title_language), 150)
    if after is None:
        return Card(
            Colour.AMBER,
            text(f"**{name}** is off your {media.media_type.lower()} list."),
            row(list_buttons.undo(changed.change_id)),
        )
    body = headed(
        f"{name} · {_news(changed, link)}",
        entries.summary(after, media, link.score_format),
        _late(after, media, now),
        "-# Finished! How was it?" if changed.asks_score else "",
        picture=media.cover_url,
        described_as=f"Cover of {title(media, link.title_language)}",
    )
    return Card(colour_of(media), body, row(*_actions(changed, after)))


def undone_card(changed: Changed, link: Link) -> Card:
    """Back to what was before."""
    media = changed.media
    name = plain(title(media, link.title_language), 150)
    if changed.after is None:
        return Card(Colour.AMBER, text(f"Undone: **{name}** is not on your list, as before."))
    return Card(Colour.AMBER, text(f"Undone: **{name}**", entries.summary(changed.after, media, link.score_format)))


def favourite_card(media: Media, link: Link, *, is_favourite: bool) -> Card:
    name = plain(title(media, link.title_language), 150)
    words = "is one of your favourites now" if is_favourite else "is no longer one of your favourites"
    again = list_buttons.favourite(media.id)
    again.label = "Undo"
    again.emoji = None
    return Card(colour_of(media), text(f"❤️ **{name}** {words}."), row(again))


def _news(changed: Changed, link: Link) -> str:
    """The one thing that a person wants to be told first."""
    before, after, media = changed.before, changed.after, changed.media
    assert after
    if before is None:
        return f"added to {entries.status_name(after.status, media.media_type)}"
    if before.progress != after.progress:
        end = entries.total(media)
        return f"{entries.unit(media)} **{after.progress}**" + (f" of {end}" if end else "")
    if before.score != after.score:
        return f"rated **{show_score(after.score, link.score_format)}**" if after.score else "no longer rated"
    if before.status != after.status:
        return entries.status_name(after.status, media.media_type)
    if before.volumes != after.volumes:
        return f"volume **{after.volumes}**" + (f" of {media.volumes}" if media.volumes else "")
    return "changed"


def _late(entry: Entry, media: Media, now: int) -> str:
    parts = [entries.lateness(entry, media, now), entries.next_airing(media, now)]
    return " · next: ".join(part for part in parts if part)


def _actions(changed: Changed, after: Entry) -> list[ui.Button[ui.LayoutView]]:
    media = changed.media
    step = list_buttons.plus(after, media) if after.status in {"CURRENT", "REPEATING"} else None
    rate = list_buttons.score(media.id, "Rate it" if changed.asks_score else "Score")
    rest = [list_buttons.undo(changed.change_id), rate, list_buttons.edit(media.id)]
    return [step, *rest] if step else rest
