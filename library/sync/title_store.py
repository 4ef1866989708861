"""Storing titles: in the store and, for searches, in the catalogue. Titles that others may see are public."""

from library.sync.gone_index import GoneIndex
from library.titles.catalogue import Catalogue
from store import Media, MediaFacts


class TitleStore:
    """Takes the titles of all of AniList's answers."""

    def __init__(self, media: MediaFacts, catalogue: Catalogue, gone: GoneIndex) -> None:
        self._media = media
        self._catalogue = catalogue
        self._gone = gone

    async def store(self, media: list[Media], *, is_public: bool = False) -> None:
        """Store and index titles; public ones may be offered to all people."""
        if not media:
            return
        await self._gone.told(media)
        await self._media.put(media, is_public=is_public)
        for one in media:
            self._catalogue.put(one, is_public=is_public)

    def is_public(self, media_id: int) -> bool:
        """Whether the title may be offered to all people."""
        return media_id in self._catalogue.public

    async def publish(self, media_id: int) -> None:
        """Make a title public: it is on an entry that others may see."""
        if not self.is_public(media_id) and (known := await self._media.of([media_id])):
            await self._media.publish(known)
            self._catalogue.put(known[media_id], is_public=True)
