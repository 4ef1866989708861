"""The post about what members do on their lists."""

from cards import list_buttons
from cards.card import Card, Colour, pictured, row, text
from cards.crowd import called
from cards.events import changed
from cards.media import colour_of, cover_of
from cards.pages import title_select
from library.notify.feeds import MemberChange


def activity_post(changes: list[MemberChange], names: dict[int, str], language: str) -> Card:
    """The changes of several members, person by person; a single title has its cover beside them."""
    said = [_changes(discord_id, name, changes, language) for discord_id, name in names.items()]
    titles = {one.media.id: one.media for one in changes}
    if len(titles) > 1:
        return Card(Colour.BLUE, *map(text, filter(None, said)), *title_select(titles.values(), language))
    (media,) = titles.values()
    body = pictured(text(*said), media.cover_url, cover_of(media, language))
    return Card(colour_of(media), body, row(list_buttons.title(media.id)))


def _changes(discord_id: int, name: str, changes: list[MemberChange], language: str) -> str:
    """A person's name, and their changes a line each; empty without any."""
    made = [one for one in changes if one.discord_id == discord_id]
    lines = [changed(one.media, one.before, one.after, language) for one in made]
    return "\n".join([f"**{called(name)}**", *lines]) if lines else ""
