"""The cards of characters and of members of a staff, in the place of an acknowledged answer."""

from cards.character import MEDIA_TYPES, CharacterPlace, character_card
from cards.staff import StaffPlace, staff_card
from chat.contexts import ListContext, cast_viewer
from chat.interactions import Interaction, show
from chat.replies import is_age_restricted, reply
from library.cast.characters import CharacterQuery
from library.cast.staff import StaffQuery
from library.opening import LibraryParts


class CastContext:
    """Shows the people of a title, for all commands that lead to them."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    async def show_character(
        self, interaction: Interaction, place: CharacterPlace, *, max_age: float | None = None
    ) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        wanted = CharacterQuery(place.character_id, MEDIA_TYPES[place.kind], place.order, max(place.number, 1))
        view = await self._parts.characters.page(cast_viewer(interaction, link), wanted, max_age=max_age)
        secret = view.is_for_adults and not is_age_restricted(interaction)
        await reply(interaction, lambda: character_card(view, place, link), is_secret=secret)

    async def show_staff(self, interaction: Interaction, place: StaffPlace, *, max_age: float | None = None) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        wanted = StaffQuery(place.staff_id, place.work, place.order, max(place.number, 1))
        view = await self._parts.staff.page(cast_viewer(interaction, link), wanted, max_age=max_age)
        await show(interaction, staff_card(view, place, link))
