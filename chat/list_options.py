"""Options of /list with autocomplete: custom lists, and genres.

An autocomplete is seen by the person who types alone: their own lists are all there, and of others those that may be
shown.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from discord import app_commands

from anilist import TokenRejected
from cards.card import bare
from chat.interactions import Interaction
from chat.options import KINDS, TextOption
from chat.replies import is_age_restricted
from i18n import listed, mark, t
from library.errors import InvalidList
from library.lists import Audience
from library.rules.custom_lists import NO_LISTS, named_list
from library.rules.genres import genre_name, genres
from library.visible_members import VisibleMembersError
from linking import NotLinked

NO_LISTS_SEEN = mark("They have no custom lists that can be shown here.")
LISTS = mark("Pick one of these custom lists: {names}.")
_MOST = 25  # suggestions
_LONGEST = 100  # characters of one


class CustomListOption(TextOption):
    """A custom list of the person whose list is to be shown."""

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        options = interaction.namespace
        user, kind = getattr(options, "user", None), KINDS.get(getattr(options, "type", ""), "ANIME")
        try:
            names = await custom_lists(interaction, user.id if user else interaction.user.id, kind)
        except (NotLinked, VisibleMembersError):
            return []
        fitting = [name for name in names if value.casefold() in name.casefold()] or names
        labels = {bare(name, _LONGEST): None for name in fitting[:_MOST]}
        return [app_commands.Choice(name=label, value=label) for label in labels if named_list(label, names)]


class GenreOption(TextOption):
    """One of AniList's genres, by its name in the person's language."""

    async def autocomplete(  # pyright: ignore[reportIncompatibleMethodOverride]  (a string option's choices are strings)
        self, interaction: Interaction, value: str, /
    ) -> list[app_commands.Choice[str]]:
        is_adult = is_age_restricted(interaction)
        named = sorted((genre_name(genre), genre) for genre in genres(adult=is_adult))
        fitting = [one for one in named if value.casefold() in one[0].casefold()][:_MOST]
        return [app_commands.Choice(name=label, value=genre) for label, genre in fitting]


async def custom_lists(interaction: Interaction, owner_id: int, kind: str) -> Sequence[str]:
    """The custom lists that the person may choose from, without a request. Raises NotLinked, VisibleMembersError."""
    bot = interaction.client
    link, _ = await bot.visible_members.person(interaction, owner_id)
    audience = Audience(owner_id == interaction.user.id, is_age_restricted(interaction))
    return await bot.parts.list_pages.custom_lists(link, kind, audience)


async def named_custom_list(interaction: Interaction, owner_id: int, kind: str, typed: str) -> str:
    """The custom list that was typed. Raises InvalidList, NotLinked, VisibleMembersError, AniList's errors."""
    owner, name = await interaction.client.visible_members.person(interaction, owner_id)
    is_own = owner_id == interaction.user.id
    with of_somebody(is_own=is_own, name=name):
        await interaction.client.parts.list_sync.ensure(owner, kind)
    names = await custom_lists(interaction, owner_id, kind)
    if found := named_list(typed, names):
        return found
    raise InvalidList(lambda: _hint(names, is_own=is_own), typed, "list")


@contextmanager
def of_somebody(*, is_own: bool, name: str) -> Generator[None]:
    """A link of somebody else's that has ended is not the presser's to renew: it counts as none. Raises NotLinked."""
    try:
        yield
    except TokenRejected:
        if is_own:
            raise
        raise NotLinked("their link has ended", somebody_else=True, name=name) from None


def _hint(names: Sequence[str], *, is_own: bool) -> str:
    if not names:
        return t(NO_LISTS) if is_own else t(NO_LISTS_SEEN)
    return t(LISTS, names=listed(t("“{name}”", name=name) for name in names))


CustomList = app_commands.Transform[str, CustomListOption]
Genre = app_commands.Transform[str, GenreOption]
