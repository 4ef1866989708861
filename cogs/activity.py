"""The buttons of posts about what members do: an update of several is picked, +1 counts on the presser's own list."""

from discord.ext import commands

from cards.activity import OneMore, PickUpdate, update_card
from chat.acknowledging import acknowledge_alone
from chat.activity import ActivityPosts
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button, select
from library.opening import LibraryParts
from library.rules.entry_rules import Preconditions, Step


class ActivityCog(commands.Cog):
    """For any member. Like, Reply and Follow are features of their own."""

    def __init__(self, lists: ListContext, parts: LibraryParts, posts: ActivityPosts) -> None:
        self._lists = lists
        self._parts = parts
        self._posts = posts

    @select(PickUpdate, acknowledge_alone)
    async def pick(self, interaction: Interaction, _used: PickUpdate, picked: str) -> None:
        """Show one update of a post with its buttons, if it may still be shown."""
        found = await self._posts.find(interaction, int(picked))
        await show(interaction, update_card(found.line, found.name, found.language))

    @button(OneMore, acknowledge_alone)
    async def one_more(self, interaction: Interaction, pressed: OneMore) -> None:
        """Count one more on the presser's own list, whatever the update says; what is on no list is offered to add."""
        link, terms = await self._lists.link_of(interaction), Preconditions(is_listed=True)
        changed = await self._parts.editor.change(
            link, pressed.media_id, Step(progress=1), change_id=interaction.id, terms=terms
        )
        await self._lists.show_change(interaction, link, changed)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(ActivityCog(bot.lists, bot.parts, bot.activity_posts))
