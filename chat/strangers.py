"""The answers about any AniList account, which a name leads to: its profile, and its list page by page.

Whether the account is linked here plays no part.
"""

import msgspec

from cards.charts import ScoreScale, drawable
from cards.strangers import public_list_card, stranger_card
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.profile_pictures import profile_pictures
from chat.replies import is_age_restricted
from library.answer_cache import Cached
from library.listing.choosing import chosen
from library.listing.query import Filters, PageQuery
from library.lists import Audience
from library.opening import LibraryParts
from library.strangers import PublicList
from library.viewer import format_of, language_of

SECONDS_UNTIL_FRESH = 600  # so long Refresh shows the same again


class StrangerCards:
    """Shows them. Everybody sees the same, but for adult titles, which depend on the place."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    async def show_profile(self, interaction: Interaction, found: Cached[PublicList], kind: str) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        profile = await self._parts.strangers.profile(found, kind, self._audience(interaction))
        name = found.value.owner.name
        pictures = await profile_pictures(
            self._lists.store.preferences,
            drawable(name, name),
            profile,
            ScoreScale(format_of(viewer)),
            interaction.user.id,
        )
        await show(interaction, stranger_card(found, profile, viewer, pictures, kind=kind))

    async def show_list(self, interaction: Interaction, found: Cached[PublicList], query: PageQuery) -> None:
        viewer = await self._lists.store.links.of(interaction.user.id)
        filters = msgspec.structs.replace(query.filters, custom_list="")
        query = msgspec.structs.replace(query, language=language_of(viewer), filters=filters)
        lines = await self._parts.strangers.lines(found.value, query.media_type)
        now, search = self._lists.now(), self._parts.list_pages.searching(query.media_type)
        page = chosen(lines, self._audience(interaction), query, now, search=search)
        of_title = {media.id: (entry, media) for entry, media in lines}
        here = [of_title[one] for one in page.media_ids]
        view = await self._parts.views.keep(interaction.user.id, filters)
        await show(interaction, public_list_card(found, page, here, query, viewer, now=now, view=view))

    async def filters(self, view: str | None) -> Filters:
        """The filters of that view; none when they are not known any more."""
        return await self._parts.views.of(view) or Filters()

    def _audience(self, interaction: Interaction) -> Audience:
        return Audience(is_owner_alone=False, is_adult=is_age_restricted(interaction))
