"""/list: a list, page by page, for its owner and for the members who may see it."""

from dataclasses import replace
from functools import partial

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from cards import list_selects as selects
from cards import lists as cards
from cards.buttons import ShowMyList
from cards.list_filters import FilterList, filter_modal
from cards.list_selects import ChangeView, ClearFilters, ListPlace, ShowPage, ShowStatus
from chat.acknowledging import acknowledge_alone, acknowledge_as_set, acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form
from chat.list_options import CustomList, Genre, custom_lists, named_custom_list, of_somebody
from chat.options import FORMATS_BY_NAME, KINDS, LIST_STATUSES, Format, Kind, ListStatus
from chat.pending_input import kept, sent_before
from chat.registry import button, form, select
from chat.replies import is_age_restricted, is_seen_by_others, reply
from chat.strangers import StrangerCards
from chat.visible_members import MemberVisibility
from i18n import mark
from library.listing.forms import filters_from, genre_named, searched
from library.listing.query import EVERY_STATUS, Filters, PageQuery, Sort
from library.lists import Audience
from library.opening import LibraryParts
from library.rules import years
from library.rules.forms import Fields
from library.viewer import format_of, language_of
from store import Link


class WantedPage(msgspec.Struct, frozen=True, kw_only=True):
    """The page that was asked for. `view` is the id of the filters, if they are kept already.

    `is_forgotten`: the filters that were meant are not known any more.
    """

    owner_id: int
    kind: str
    status: str
    sort: Sort = "updated"
    number: int = 1
    filters: Filters = Filters()
    view: str | None = None
    is_forgotten: bool = False

    def query(self, language: str) -> PageQuery:
        return PageQuery(
            media_type=self.kind,
            status=self.status,
            sort=self.sort,
            number=self.number,
            language=language,
            filters=self.filters,
        )


