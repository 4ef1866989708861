"""The menu “Find title”: finds what a message names or links to, and answers the person alone.

Discord sends the message with the menu's interaction, so no privileged intent is needed to read it.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from anilist import NotFound
from cards import list_buttons
from cards.disambiguation import picked_from, which_card
from cards.subjects import PickSubject, several_subjects, subject_picked
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.cast import CastContext
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import select
from i18n import mark
from library.errors import Ambiguous, NothingMentioned, NoTitle
from library.finding.finder import Finder
from library.opening import LibraryParts
from library.titles.mentions import Mentions, mentioned
from library.viewer import language_of
from store import Link, Media, NamedFavourite, Subject

_MOST_LOOKED_UP = 3  # at AniList for one message, the card included; cached titles cost nothing


class FindCog(commands.Cog):
    """Shows a single title, character, person or studio, and offers several."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._cast = CastContext(lists, parts)

    async def find(self, interaction: Interaction, message: discord.Message) -> None:
        await acknowledge_alone(interaction)
        link = await self._lists.store.links.of(interaction.user.id)
        try:
            mentions = mentioned("\n".join(_texts(message)))
            found = await _ids(self._parts.finder, link, mentions)
        except Ambiguous as error:
            await show(interaction, which_card(error, list_buttons.PickTitle(), list_buttons.title))
            return
        if len(mentions.named) == 1 and not found:
            await self._cast.open(interaction, mentions.named[0])
            return
        titles, left = await self._titles(link, found, left=_MOST_LOOKED_UP - _looked_up(mentions))
        named = await self._named(interaction, mentions.named[:left])
        language = language_of(link)
        if len(named) == 1 and not titles:
            await self._cast.open(interaction, Subject(named[0].id, named[0].kind))
        elif named:
            await show(interaction, several_subjects(titles, named, language))
        elif not titles:
            raise NothingMentioned("the message names no title")
        elif len(titles) == 1 and left:
            await self._lists.show_title(interaction, link, titles[0].id)
        elif len(titles) == 1:
            only = Ambiguous(titles, language, typed=str(titles[0].id))
            await show(interaction, which_card(only, list_buttons.PickTitle(), list_buttons.title))
        else:
            await show(interaction, picked_from(titles, language, list_buttons.PickTitle()))

    @select(PickSubject, acknowledge_press)
    async def pick(self, interaction: Interaction, _used: PickSubject, picked: str) -> None:
        if subject := subject_picked(picked):
            await self._cast.open(interaction, subject)

    async def _named(self, interaction: Interaction, subjects: list[Subject]) -> list[NamedFavourite]:
        """Those of the characters, people and studios that AniList knows."""
        found = [await self._cast.name(interaction, subject) for subject in subjects]
        return [one for one in found if one]

    async def _titles(self, link: Link | None, media_ids: list[int], *, left: int) -> tuple[list[Media], int]:
        """The titles that AniList knows; at most `left` titles that are not in the store are fetched.

        Returns how many fetches are left then, too.
        """
        known = await self._parts.library.cached_media(media_ids)
        unknown = [one for one in media_ids if one not in known][:left]
        for media_id in unknown:
            with suppress(NotFound):
                known[media_id] = await self._parts.library.media(link, media_id)
        return [known[media_id] for media_id in media_ids if media_id in known], left - len(unknown)


def _looked_up(mentions: Mentions) -> int:
    """The most requests that MyAnimeList's ids and the names may take."""
    return len(mentions.mal[:_MOST_LOOKED_UP]) + len(mentions.names[:_MOST_LOOKED_UP])


async def _ids(finder: Finder, link: Link | None, mentions: Mentions) -> list[int]:
    """The ids of the titles that exist; for a name that fits several, the likeliest, or all if it is the only name.

    Raises Ambiguous where the message names nothing else, and no title fits the name well.
    """
    found = list(mentions.media_ids)
    for kind, mal_id in mentions.mal[:_MOST_LOOKED_UP]:
        try:
            found.append(await finder.by_mal(link, mal_id, kind))
        except NotFound:
            continue
    for name in mentions.names[:_MOST_LOOKED_UP]:
        try:
            found.append(await finder.find_name(link, name, None))
        except NoTitle:
            continue
        except Ambiguous as error:
            if error.is_weak and len(mentions.names) == 1 and not found:
                raise
            if error.is_weak:
                continue
            meant = error.choices if len(mentions.names) == 1 else error.choices[:1]
            found += [media.id for media in meant]
    return list(dict.fromkeys(found))


def _texts(message: discord.Message) -> Iterator[str]:
    """The message's text, the titles and addresses of its embeds, and the texts of its components."""
    yield message.content
    for embed in message.embeds:
        yield f"{embed.url or ''}\n{embed.title or ''}"
    for part in message.components:
        yield from _words(part.to_dict())


def _words(part: Any) -> Iterator[str]:
    """All texts in a component, at any depth."""
    if "content" in part:
        yield str(part["content"])
    for child in part.get("components", []):
        yield from _words(child)


async def setup(bot: Musubi) -> None:
    cog = FindCog(bot.lists, bot.parts)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name=mark("Find title"), callback=cog.find))
