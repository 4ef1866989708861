"""Opening the library at once: what is remembered is made findable, and what is being read is ended at the close."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import msgspec

from anilist import AniList
from library.access import Access
from library.airing import Poll
from library.asking import Asking
from library.bulk import BulkEditor
from library.catalogue import Catalogue
from library.crowd import Crowd, Kept
from library.doubts import Doubts
from library.editing import Editor
from library.feeds import Feeding
from library.finding import Finder
from library.library import Library
from library.profile import Profiles
from library.reading import Reader
from library.receipts import Receipts
from library.reminders import Reminding
from library.renewal import Renewal
from library.schedule import Schedule
from library.season import Seasons
from library.sources import Sources
from library.turns import Turns
from store import Store


class Rooms(msgspec.Struct, frozen=True):
    """All that commands about lists ask."""

    library: Library
    reader: Reader
    renewal: Renewal
    finder: Finder
    editor: Editor
    bulk: BulkEditor
    receipts: Receipts
    asking: Asking
    poll: Poll
    schedule: Schedule
    crowd: Crowd
    seasons: Seasons
    profiles: Profiles
    reminding: Reminding
    feeding: Feeding


@asynccontextmanager
async def open_library(anilist: AniList, store: Store, now: Callable[[], int]) -> AsyncGenerator[Rooms]:
    access = Access(store.links, now)
    known = store.links, store.entries, store.media, store.recommendations, store.favourites
    sources = Sources(anilist, access, *known, now)
    catalogue = Catalogue()
    reader = Reader(sources, catalogue)
    library = Library(sources, reader)
    finder = Finder(sources, library, reader, catalogue)
    turns, asking = Turns(sources.access), Asking(sources, store.asks)
    doubts = Doubts(store.changes, store.bulks, now)
    receipts = Receipts(store.changes, store.favourite_turns, now)
    reader.load_titles()
    try:
        yield Rooms(
            library,
            reader,
            Renewal(reader, store.links, store.reminders, now),
            finder,
            Editor(sources, library, store.changes, store.favourite_turns, doubts, receipts, turns, asking),
            BulkEditor(sources, library, reader, store.bulks, doubts, turns, asking),
            receipts,
            asking,
            Poll(sources, store.airings),
            Schedule(sources, reader, library, store.airings),
            Crowd(store.crowd, store.recommendations, Kept(store.crowd, catalogue.public, now)),
            Seasons(sources, reader),
            Profiles(sources, reader, store.shown, store.favourites),
            Reminding(store.reminders, store.notices, store.entries, store.media, now),
            Feeding(store.feeds, store.changes, store.media, now),
        )
    finally:
        await finder.close()
        await reader.close()
