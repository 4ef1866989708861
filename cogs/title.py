"""The tabs of a title's card. A press shows another tab in the card's place, or alone on somebody else's card."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import NamedTuple

from discord.ext import commands

from cards.character import CharacterPlace
from cards.charts import ScoreScale
from cards.charts.opinions import opinion_chart
from cards.list_buttons import RefreshTitle
from cards.staff import StaffPlace
from cards.title.about import about
from cards.title.opinions import opinions, opinions_on
from cards.title.people import CHARACTER, OpenPerson, people
from cards.title.story import story
from cards.title.tabs import ChooseInTab, Part, ShowTab, Tab, TabPlace, TitleView, TurnTab, tab_of
from cards.title.watch import watch
from chat.acknowledging import acknowledge_press
from chat.cast import CastContext
from chat.client import Musubi
from chat.contexts import ListContext, may_name_adult
from chat.interactions import Interaction
from chat.languages import speak_to, tag_of
from chat.pictures import drawn
from chat.registry import button, select
from chat.replies import is_for_one_alone, is_seen_by_others
from chat.visible_members import MemberVisibility
from library.crowd.who import Who, grouped
from library.opening import LibraryParts
from library.sync.library import SECONDS_FACTS_STAY
from library.titles.languages import language_of_tag
from library.visible_members import VisibleMembers, VisibleMembersError

Draw = Callable[[], list[Part]]  # called in the language of the answer


class Loaded(NamedTuple):
    """A tab to draw, and the members who are shown in it."""

    draw: Draw
    circle: VisibleMembers | None = None


Load = Callable[[Interaction, TitleView], Awaitable[Loaded]]


def _at_once(draw: Callable[[TitleView], list[Part]]) -> Load:
    """For a tab that needs nothing but the title and its details."""

    async def load(_interaction: Interaction, view: TitleView) -> Loaded:
        return Loaded(lambda: draw(view))

    return load


class TitleCog(commands.Cog):
    """Shows tabs. All that a tab needs is in its ids, and its lists are loaded here."""

    def __init__(self, lists: ListContext, parts: LibraryParts, visible_members: MemberVisibility) -> None:
        self._lists = lists
        self._parts = parts
        self._visible_members = visible_members
        self._cast = CastContext(lists, parts)
        self._tabs: Mapping[Tab, Load] = {
            "about": _at_once(lambda view: about(view.shown)),
            "story": self._story,
            "people": _at_once(people),
            "watch": self._watch,
            "opinions": self._opinions,
        }

    @select(ShowTab, acknowledge_press)
    async def show_tab(self, interaction: Interaction, used: ShowTab, picked: str) -> None:
        await self._show(interaction, TabPlace(used.media_id, tab_of(picked)))

    @button(TurnTab, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: TurnTab) -> None:
        """Show another page of a tab, or another choice."""
        await self._show(interaction, pressed.place, may_ask=False)

    @select(ChooseInTab, acknowledge_press)
    async def choose(self, interaction: Interaction, used: ChooseInTab, picked: str) -> None:
        """Show the picked part of a tab."""
        await self._show(interaction, TabPlace(used.media_id, used.tab, choice=picked))

    @select(OpenPerson, acknowledge_press)
    async def open_person(self, interaction: Interaction, _used: OpenPerson, picked: str) -> None:
        """Show a character or somebody of the staff, below the card."""
        kind, _, number = picked.partition(":")
        if kind == CHARACTER:
            await self._cast.show_character(interaction, CharacterPlace(int(number)))
        else:
            await self._cast.show_staff(interaction, StaffPlace(int(number)))

    @button(RefreshTitle, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshTitle) -> None:
        await self._show(interaction, TabPlace(pressed.media_id, pressed.tab or "about"), max_age=0)

    async def _story(self, _interaction: Interaction, view: TitleView) -> Loaded:
        franchises, media = self._parts.franchises, view.shown.media
        franchise = await franchises.of(media, view.onlooker, may_ask=view.may_ask)
        titles = await franchises.related(media.id, view.onlooker)
        return Loaded(lambda: story(view, franchise, titles))

    async def _show(
        self, interaction: Interaction, place: TabPlace, *, max_age: float = SECONDS_FACTS_STAY, may_ask: bool = True
    ) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        shown = await self._parts.library.card_title(link, place.media_id, max_age=max_age)
        is_alone = is_for_one_alone(interaction, shown.media, shown.entry) or not is_seen_by_others(interaction)
        is_adult = is_alone or may_name_adult(interaction)
        view = TitleView(shown, link, place, self._lists.now(), is_alone, is_adult, may_ask)
        if is_alone:
            speak_to(interaction, is_public=False)
        tab = tab_of(place.tab)
        loaded = await self._tabs[tab](interaction, view)
        await self._lists.show(interaction, link, shown, tab=tab, draw=loaded.draw)
        if loaded.circle:
            await self._visible_members.tell(interaction, loaded.circle)

    async def _watch(self, interaction: Interaction, view: TitleView) -> Loaded:
        spoken = language_of_tag(tag_of(interaction))
        return Loaded(lambda: watch(view, spoken))

    async def _opinions(self, interaction: Interaction, view: TitleView) -> Loaded:
        """The server stands beside AniList where members may be shown, and one of them has the title."""
        here = await self._here(interaction, view.place.media_id)
        is_light = await self._lists.store.preferences.light_pictures(interaction.user.id)
        told, scale = opinions_on(view, here), ScoreScale(view.score_format)
        chart = await drawn(partial(opinion_chart, told, scale, view.shown.media.media_type, is_light=is_light))
        circle = here[1] if here else None
        return Loaded(lambda: opinions(view, chart, circle), circle)

    async def _here(self, interaction: Interaction, media_id: int) -> tuple[Who, VisibleMembers] | None:
        """What the server's visible members have of the title; None without any."""
        try:
            circle = await self._visible_members.of(interaction)
        except VisibleMembersError:
            return None
        found = grouped(await self._lists.store.shown.of_title(media_id, circle.names), circle.names)
        return (found, circle) if found.people else None


async def setup(bot: Musubi) -> None:
    await bot.add_cog(TitleCog(bot.lists, bot.parts, bot.visible_members))
