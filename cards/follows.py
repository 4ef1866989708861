"""/following: whom one follows at AniList, or who follows back, page by page; a card that nobody else ever sees."""

from collections.abc import Mapping
from typing import Annotated

import discord
import msgspec
from discord import ui

from anilist import Direction, FollowedUser
from cards import entries
from cards.card import UPDATED, Card, Colour, bare, button, dotted, linked, moment, plain, row, small, text
from cards.crowd import called
from cards.ids import Action, PageNumber, one_of
from cards.media import NOT_ANSWERING
from cards.pages import Where
from i18n import listed as joined
from i18n import mark, number, t
from library.following import FollowPage
from store import Media

_NAME, _TITLE = 20, 40
_MOST_TITLES = 2
_HEADS: dict[Direction, str] = {"following": mark("People you follow"), "followers": mark("Your followers")}
_TABS: dict[Direction, str] = {"following": mark("Following"), "followers": mark("Followers")}
_OTHER: dict[Direction, Direction] = {"following": "followers", "followers": "following"}
NOBODY: dict[Direction, str] = {
    "following": mark("You don’t follow anyone on AniList yet. Press Follow on someone’s profile."),
    "followers": mark("No one follows you on AniList yet."),
}
NO_MORE = mark("No one else is on this page.")
WATCHING = mark("watching {titles}")


class ShowFollows(Action, prefix="musubi:follows"):
    """A button that shows a page of the people whom the presser follows, or who follow them."""

    direction: Annotated[Direction, one_of({"following": "following", "followers": "followers"})]
    number: PageNumber
    fresh: bool = False


class OpenFollowed(Action, prefix="musubi:follows:open"):
    """A select that opens the profile of the picked account beside its card."""


class Here(msgspec.Struct, frozen=True):
    """A followed account's member in the server: their name there, and the anime that they watch now."""

    name: str
    watching: list[Media]


def follows_card(page: FollowPage, here: Mapping[int, Here], language: str) -> Card:
    """`here` has the members who may be shown, by their ids at AniList."""
    age = NOT_ANSWERING if page.is_unanswered else UPDATED
    lines = [_line(one, here.get(one.id), language) for one in page.people]
    nobody = NO_MORE if page.number > 1 else NOBODY[page.direction]
    return Card(
        Colour.BLUE,
        text(f"### {t(_HEADS[page.direction])}"),
        text(*(lines or [t(nobody)])),
        text(small(t(age, time=moment(page.as_of)))),
        *_select(page.people, here),
        row(*_ways(page)),
    )


def _line(one: FollowedUser, member: Here | None, language: str) -> str:
    name = f"**{linked(plain(one.name, _NAME), one.site_url)}**"
    if member is None:
        return name
    watching = _watching(member.watching, language)
    return "\n".join(filter(None, [dotted(name, called(member.name)), small(watching)]))


def _watching(titles: list[Media], language: str) -> str:
    names = [entries.name(media, language, _TITLE) for media in titles[:_MOST_TITLES]]
    return t(WATCHING, titles=joined(names, more=len(titles) - len(names))) if names else ""


def _select(people: list[FollowedUser], here: Mapping[int, Here]) -> list[ui.Item[ui.LayoutView]]:
    options = [
        discord.SelectOption(
            label=bare(one.name, _NAME) or number(one.id),
            value=str(one.id),
            description=bare(here[one.id].name) or None if one.id in here else None,
        )
        for one in people
    ]
    select = ui.Select[ui.LayoutView](
        custom_id=OpenFollowed().custom_id, placeholder=t("Open a profile…"), options=options
    )
    return [ui.ActionRow(select)] if options else []


def _ways(page: FollowPage) -> list[ui.Button[ui.LayoutView]]:
    other = _OTHER[page.direction]
    tab = button(t(_TABS[other]), ShowFollows(other, 1))
    return [*_turning(page), tab, button(t("Refresh"), ShowFollows(page.direction, page.number, fresh=True))]


def _turning(page: FollowPage) -> list[ui.Button[ui.LayoutView]]:
    """Back, page number and forth; AniList does not tell how many pages there are."""
    if page.number == 1 and not page.has_more:
        return []
    back = button("‹", ShowFollows(page.direction, max(page.number - 1, 0)))
    where = button(number(page.number), Where(page.number))
    forth = button("›", ShowFollows(page.direction, page.number + 1))
    back.disabled, where.disabled, forth.disabled = page.number <= 1, True, not page.has_more
    return [back, where, forth]
