"""Views: filters under a short id, which buttons carry. The same filters of the same person have the same id."""

from hashlib import blake2b

import msgspec

from library.listing.query import Filters
from store import ListViews

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # an id never looks like a number
_BYTES = 7


class Views:
    """Keeps and finds filters."""

    def __init__(self, views: ListViews) -> None:
        self._views = views

    async def keep(self, discord_id: int, filters: Filters) -> str | None:
        """The id of the person's `filters`; None where there are none."""
        if not filters.are_set:
            return None
        text = msgspec.json.encode(filters)
        view_id = short(f"{discord_id}".encode() + text, _BYTES)
        await self._views.put(view_id, discord_id, text.decode())
        return view_id

    async def of(self, view_id: str | None) -> Filters | None:
        """The filters with that id, none without an id; None when they are not known any more."""
        if view_id is None:
            return Filters()
        kept = await self._views.of(view_id)
        try:
            return msgspec.json.decode(kept, type=Filters) if kept else None
        except msgspec.ValidationError:  # of a later release
            return None


def short(content: bytes, size: int) -> str:
    """Letters that stand for the `content`, two for each byte of the `size`."""
    return blake2b(content, digest_size=size).hexdigest().translate(_LETTERS)