class ListCog(commands.Cog):
    """Shows lists in pages. Their buttons carry the whole state of a page, which is made again at each press."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members
        self._strangers = StrangerCards(lists, parts)

    @app_commands.command(name="list", description=mark("Show your list or a member’s"))
    @app_commands.describe(
        type=mark("Anime or manga"),
        status=mark("Which list (default: Watching or Reading; all, if you filter)"),
        user=mark("Whose list (default: yours)"),
        sort=mark("How to sort it (default: last update first)"),
        custom_list=mark("Only this custom list"),
        search=mark("Only titles with these words"),
        genre=mark("Only this genre"),
        year=mark("Only titles of this year, or of years such as 2010-2015 or 1990s"),
        format=mark("Only this format"),
        name=mark("Anybody’s AniList name or profile link"),
    )
    @app_commands.rename(custom_list="list")
    async def list(
        self,
        interaction: Interaction,
        type: Kind = "Anime",  # noqa: A002  (the option's name)
        status: ListStatus | None = None,
        user: discord.User | None = None,
        sort: Sort = "updated",
        custom_list: CustomList | None = None,
        search: str | None = None,
        genre: Genre | None = None,
        year: str | None = None,
        format: Format | None = None,  # noqa: A002
        name: str | None = None,
    ) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        secret = viewer is None and not name
        await acknowledge_as_set(interaction, self._lists.store.preferences, is_secret=secret)
        owner_id, kind = user.id if user else interaction.user.id, KINDS[type]
        filters = Filters(
            search=searched(search or ""),
            genres=(genre_named(genre, "genre"),) if genre else (),
            years=years.parse(year, "year") if year else None,
            formats=(FORMATS_BY_NAME[format],) if format else (),
            custom_list=""
            if name or not custom_list
            else await named_custom_list(interaction, owner_id, kind, custom_list),
        )
        usual = EVERY_STATUS if filters.are_set else "CURRENT"
        shown = LIST_STATUSES[status] if status else usual
        wanted = WantedPage(owner_id=owner_id, kind=kind, status=shown, sort=sort, filters=filters)
        if name:
            found = await self._parts.strangers.of_name(name, kind)
            await self._strangers.show_list(interaction, found, wanted.query(language_of(viewer)))
        else:
            await self._show(interaction, wanted, viewer)

    @button(ShowMyList, acknowledge_alone)
    async def own(self, interaction: Interaction, _pressed: ShowMyList) -> None:
        """Show the presser's own list, below the card whose button was pressed."""
        link = await self._lists.link_of(interaction)
        kind = "MANGA" if link.manga_count and not link.anime_count else "ANIME"
        await self._show(interaction, WantedPage(owner_id=link.discord_id, kind=kind, status="CURRENT"))

    @button(ShowPage, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowPage) -> None:
        """Show another page or order, or the same page again."""
        if pressed.fresh and pressed.owner_id == interaction.user.id:
            await self._parts.list_sync.sync_list(await self._lists.link_of(interaction), pressed.kind)
        wanted = await self._wanted(pressed)
        await self._show(interaction, msgspec.structs.replace(wanted, number=pressed.number))

    @select(ShowStatus, acknowledge_press)
    async def switch(self, interaction: Interaction, used: ShowStatus, picked: str) -> None:
        """Show another status, or a custom list, from the select; the filters stay."""
        filters = await self._parts.views.of(used.view)
        is_status, name = picked in {EVERY_STATUS, *selects.STATUSES}, None
        if not is_status:
            name = selects.picked_list(picked, await custom_lists(interaction, used.owner_id, used.kind))
        wanted = WantedPage(
            owner_id=used.owner_id,
            kind=used.kind,
            status=picked if is_status else EVERY_STATUS,
            sort=used.sort,
            filters=msgspec.structs.replace(filters or Filters(), custom_list=name or ""),
            is_forgotten=filters is None or not (is_status or name),
        )
        await self._show(interaction, wanted)

    @select(ChangeView, acknowledge_press)
    async def change(self, interaction: Interaction, used: ChangeView, picked: str) -> None:
        """Take a filter off, or sort the list."""
        wanted = await self._wanted(used)
        filters, sort = selects.picked_filters(picked, wanted.filters), selects.picked_sort(picked, wanted.sort)
        view = wanted.view if filters == wanted.filters else None
        await self._show(interaction, msgspec.structs.replace(wanted, filters=filters, sort=sort, view=view))

    @button(ClearFilters, acknowledge_press)
    async def clear(self, interaction: Interaction, pressed: ClearFilters) -> None:
        """Take all filters off."""
        wanted = await self._wanted(pressed)
        await self._show(interaction, msgspec.structs.replace(wanted, filters=wanted.filters.cleared(), view=None))

    @button(FilterList, not_yet)
    async def ask_filters(self, interaction: Interaction, pressed: FilterList) -> None:
        """Open the form with the filters that are set, or as it was sent. Raises NotLinked, VisibleMembersError."""
        await self._visible_members.person(interaction, pressed.owner_id)  # or there is nothing to filter
        viewer = await self._lists.store.links.of(interaction.user.id)
        filters = await self._parts.views.of(pressed.view) or Filters()
        sent, is_adult = await sent_before(interaction, pressed), is_age_restricted(interaction)
        action = replace(pressed, sent=None)
        await open_form(interaction, filter_modal(action, filters, format_of(viewer), is_adult=is_adult, sent=sent))

    @form(FilterList, acknowledge_press)
    async def take_filters(self, interaction: Interaction, sent: FilterList, fields: Fields) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        async with kept(interaction, sent):
            wanted = await self._wanted(sent)
            filters = filters_from(fields, wanted.filters, sent.kind, format_of(viewer))
            changed = msgspec.structs.replace(wanted, filters=filters, view=None, is_forgotten=False)
            await self._show(interaction, changed)

    async def _wanted(self, pressed: ShowPage | ChangeView | ClearFilters | FilterList) -> WantedPage:
        """The first page of what the pressed message shows."""
        filters = await self._parts.views.of(pressed.view)
        return WantedPage(
            owner_id=pressed.owner_id,
            kind=pressed.kind,
            status=pressed.status,
            sort=pressed.sort,
            filters=filters or Filters(),
            view=pressed.view if filters else None,
            is_forgotten=filters is None,
        )

    async def _show(self, interaction: Interaction, wanted: WantedPage, viewer: Link | None = None) -> None:
        """Show a page; the `viewer` is known after a command. Raises NotLinked, VisibleMembersError."""
        owner, name = await self._visible_members.person(interaction, wanted.owner_id, viewer)
        is_own = owner.discord_id == interaction.user.id
        viewer = owner if is_own else viewer or await self._lists.store.links.of(interaction.user.id)
        audience = Audience(is_own and not is_seen_by_others(interaction), is_age_restricted(interaction))
        with of_somebody(is_own=is_own, name=name):
            page, query, audience = await self._parts.list_pages.page_for(
                owner, audience, wanted.query(language_of(viewer)), is_own=is_own
            )
        kept_as = wanted.view if query.filters == wanted.filters else None
        view = kept_as or await self._parts.views.keep(interaction.user.id, query.filters)
        place = ListPlace(owner=owner, owner_name=name, query=query, view=view)

        shown = msgspec.structs.replace(page, is_forgotten=page.is_forgotten or wanted.is_forgotten)
        make = partial(cards.list_page, shown, place, viewer, now=self._lists.now(), is_whole=audience.is_owner_alone)
        if not is_own:
            await self._visible_members.answer_of(interaction, make())
            return
        await reply(interaction, make, is_secret=audience.is_owner_alone)
        await self._parts.receipts.seen(owner.discord_id, [entry for entry, _ in page.lines])


async def setup(bot: Musubi) -> None:
    await bot.add_cog(ListCog(bot.lists, bot.parts, bot.visible_members))
