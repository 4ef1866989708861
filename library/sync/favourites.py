"""Favourites as AniList tells them with a list or with a toggle, on their way into the store."""

from typing import get_args

from anilist import AniListFavourites
from store import Favourites, NamedKind

_NAMED: tuple[NamedKind, ...] = get_args(NamedKind)


async def store_favourites(favourites: Favourites, discord_id: int, told: AniListFavourites) -> None:
    """Store the person's favourites; kinds of which the answer has gaps stay as they are known."""
    if (media_ids := told.media_ids) is not None:
        await favourites.replace(discord_id, media_ids)
    await favourites.replace_named(
        discord_id, {kind: names for kind in _NAMED if (names := told.names(kind)) is not None}
    )
