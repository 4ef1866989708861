"""The titles that AniList has merged or deleted, in memory: a redirect from an old id to the present one.

Cards and buttons stay in channels for years, so old ids keep coming. Knows neither AniList nor Discord.
"""

from collections.abc import Iterable

from library.errors import TitleGone
from library.titles.catalogue import Catalogue
from store import GoneTitle, GoneTitles, Media

_SECONDS_UNSURE = 600  # an answer that AniList began before a title went may still have it


class GoneIndex:
    """Each title that is gone, with its successor; `suspects` are titles that AniList did not know when asked."""

    def __init__(self, store: GoneTitles, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._titles: dict[int, GoneTitle] = {}
        self.suspects: set[int] = set()

    async def load(self, _key: int | None = None) -> None:
        """Read all of them: at the start, and when another process may have found more."""
        self._titles = {one.media_id: one for one in await self._store.all()}
        for media_id in self._titles:
            self._catalogue.discard(media_id)

    def __contains__(self, media_id: int) -> bool:
        return media_id in self._titles

    def names(self, media_id: int) -> tuple[str, ...]:
        """The names under which a title that is gone was known."""
        gone = self._titles.get(media_id)
        return gone.names if gone else ()

    def called(self, name: str) -> list[GoneTitle]:
        """Deleted titles that had that name; they may turn out to be merged."""
        return [one for one in self._titles.values() if one.successor_id is None and name in one.names]

    def current(self, media_id: int) -> int:
        """The id of the title as AniList has it now. Raises TitleGone for one that AniList has deleted."""
        at = media_id
        for _ in self._titles:
            if (gone := self._titles.get(at)) is None:
                break
            if gone.successor_id is None:
                raise TitleGone(self._titles[media_id].names, None)
            at = gone.successor_id
        return at

    def require(self, media_id: int) -> None:
        """Raise TitleGone, with the successor if there is one, for a title that AniList has no more."""
        if gone := self._titles.get(media_id):
            successor = self.current(media_id)
            raise TitleGone(gone.names, successor)

    async def put(self, gone: GoneTitle, *, lists_as_of: int) -> list[int]:
        """Take the title out of all that is known; returns the people on whose lists it was."""
        holders = await self._store.put(gone, lists_as_of=lists_as_of)
        self._titles[gone.media_id] = gone
        self._catalogue.discard(gone.media_id)
        return holders

    async def told(self, media: Iterable[Media]) -> None:
        """AniList has told of these titles: those that were gone before are back."""
        back = [
            one.id
            for one in media
            if (gone := self._titles.get(one.id)) and one.seen_at > gone.gone_at + _SECONDS_UNSURE
        ]
        if back:
            await self._store.restore(back)
            for media_id in back:
                self._titles.pop(media_id, None)


def names_of(media: Media) -> tuple[str, ...]:
    """The names that AniList may call it by, each once."""
    return tuple(dict.fromkeys(name for name in (media.romaji, media.english, media.native) if name))
