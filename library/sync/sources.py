"""The dependencies that all parts of the library share: AniList's client and the store's caches of its answers."""

from collections.abc import Callable

import msgspec

from anilist import AniList
from library.sync.access import Access
from library.sync.gone_index import GoneIndex
from store import Entries, Favourites, KnownTitles, Links, MediaFacts, Recommendations


class Sources(msgspec.Struct, frozen=True):
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
    now: Callable[[], int]
