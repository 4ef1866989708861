"""What comes with the fetch of one title: its details, its relations with their titles, and its recommendations.

Knows nothing of entries.
"""

from collections.abc import Collection, Sequence
from itertools import chain

from anilist import MediaPage
from anilist.title import FranchiseTitle
from library.answer_cache import AnswerCache, Cached
from library.sync.answers import media_of
from library.sync.sources import Sources
from library.sync.title_answers import details_of, recommendations_of, related_media, relations_of
from library.titles.details import TITLE, TitleDetails
from store import Media, Relations


class TitlePages:
    """Stores AniList's answers about single titles."""

    def __init__(self, sources: Sources, relations: Relations, answers: AnswerCache) -> None:
        self._media = sources.media
        self._recommendations = sources.recommendations
        self._titles = sources.titles
        self._relations = relations
        self._answers = answers

    async def details(self, media_id: int) -> Cached[TitleDetails] | None:
        """The cached details, fresh or not; None when there are none. Never fetches."""
        return await self._answers.cached(TITLE, str(media_id))

    async def store_franchise(
        self, start: int, asked: Collection[int], answer: Sequence[FranchiseTitle], asked_at: int
    ) -> None:
        """Store titles around `start` with their relations, and the titles that they name.

        A title that was `asked` for and not told is deleted at AniList.
        """
        titles = [*chain.from_iterable(related_media(one) for one in answer), *answer]
        media = {one.id: media_of(one, asked_at) for one in titles}
        await self._titles.store(list(media.values()), is_public=self._titles.is_public(start))
        await self._relations.put(dict(chain.from_iterable(relations_of(one).items() for one in answer)), asked_at)
        await self._relations.drop(set(asked) - {one.id for one in answer})

    async def store(self, answer: MediaPage, asked_at: int) -> tuple[Media, TitleDetails]:
        """Store all of an answer; the title that is returned has the last episode that has aired.

        A title that was asked for by its id is no more public than before, and so are the titles related to it.
        """
        media, details = media_of(answer, asked_at), details_of(answer)
        related = [media_of(one, asked_at) for one in related_media(answer)]
        is_public = self._titles.is_public(media.id)
        await self._titles.store([media, *related], is_public=is_public)
        await self._relations.put(relations_of(answer), asked_at)
        if (recommendations := recommendations_of(answer)) is not None:
            await self._recommendations.put(media.id, recommendations)
        await self._answers.put(TITLE, str(media.id), details, asked_at)
        return (await self._media.of([media.id]))[media.id], details
