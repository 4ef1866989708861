"""Loading of cached titles into the catalogue: all at the start, and then those that other processes have changed.

Knows no source of titles but the store.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from library.titles.catalogue import Catalogue
from store import MediaFacts

_AT_ONCE = 100  # titles that are read for the index,
_IN_A_ROW = 10  # and indexed before other tasks run, which takes a millisecond

_log = logging.getLogger(__name__)


class TitleLoading:
    """Keeps the catalogue in step with the store."""

    def __init__(self, media: MediaFacts, catalogue: Catalogue) -> None:
        self._media = media
        self._catalogue = catalogue
        self._loading: asyncio.Task[None] | None = None
        self._news: int | None = None  # the latest change that is indexed; None before all titles are read

    def start(self) -> None:
        """Begin to index every cached title, the most popular first; many titles take seconds."""
        self._loading = asyncio.create_task(self._load())
        self._loading.add_done_callback(_log_failure)

    @property
    def is_done(self) -> bool:
        """Whether every cached title is indexed."""
        return self._loading is None or self._loading.done()

    async def wait(self) -> None:
        """Return when every cached title is indexed."""
        if self._loading:
            await asyncio.wait({self._loading})

    async def close(self) -> None:
        if self._loading:
            self._loading.cancel()
            await asyncio.wait({self._loading})

    async def index(self, media_ids: Sequence[int]) -> None:
        """Index those of the titles that are not indexed yet. Other tasks run in between."""
        await self._index(media_ids, lambda media_id: media_id not in self._catalogue)

    async def hear(self, _key: int | None) -> None:
        """Index the titles that other processes have stored, changed or made public since this was last done."""
        if self._news is not None:  # else they are among those that are about to be read
            news, media_ids = await self._media.news(self._news)
            await self._index(media_ids, lambda _: True)
            self._news = news

    async def _load(self) -> None:
        self._news = await self._media.latest_news()
        await self.index(await self._media.ids())

    async def _index(self, media_ids: Sequence[int], is_wanted: Callable[[int], bool]) -> None:
        for start in range(0, len(media_ids), _AT_ONCE):
            wanted = [*filter(is_wanted, media_ids[start : start + _AT_ONCE])]
            for number, title in enumerate(await self._media.titles(wanted) if wanted else []):
                if is_wanted(title.id):  # else a newer answer was indexed meanwhile
                    self._catalogue.put(title, is_public=title.is_public)
                if number % _IN_A_ROW == 0:
                    await asyncio.sleep(0)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.error("Titles could not be read: %s", error)
