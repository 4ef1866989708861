"""The cards of characters, of members of a staff and of studios, in the place of an acknowledged answer."""

from anilist import NotFound
from cards.cast import several_card
from cards.character import MEDIA_TYPES, CharacterPlace, character_card
from cards.ids import Action
from cards.staff import StaffPlace, staff_card
from cards.studio import StudioPlace, studio_card
from chat.contexts import ListContext, cast_viewer
from chat.interactions import Interaction, show
from chat.replies import is_age_restricted, reply
from library.cast.characters import CharacterQuery
from library.cast.staff import StaffQuery
from library.cast.studios import StudioQuery
from library.errors import SeveralNames
from library.opening import LibraryParts
from store import NamedFavourite, NamedKind, Subject


class CastContext:
    """Shows the people and studios of a title, for all commands that lead to them."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    async def find(self, interaction: Interaction, kind: NamedKind, name: str, pick: Action) -> None:
        """Show what is called so, or the question which is meant; `pick` is the action of its select.

        Raises NoSuchName, AniList's errors.
        """
        link = await self._lists.look(interaction, "")
        takes_adult = cast_viewer(interaction, link).audience.is_adult
        try:
            found = await self._parts.name_finders[kind].find(link, name, takes_adult=takes_adult)
        except SeveralNames as error:
            await show(interaction, several_card(error, pick))
        else:
            await self.open(interaction, Subject(found, kind))

    async def open(self, interaction: Interaction, subject: Subject) -> None:
        """Show the card of any subject, a title's too, as its command does."""
        match subject.kind:
            case "TITLE":
                link = await self._lists.store.links.of(interaction.user.id)
                await self._lists.show_title(interaction, link, subject.id)
            case "CHARACTER":
                await self.show_character(interaction, CharacterPlace(subject.id))
            case "STAFF":
                await self.show_staff(interaction, StaffPlace(subject.id))
            case "STUDIO":
                await self.show_studio(interaction, StudioPlace(subject.id))
            case "USER" | "ACTIVITY":
                raise TypeError("it has no card")

    async def name(self, interaction: Interaction, subject: Subject) -> NamedFavourite | None:
        """The name of a character, a member of staff or a studio; None where there is no such one."""
        viewer = cast_viewer(interaction, await self._lists.store.links.of(interaction.user.id))
        try:
            match subject.kind:
                case "TITLE" | "USER" | "ACTIVITY":
                    return None
                case "CHARACTER":
                    shown = (await self._parts.characters.page(viewer, CharacterQuery(subject.id))).character
                case "STAFF":
                    shown = (await self._parts.staff.page(viewer, StaffQuery(subject.id))).staff
                case "STUDIO":
                    shown = (await self._parts.studios.page(viewer, StudioQuery(subject.id))).studio
        except NotFound:
            return None
        return NamedFavourite(subject.kind, subject.id, shown.name or "")

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

    async def show_studio(self, interaction: Interaction, place: StudioPlace, *, max_age: float | None = None) -> None:
        link = await self._lists.store.links.of(interaction.user.id)
        wanted = StudioQuery(place.studio_id, place.works == "main", place.order, max(place.number, 1))
        view = await self._parts.studios.page(cast_viewer(interaction, link), wanted, max_age=max_age)
        await show(interaction, studio_card(view, place, link))
