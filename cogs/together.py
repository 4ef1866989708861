"""/together: titles that several members could watch or read together."""

from collections.abc import Mapping

import discord
from discord import app_commands
from discord.ext import commands
from msgspec.structs import replace

from cards.together import PER_PAGE, Group, Likely, TogetherPage, together_card
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, cached_titles, may_name_adult
from chat.interactions import Interaction
from chat.options import KINDS, Kind
from chat.registry import button
from chat.visible_members import MemberVisibility
from i18n import mark
from library.crowd import TitleFilter
from library.lists import Length
from library.opening import LibraryParts
from library.pages import page_slice
from library.titles.formats import FORMAT_NAMES
from library.visible_members import TooFew, VisibleMembers
from linking import NotLinked

Somebody = discord.User | None
_FORMATS = [
    app_commands.Choice(name=name, value=format_) for format_, name in FORMAT_NAMES.items() if format_ != "MUSIC"
]

_NO_LIMITS = {"format": None, "length": None}


class TogetherCog(commands.Cog):
    """Answers from memory; the buttons carry the people, and the answer is made again at each press."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members

    @app_commands.command(description=mark("Find something to watch or read together"))
    @app_commands.describe(
        user=mark("A member (default: everyone here)"),
        user2=mark("Another member"),
        user3=mark("Another member"),
        user4=mark("Another member"),
        user5=mark("Another member"),
        user6=mark("Another member"),
        type=mark("Anime or manga"),
        format=mark("Only this format"),
        length=mark("Only this length"),
    )
    @app_commands.choices(format=_FORMATS)
    async def together(
        self,
        interaction: Interaction,
        user: Somebody = None,
        user2: Somebody = None,
        user3: Somebody = None,
        user4: Somebody = None,
        user5: Somebody = None,
        user6: Somebody = None,
        type: Kind = "Anime",  # noqa: A002  (the option's name)
        format: str | None = None,  # noqa: A002
        length: Length | None = None,
    ) -> None:
        await self._lists.look(interaction, "")
        others = [one.id for one in (user, user2, user3, user4, user5, user6) if one]
        people = list(dict.fromkeys([interaction.user.id, *others])) if others else []
        await self._show(
            interaction, people, TitleFilter(media_type=KINDS[type], format=format, length=length), number=1
        )

    @button(TogetherPage, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: TogetherPage) -> None:
        """Show another page, the same again, or the titles for a group that another card names."""
        is_renewed = pressed.mark == "fresh"
        await self._show(interaction, pressed.people, pressed.wanted, number=pressed.number, is_renewed=is_renewed)

    async def _show(
        self, interaction: Interaction, people: list[int], wanted: TitleFilter, *, number: int, is_renewed: bool = False
    ) -> None:
        wanted = replace(wanted, is_adult=may_name_adult(interaction))
        visible = await self._visible_members.of(interaction)
        named, missing = await self._meant(interaction, visible, people)
        names: Mapping[int, str] = named or visible.names
        if len(names) < 2:
            raise TooFew("nobody else is meant", missing)
        renewing = is_renewed and await self._visible_members.renew(visible)
        found = await self._parts.crowd.together(names, wanted)
        page = page_slice(len(found), number, PER_PAGE)
        plans = {plan.media_id: plan for plan in found[page.start : page.end]}
        who = await self._parts.crowd.named(names, list(plans))
        media = await cached_titles(self._parts.library, plans, is_adult=wanted.is_adult)
        shown = [Likely(media[one], plan, *who[one]) for one, plan in plans.items() if one in media]
        card = together_card(
            visible,
            Group(people, named, missing),
            shown,
            wanted=wanted,
            found=len(found),
            unlimited=0 if found else len(await self._parts.crowd.together(names, replace(wanted, **_NO_LIMITS))),
            number=number,
            is_refreshing=renewing,
        )
        await self._visible_members.answer(interaction, visible, card, *named)

    async def _meant(
        self, interaction: Interaction, visible: VisibleMembers, people: list[int]
    ) -> tuple[dict[int, str], dict[int, str | None]]:
        """The names of the people who may be shown; and of the others, where None is an unknown name.

        Raises NotLinked when a single person is missing and nobody is left for a group.
        """
        named, missing, error = dict[int, str](), dict[int, str | None](), None
        for one in people:
            try:
                named[one] = (await self._visible_members.shown_person(interaction, visible, one))[1]
            except NotLinked as not_linked:
                error = error or not_linked
                missing[one] = not_linked.name or (interaction.user.display_name if one == visible.viewer_id else None)
        if error and len(named) < 2 and (len(missing) == 1 or not error.somebody_else):
            raise error
        return named, missing


async def setup(bot: Musubi) -> None:
    await bot.add_cog(TogetherCog(bot.lists, bot.parts, bot.visible_members))
