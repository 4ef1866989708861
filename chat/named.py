"""Showing characters, staff and studios, from wherever one of them is opened. Knows no command."""

from cards.character import MEDIA_TYPES, CharacterPlace, character_card
from cards.staff import StaffPlace, staff_card
from cards.studio import StudioPlace, studio_card
from chat.contexts import ListContext, cast_viewer
from chat.interactions import Interaction, show
from library.cast.characters import CharacterQuery
from library.cast.staff import StaffQuery
from library.cast.studios import StudioQuery
from library.opening import LibraryParts
from store import Subject


class NamedCards:
    """Puts a card in the place of the deferred answer; with a `max_age` of 0 what it shows is fetched again."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    async def open(self, interaction: Interaction, subject: Subject) -> None:
        """Show the card of any subject, as its command does."""
        match subject.kind:
            case "TITLE":
                link = await self._lists.store.links.of(interaction.user.id)
                await self._lists.show_title(interaction, link, subject.id)
            case "CHARACTER":
                await self.character(interaction, CharacterPlace(subject.id))
            case "STAFF":
                await self.staff(interaction, StaffPlace(subject.id))
            case "STUDIO":
                await self.studio(interaction, StudioPlace(subject.id))

    async def character(self, interaction: Interaction, place: CharacterPlace, *, max_age: float | None = None) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        wanted = CharacterQuery(place.character_id, MEDIA_TYPES[place.kind], place.order, max(place.number, 1))
        view = await self._parts.characters.page(cast_viewer(interaction, link), wanted, max_age=max_age)
        await show(interaction, character_card(view, place, link))

    async def staff(self, interaction: Interaction, place: StaffPlace, *, max_age: float | None = None) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        wanted = StaffQuery(place.staff_id, place.work, place.order, max(place.number, 1))
        view = await self._parts.staff.page(cast_viewer(interaction, link), wanted, max_age=max_age)
        await show(interaction, staff_card(view, place, link))

    async def studio(self, interaction: Interaction, place: StudioPlace, *, max_age: float | None = None) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        wanted = StudioQuery(place.studio_id, place.works == "main", place.order, max(place.number, 1))
        view = await self._parts.studios.page(cast_viewer(interaction, link), wanted, max_age=max_age)
        await show(interaction, studio_card(view, place, link))
