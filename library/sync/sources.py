"""The dependencies that all parts of the library share: AniList's client and the store's caches of its answers."""

from collections.abc import Callable

import msgspec

from anilist import AniList
from library.sync.access import Access
from library.sync.gone_index import GoneIndex
from library.sync.title_store import TitleStore
from library.titles.catalogue import Catalogue
from store import Entries, Favourites, KnownTitles, Links, MediaFacts, Recommendations, Store


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """The clients and tables that all parts of the library share; `now` is in unix seconds."""

    anilist: AniList
    access: Access
    links: Links
    entries: Entries
    media: MediaFacts
    known: KnownTitles
    recommendations: Recommendations
    favourites: Favourites
    gone: GoneIndex
    titles: TitleStore
    now: Callable[[], int]


def sources_of(
    anilist: AniList, store: Store, catalogue: Catalogue, gone: GoneIndex, now: Callable[[], int]
) -> Sources:
    """The sources in `store`; the titles in it are searched in `catalogue`."""
    return Sources(
        anilist=anilist,
        access=Access(store.links, now),
        links=store.links,
        entries=store.entries,
        media=store.media,
        known=store.known,
        recommendations=store.recommendations,
        favourites=store.favourites,
        gone=gone,
        titles=TitleStore(store.media, catalogue, gone),
        now=now,
    )
