"""The tabs of a title's card. A press shows another tab in the card's place, or alone on somebody else's card."""

from collections.abc import Awaitable, Callable, Mapping

from discord.ext import commands

from cards.list_buttons import RefreshTitle
from cards.title.about import about
from cards.title.story import related
from cards.title.tabs import Part, ShowTab, Tab, TabPlace, TitleView, tab_of
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext, may_name_adult
from chat.interactions import Interaction
from chat.registry import button, select
from chat.replies import is_for_one_alone, is_seen_by_others
from library.opening import LibraryParts
from library.sync.library import SECONDS_FACTS_STAY

Draw = Callable[[], list[Part]]  # called in the language of the answer
Load = Callable[[TitleView], Awaitable[Draw]]


def _at_once(draw: Callable[[TitleView], list[Part]]) -> Load:
    """For a tab that needs nothing but the title and its details."""

    async def load(view: TitleView) -> Draw:
        return lambda: draw(view)

    return load


class TitleCog(commands.Cog):
    """Shows tabs. All that a tab needs is in its ids, and its lists are loaded here."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._tabs: Mapping[Tab, Load] = {
            "about": _at_once(lambda view: about(view.shown)),
            "story": self._story,
        }

    @select(ShowTab, acknowledge_press)
    async def show_tab(self, interaction: Interaction, used: ShowTab, picked: str) -> None:
        await self._show(interaction, TabPlace(used.media_id, tab_of(picked)))

    @button(RefreshTitle, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshTitle) -> None:
        await self._show(interaction, TabPlace(pressed.media_id, pressed.tab or "about"), max_age=0)

    async def _story(self, view: TitleView) -> Draw:
        titles = await self._parts.franchises.related(view.place.media_id, view.onlooker)
        return lambda: related(view, titles)

    async def _show(self, interaction: Interaction, place: TabPlace, *, max_age: float = SECONDS_FACTS_STAY) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        shown = await self._parts.library.card_title(link, place.media_id, max_age=max_age)
        is_alone = is_for_one_alone(interaction, shown.media, shown.entry) or not is_seen_by_others(interaction)
        is_adult = is_alone or may_name_adult(interaction)
        view = TitleView(shown, link, place, self._lists.now(), is_alone, is_adult)
        tab = tab_of(place.tab)
        await self._lists.show(interaction, link, shown, tab=tab, draw=await self._tabs[tab](view))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(TitleCog(bot.lists, bot.parts))
