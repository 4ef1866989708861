"""What all answers about people together share: about whom they may be, and which titles may be named in them."""

from collections.abc import Iterable

from discord import ui

from cogs.circle import not_shown
from cogs.client import Musubi
from cogs.interactions import Interaction
from cogs.replies import is_age_restricted, is_seen_by_others
from library.circle import Circle
from linking import NotLinked
from store import Link, Media


class Company:
    """Built from the bot by each feature's ``setup``."""

    def __init__(self, bot: Musubi) -> None:
        self.crowd = bot.crowd
        self.circles = bot.circles
        self._store = bot.store
        self._library = bot.library

    async def somebody(self, interaction: Interaction, circle: Circle, discord_id: int) -> tuple[Link, str]:
        """One whom the answer is about, and their name: the asker, or somebody shown here. Raises NotLinked."""
        is_asker = discord_id == interaction.user.id
        link = circle.asker if is_asker else await self._store.links.of(discord_id)
        name = circle.names.get(discord_id, interaction.user.display_name if is_asker else None)
        if link is None or name is None:
            raise NotLinked("there is nobody to compare") if is_asker else not_shown(interaction, discord_id)
        return link, name

    async def media(self, media_ids: Iterable[int], *, is_adult: bool) -> dict[int, Media]:
        """Those that are remembered; adult ones only if `is_adult`."""
        known = await self._library.facts(list(media_ids))
        return {media_id: media for media_id, media in known.items() if is_adult or not media.is_adult}

    async def answer(self, interaction: Interaction, circle: Circle, view: ui.LayoutView, *about: int) -> None:
        """Show `view`; when it is `about` somebody who is hidden here, and so about the asker, to them alone."""
        is_secret = not set(about) <= circle.names.keys()
        await self.circles.answer(interaction, circle, view, is_secret=is_secret)


def may_name_adult(interaction: Interaction) -> bool:
    """In age-restricted channels, and to somebody alone."""
    return is_age_restricted(interaction) or not is_seen_by_others(interaction)
