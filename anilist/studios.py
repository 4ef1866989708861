"""Studios as AniList answers them, and what they made. No field depends on who asks. Knows nothing of the store."""

from anilist.library import AniListMedia
from anilist.shapes import Address, Count, Id, Name, PageInfo, Selection


class StudioMediaEdge(Selection, frozen=True):
    """A title; its main studio has drawn it, the others have produced it or helped."""

    is_main_studio: bool
    node: AniListMedia | None


class StudioMedia(Selection, frozen=True):
    page_info: PageInfo | None
    edges: list[StudioMediaEdge | None] | None


class AniListStudio(Selection, frozen=True):
    """``studio.graphql``."""

    id: Id
    name: Name
    is_animation_studio: bool
    favourites: Count | None
    site_url: Address | None
    media: StudioMedia | None


class FoundStudioMedia(Selection, frozen=True):
    nodes: list[AniListMedia | None] | None


class FoundStudio(Selection, frozen=True):
    """A studio that a search has found, with its best known title."""

    id: Id
    name: Name
    media: FoundStudioMedia | None


class StudioSearchPage(Selection, frozen=True):
    page_info: PageInfo | None
    studios: list[FoundStudio | None] | None
