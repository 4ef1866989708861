"""People's own posts at AniList (``fragments/said.graphql``)."""

from typing import Annotated

from anilist.shapes import Address, Id, Moment, OnOdd, Selection, Text


class SaidText(Selection, frozen=True):
    """A post; emojis in its `text` are character references, as in notes."""

    id: Id
    user_id: Annotated[Id | None, OnOdd.COSTS_ALL]
    text: Text | None
    created_at: Moment
    site_url: Address | None
