"""What commands share: the person's link, the title that is meant, the people who may be shown, where answers go."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from discord import ui

from anilist import AniListError
from cards.media import media_card
from cards.watched import changed_card
from chat.acknowledging import acknowledge_alone, acknowledge_as_set, acknowledge_press
from chat.client import Musubi
from chat.interactions import Interaction
from chat.replies import is_age_restricted, is_for_one_alone, is_seen_by_others, reply
from chat.visible_members import not_shown
from library.changes.editing import Changed
from library.errors import InvalidList, InvalidScore
from library.sync.library import Title
from library.visible_members import VisibleMembers
from linking import NotLinked
from store import Link, Media

_Read = TypeVar("_Read")


class ListContext:
    """Built from the bot by each feature's ``setup``."""

    def __init__(self, bot: Musubi) -> None:
        self.store = bot.store
        self.library = bot.library
        self.list_sync = bot.list_sync
        self.finder = bot.finder
        self.editor = bot.editor
        self.deferred = bot.deferred
        self.receipts = bot.receipts
        self.now = bot.now

    async def link_of(self, interaction: Interaction) -> Link:
        """Whoever asks. Raises NotLinked."""
        link = await self.store.links.of(interaction.user.id)
        if link is None:
            raise NotLinked("this needs an AniList account")
        return link

    async def begin(self, interaction: Interaction, title: str = "", *, is_secret: bool = False) -> Link:
        """Acknowledge a command of somebody who is linked. Raises NotLinked."""
        link = await self.store.links.of(interaction.user.id)
        await self._acknowledge(interaction, link, title, is_secret=is_secret or link is None)
        return link or await self.link_of(interaction)

    async def look(self, interaction: Interaction, title: str) -> Link | None:
        """Acknowledge a command of anybody; `title` is the option, as it was picked or typed."""
        link = await self.store.links.of(interaction.user.id)
        await self._acknowledge(interaction, link, title)
        return link

    async def press(self, interaction: Interaction, *, is_beside: bool = False) -> Link:
        """Acknowledge a button pressed by somebody who is linked; the answer is for them alone when `is_beside`."""
        await (acknowledge_alone if is_beside else acknowledge_press)(interaction)
        return await self.link_of(interaction)

    async def understood(self, link: Link, media_id: int, read: Callable[[Link], _Read]) -> _Read:
        """What is typed, as `read` by the person's settings. Raises ListUnfit, ScoreUnfit.

        Settings may be others by now: AniList is asked before anything is refused by them.
        """
        try:
            return read(link)
        except (InvalidList, InvalidScore):
            with suppress(AniListError):
                await self.library.fetch_title(link, media_id)
            return read(await self.store.links.of(link.discord_id) or link)

    async def show_title(self, interaction: Interaction, link: Link | None, media_id: int) -> None:
        await self.show(interaction, link, await self.library.card_title(link, media_id))

    async def show(self, interaction: Interaction, link: Link | None, shown: Title, news: str = "") -> None:
        secret = is_for_one_alone(interaction, shown.media, shown.entry)
        await reply(interaction, media_card(shown, link, now=self.now(), news=news), is_secret=secret)
        if link:
            await self.receipts.seen(link.discord_id, [shown.entry])

    async def show_change(self, interaction: Interaction, link: Link, changed: Changed) -> None:
        secret = is_for_one_alone(interaction, changed.media, changed.before, changed.after)
        await reply(interaction, changed_card(changed, now=self.now()), is_secret=secret)
        await self.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)

    async def _acknowledge(
        self, interaction: Interaction, link: Link | None, title: str, *, is_secret: bool = False
    ) -> None:
        if link and (media_id := await self.finder.recognise(link, title)):
            media, entry = await self.library.cached_title(link, media_id)
            is_secret = is_secret or bool(media and is_for_one_alone(interaction, media, entry))
        await acknowledge_as_set(interaction, self.store.preferences, is_secret=is_secret)


class CrowdContext:
    """Built from the bot by each feature's ``setup``."""

    def __init__(self, bot: Musubi) -> None:
        self.crowd = bot.crowd
        self.visible_members = bot.visible_members
        self._store = bot.store
        self._library = bot.library

    async def person(self, interaction: Interaction, visible: VisibleMembers, discord_id: int) -> tuple[Link, str]:
        """One whom the answer is about, and their name: the viewer, or somebody shown here. Raises NotLinked."""
        is_viewer = discord_id == interaction.user.id
        link = visible.viewer if is_viewer else await self._store.links.of(discord_id)
        name = visible.names.get(discord_id, interaction.user.display_name if is_viewer else None)
        if link is None or name is None:
            raise NotLinked("there is nobody to compare") if is_viewer else not_shown(interaction, discord_id)
        return link, name

    async def media(self, media_ids: Iterable[int], *, is_adult: bool) -> dict[int, Media]:
        """Those that are remembered; adult ones only if `is_adult`."""
        known = await self._library.cached_media(list(media_ids))
        return {media_id: media for media_id, media in known.items() if is_adult or not media.is_adult}

    async def answer(self, interaction: Interaction, visible: VisibleMembers, view: ui.LayoutView, *about: int) -> None:
        """Show `view`; when it is `about` somebody who is hidden here, and so about the viewer, to them alone."""
        is_secret = not set(about) <= visible.names.keys()
        await self.visible_members.answer(interaction, visible, view, is_secret=is_secret)


def may_name_adult(interaction: Interaction) -> bool:
    """In age-restricted channels, and to somebody alone."""
    return is_age_restricted(interaction) or not is_seen_by_others(interaction)
