"""Favourites of all kinds: the card of a change, and lines with the names of characters, staff and studios."""

from collections.abc import Collection

from discord import ui

from cards import entries
from cards.card import Card, Colour, plain, row, text
from cards.crowd import listed
from cards.emojis import emoji
from cards.media import colour_of
from i18n import mark, t
from store import Link, Media, NamedFavourite, NamedKind

FAVOURITE = {
    (True, True): mark("**{title}** is now one of your favourites."),
    (True, False): mark("**{title}** is already one of your favourites."),
    (False, True): mark("**{title}** is no longer one of your favourites."),
    (False, False): mark("**{title}** isn’t one of your favourites."),
}
_LINES: dict[NamedKind, str] = {
    "CHARACTER": mark("Characters: {names}"),
    "STAFF": mark("Staff: {names}"),
    "STUDIO": mark("Studios: {names}"),
}
_MOST = 4  # names on a line
_NAME = 30


def favourite_card(
    shown: Media | NamedFavourite,
    link: Link,
    way: ui.Button[ui.LayoutView],
    *,
    is_favourite: bool,
    is_news: bool = True,
) -> Card:
    """`is_news`: the press changed it; False where it was so already. `way` leads back."""
    is_title = isinstance(shown, Media)
    name = entries.name(shown, link.title_language) if is_title else named(shown)
    said = t(FAVOURITE[is_favourite, is_news], title=name)
    colour = colour_of(shown) if is_title else Colour.BLUE
    return Card(colour, text(f"{emoji('favourite')} {said}"), row(way))


def named(favourite: NamedFavourite) -> str:
    """The name of a character, a member of staff or a studio; its page at AniList, where the name is unknown."""
    kind, favourite_id, name = favourite
    return plain(name, 80) if name else plain(f"anilist.co/{kind.lower()}/{favourite_id}")


def named_lines(favourites: Collection[NamedFavourite]) -> list[str]:
    """A line of small print for each kind that there is."""
    lines: list[str] = []
    for kind, message in _LINES.items():
        if names := [one.name for one in favourites if one.kind == kind]:
            lines.append(f"-# {t(message, names=listed(names, _MOST, _NAME))}")
    return lines
