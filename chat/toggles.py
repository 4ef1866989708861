"""Follow and Like as whoever presses, and Undo, that of a favourite too.

The answer says whom they follow and what they like, so it is theirs alone.
"""

from anilist import FollowState, LikeState, NotFound
from cards.toggles import toggled_card
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.replies import is_for_one_alone, is_seen_by_others, reply, take_off
from library.errors import AlreadyToggled
from library.opening import LibraryParts
from library.toggled import Toggled
from store import Media, Subject


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
                await interaction.client.activity_posts.missed(subject.id, interaction.guild_id)
            raise
        await reply(interaction, lambda: toggled_card(toggled, link, is_news=is_news), is_secret=True)
        await self._parts.receipts.toggle_seen(link.discord_id, subject)

    async def undo(self, interaction: Interaction, toggle_id: int) -> None:
        """Make it as it was before. Raises NotLinked, and as ToggleEditor.undo."""
        link = await self._lists.link_of(interaction)
        toggled = await self._parts.toggles.undo(link, toggle_id)
        is_secret = is_secret_toggle(interaction, toggled)
        if is_secret and is_seen_by_others(interaction):
            await take_off(interaction)  # the answer comes below it
        await reply(interaction, lambda: toggled_card(toggled, link, is_undone=True), is_secret=is_secret)


def is_secret_toggle(interaction: Interaction, toggled: Toggled) -> bool:
    """Whether the answer is for the person alone: whom they follow and what they like always is."""
    match toggled.subject:
        case FollowState() | LikeState():
            return True
        case Media() as media:
            return is_for_one_alone(interaction, media, toggled.entry)
        case _:
            return False
