"""/random: a random pick from the person's own list."""

from functools import partial

from discord import app_commands
from discord.ext import commands

from cards.card import Card
from cards.media import media_card
from cards.random import PickAnother, another, nothing_to_pick
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.options import KINDS, STATUSES, Kind, Status
from chat.owners import is_anothers
from chat.registry import button
from chat.replies import is_age_restricted, is_for_one_alone, is_seen_by_others, reply
from i18n import mark
from library.lists import Audience, Length, pick
from library.opening import LibraryParts
from library.rules.genres import meant_genre
from library.rules.text import as_meant
from store import Link

FROM_OWN_LIST = mark("From your own list:")


class RandomCog(commands.Cog):
    """Picks a title for evenings on which nobody can decide."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Pick something from your Planning list, or another list"))
    @app_commands.describe(
        type=mark("Anime or manga"),
        status=mark("Which list to pick from (default: Planning)"),
        genre=mark("Only this genre, such as Comedy"),
        length=mark("How long it may be"),
    )
    async def random(
        self,
        interaction: Interaction,
        type: Kind = "Anime",  # noqa: A002  (the option's name)
        status: Status = "Planning",
        genre: app_commands.Range[str, 1, 30] | None = None,
        length: Length | None = None,
    ) -> None:
        link = await self._lists.begin(interaction)
        wanted = meant_genre(as_meant(genre or "").replace(":", ""))
        await self._show(interaction, link, KINDS[type], STATUSES[status], wanted, length, 0)

    @button(PickAnother, acknowledge_press)
    async def again(self, interaction: Interaction, pressed: PickAnother) -> None:
        link = await self._lists.link_of(interaction)
        await self._show(
            interaction,
            link,
            pressed.kind,
            pressed.status,
            pressed.genre,
            pressed.length,
            pressed.shown or 0,
        )

    async def _show(
        self,
        interaction: Interaction,
        link: Link,
        kind: str,
        status: str,
        genre: str,
        length: Length | None,
        last: int,
    ) -> None:
        shelf = await self._parts.list_pages.shelf(link, kind, status, have_facts=True)
        audience = Audience(not is_seen_by_others(interaction), is_age_restricted(interaction))
        fitting = partial(pick, genre=genre or None, length=length)
        lines = [line for line in shelf.lines if audience.sees(line)]
        picked = fitting(line for line in lines if line[1].id != last) or fitting(lines)
        if picked is None:
            whole = audience.is_owner_alone
            nothing = nothing_to_pick(kind, status, count=len(lines), genre=genre, length=length, is_whole=whole)
            await show(interaction, nothing)
            return
        shown = await self._parts.library.card_title(link, picked[1].id)
        news = FROM_OWN_LIST if is_anothers(interaction) else ""

        def card() -> Card:
            more = another(kind, status, genre, length, shown=shown.media.id)
            return media_card(shown, link, now=self._lists.now(), more=more, news=news)

        await reply(interaction, card, is_secret=is_for_one_alone(interaction, shown.media, shown.entry))
        await self._parts.receipts.seen(link.discord_id, [shown.entry])


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RandomCog(bot.lists, bot.parts))
