"""What all commands about lists share: who asks, which title is meant, and where the answer goes."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from anilist import AniListError
from cards.media import media_card
from cards.watched import changed_card
from cogs.client import Musubi
from cogs.interactions import Interaction, acknowledge
from cogs.replies import acknowledge_as_set, acknowledge_press, is_for_one_alone, reply
from library.editing import Changed
from library.errors import ListUnfit, ScoreUnfit
from library.library import Title
from linking import NotLinked
from store import Link

_Read = TypeVar("_Read")


class Desk:
    """Built from the bot by each feature's ``setup``."""

    def __init__(self, bot: Musubi) -> None:
        self.store = bot.store
        self.library = bot.library
        self.reader = bot.reader
        self.finder = bot.finder
        self.editor = bot.editor
        self.asking = bot.asking
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
        await (acknowledge if is_beside else acknowledge_press)(interaction)
        return await self.link_of(interaction)

    async def understood(self, link: Link, media_id: int, read: Callable[[Link], _Read]) -> _Read:
        """What is typed, as `read` by the person's settings. Raises ListUnfit, ScoreUnfit.

        Settings may be others by now: AniList is asked before anything is refused by them.
        """
        try:
            return read(link)
        except (ListUnfit, ScoreUnfit):
            with suppress(AniListError):
                await self.library.ask(link, media_id)
            return read(await self.store.links.of(link.discord_id) or link)

    async def show_title(self, interaction: Interaction, link: Link | None, media_id: int) -> None:
        await self.show(interaction, link, await self.library.title(link, media_id))

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
            media, entry = await self.library.at_hand(link, media_id)
            is_secret = is_secret or bool(media and is_for_one_alone(interaction, media, entry))
        await acknowledge_as_set(interaction, self.store.preferences, is_secret=is_secret)
