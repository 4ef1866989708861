"""The shared parts of commands: the person's link, the title that is meant, the visible members, the answer's place."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from discord import ui

from anilist import AniListError
from cards.media import media_card
from cards.title.tabs import Part, Tab
from cards.watched import changed_card
from chat.acknowledging import acknowledge_as_set
from chat.interactions import Interaction
from chat.replies import is_age_restricted, is_for_one_alone, is_seen_by_others, must_be_alone, reply
from library.cast.roles import CastViewer
from library.changes.editing import Changed
from library.errors import InvalidList, InvalidScore, NothingToUndo
from library.lists import Audience
from library.opening import LibraryParts
from library.sync.library import Library, Title
from linking import NotLinked
from store import Link, Media, Store

_Read = TypeVar("_Read")


class ListContext:
    """The shared parts of all commands about lists; there is one instance."""

    def __init__(self, store: Store, parts: LibraryParts, now: Callable[[], int]) -> None:
        self.store = store
        self.now = now
        self._parts = parts

    async def link_of(self, interaction: Interaction, *, account: int | None = None) -> Link:
        """The link of the person who sent the interaction. Raises NotLinked.

        Raises NothingToUndo for a link with another than the AniList `account` that has done it.
        """
        link = await self.store.links.of(interaction.user.id)
        if link is None:
            raise NotLinked("this needs an AniList account")
        if account not in {None, link.anilist_id}:
            raise NothingToUndo("another AniList account has done it")
        return link

    async def begin(self, interaction: Interaction, title: str = "", *, is_secret: bool = False) -> Link:
        """Acknowledge a command that needs a link, and return the link. Raises NotLinked."""
        link = await self.store.links.of(interaction.user.id)
        await self._acknowledge(interaction, link, title, is_secret=is_secret or link is None)
        return link or await self.link_of(interaction)

    async def look(self, interaction: Interaction, title: str) -> Link | None:
        """Acknowledge a command that needs no link; `title` is the option, as it was picked or typed."""
        link = await self.store.links.of(interaction.user.id)
        await self._acknowledge(interaction, link, title)
        return link

    async def understood(self, link: Link, media_id: int, read: Callable[[Link], _Read]) -> _Read:
        """Return the typed value, as `read` by the person's settings. Raises InvalidList, InvalidScore.

        The settings may have changed at AniList, so they are fetched before a value is refused.
        """
        try:
            return read(link)
        except (InvalidList, InvalidScore):
            with suppress(AniListError):
                await self._parts.library.fetch_title(link, media_id)
            return read(await self.store.links.of(link.discord_id) or link)

    async def show_title(self, interaction: Interaction, link: Link | None, media_id: int) -> None:
        await self.show(interaction, link, await self._parts.library.card_title(link, media_id))

    async def show(
        self,
        interaction: Interaction,
        link: Link | None,
        shown: Title,
        news: str = "",
        *,
        tab: Tab = "about",
        draw: Callable[[], list[Part]] | None = None,
    ) -> None:
        """Show the title's card; `draw` makes the parts of another `tab` than the first."""

        def card() -> ui.LayoutView:
            return media_card(shown, link, now=self.now(), news=news, tab=tab, body=draw and draw())

        await reply(interaction, card, is_secret=is_for_one_alone(interaction, shown.media, shown.entry))
        if link:
            await self._parts.receipts.seen(link.discord_id, [shown.entry])

    async def show_change(self, interaction: Interaction, link: Link, changed: Changed) -> None:
        secret = is_for_one_alone(interaction, changed.media, changed.before, changed.after)
        await reply(interaction, lambda: changed_card(changed, now=self.now()), is_secret=secret)
        await self._parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)

    async def _acknowledge(
        self, interaction: Interaction, link: Link | None, title: str, *, is_secret: bool = False
    ) -> None:
        if link and (media_id := await self._parts.finder.recognise(link, title)):
            known = await self._parts.library.discretion(link, media_id)
            is_secret = is_secret or must_be_alone(interaction, is_private=known.is_private, is_adult=known.is_adult)
        await acknowledge_as_set(interaction, self.store.preferences, is_secret=is_secret)


async def cached_titles(library: Library, media_ids: Iterable[int], *, is_adult: bool) -> dict[int, Media]:
    """Return the cached titles among `media_ids`; adult titles only if `is_adult`."""
    known = await library.cached_media(list(media_ids))
    return {media_id: media for media_id, media in known.items() if is_adult or not media.is_adult}


def cast_viewer(interaction: Interaction, link: Link | None) -> CastViewer:
    """Who looks at a card of titles that are nobody's list, and who will see the acknowledged answer.

    Adult titles that the person has not listed are named where they may be, and AniList's setting shows them.
    """
    takes_adult = may_name_adult(interaction) and link is not None and link.adult
    return CastViewer(link, Audience(not is_seen_by_others(interaction), takes_adult))


def may_name_adult(interaction: Interaction) -> bool:
    """Whether the answer may name adult titles: in age-restricted channels, and when it is for the person alone."""
    return is_age_restricted(interaction) or not is_seen_by_others(interaction)
