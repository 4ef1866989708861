"""Follow and Like as whoever presses: the answer, which says whom they follow and what they like, is theirs alone."""

from anilist import NotFound
from cards.toggles import toggled_card
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.replies import reply
from library.errors import AlreadyToggled
from library.opening import LibraryParts
from store import Subject


class Toggling:
    """Makes the toggle, and shows what became of it. The press is acknowledged alone before."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    async def set(self, interaction: Interaction, subject: Subject, *, wanted: bool) -> None:
        """Follow the user or like the activity, or no longer. Raises NotLinked, and as ToggleEditor.set."""
        link = await self._lists.link_of(interaction)
        is_news = True
        try:
            toggled = await self._parts.toggles.set(link, subject, wanted=wanted, change_id=interaction.id)
        except AlreadyToggled as error:
            toggled, is_news = error.toggled, False
        except NotFound:
            if subject.kind == "ACTIVITY":
                await interaction.client.activity_posts.gone(subject.id, interaction.guild_id)
            raise
        await reply(interaction, lambda: toggled_card(toggled, link, is_news=is_news), is_secret=True)
        await self._parts.receipts.toggle_seen(link.discord_id, subject)

    async def undo(self, interaction: Interaction, toggle_id: int) -> None:
        """Make it as it was before. Raises NotLinked, and as ToggleEditor.undo."""
        link = await self._lists.link_of(interaction)
        toggled = await self._parts.toggles.undo(link, toggle_id)
        await reply(interaction, lambda: toggled_card(toggled, link, is_undone=True), is_secret=True)
