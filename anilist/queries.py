"""The operations that read from AniList, a method for each. Those about cast and people have modules of their own.

Knows nothing of people or of what an answer is for.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from anilist import answers, parts
from anilist.activities import ActivityPart
from anilist.airing import AiringPart, SchedulePart
from anilist.answers import MediaAnswer
from anilist.browse import BrowsePart, TermsPart
from anilist.cast_queries import possible
from anilist.executor import Executor
from anilist.fairness import Caller
from anilist.library import AniListEntry, MalPart, MediaCard
from anilist.list_options import ListOptionsViewer
from anilist.notifications import ListChanges
from anilist.public_list import PublicChunk
from anilist.recommendations import RatedRecommendation
from anilist.scheduler import PERSON_WAITS
from anilist.statistics import StatisticsUser
from anilist.texts import SaidText
from anilist.title import FranchiseTitle, MediaPage
from anilist.transport import AnswerLimits
from anilist.upcoming import UpcomingPart
from anilist.viewer import Viewer
from redaction import Secret

_FRANCHISE = AnswerLimits(seconds=9, megabytes=8)
_WHOLE_LIST = AnswerLimits(seconds=30, megabytes=16)


class Queries(Executor):
    """Each method is one request, and raises the errors of :mod:`anilist.errors`. A `token` of None: anonymous."""

    async def viewer(self, token: Secret, *, caller: Caller = PERSON_WAITS) -> Viewer:
        """The token's owner."""
        return (await self._execute("viewer", answers.ViewerAnswer, token, caller)).viewer

    async def statistics(self, user_id: int, token: Secret | None, *, caller: Caller = PERSON_WAITS) -> StatisticsUser:
        """The statistics of a person's lists. Raises NotFound: nobody but its owner sees a private profile."""
        variables = {"id": user_id}
        return (await self._execute("statistics", answers.StatisticsAnswer, token, caller, variables=variables)).user

    async def ping(self, *, caller: Caller = PERSON_WAITS) -> None:
        """Return if AniList answers, else raise the reason."""
        await self._execute("ping", answers.PingAnswer, None, caller)

    async def list_chunk(
        self,
        token: Secret,
        user_id: int,
        media_type: str,
        chunk: int,
        *,
        kinds: Sequence[str] = (),
        caller: Caller = PERSON_WAITS,
    ) -> ListChanges:
        """Up to 500 entries of a list; `chunk` begins with 1.

        Private entries are among them if the token is the owner's. The latest notifications come with them as with
        :meth:`changes`.
        """
        variables = {"userId": user_id, "type": media_type, "chunk": chunk, **_news(kinds)}
        answer = await self._execute(
            "collection", answers.CollectionAnswer, token, caller, variables=variables, limits=_WHOLE_LIST
        )
        return parts.chunk_of(answer)

    async def changes(
        self, token: Secret, user_id: int, page: int, *, kinds: Sequence[str] = (), caller: Caller = PERSON_WAITS
    ) -> ListChanges:
        """Up to 50 entries of both of a person's lists, the latest change first; `page` begins with 1.

        With them come the latest 25 notifications of those `kinds`, which stay unread.
        """
        variables = {"userId": user_id, "page": page, **_news(kinds)}
        return parts.changes_of(
            await self._execute("changes", answers.ChangesAnswer, token, caller, variables=variables)
        )

    async def media(self, media_id: int, token: Secret | None, *, caller: Caller = PERSON_WAITS) -> MediaAnswer:
        """A medium, its recommendations, and the entry and settings of the token's owner. Raises NotFound."""
        possible(media_id)
        variables = {"id": media_id, "isLinked": token is not None}
        return await self._execute("media", MediaAnswer, token, caller, variables=variables)

    async def media_ids(self, media_ids: Sequence[int], *, caller: Caller = PERSON_WAITS) -> set[int]:
        """Those of up to 50 media that AniList has."""
        variables = {"ids": media_ids}
        answer = await self._execute("media_ids", answers.MediaIdsAnswer, None, caller, variables=variables)
        return parts.media_ids_of(answer.page)

    async def franchise(self, media_ids: list[int], *, caller: Caller = PERSON_WAITS) -> list[FranchiseTitle]:
        """The relations of up to 50 media; media that AniList does not know are left out."""
        variables = {"ids": media_ids}
        answer = await self._execute(
            "franchise", answers.FranchiseAnswer, None, caller, variables=variables, limits=_FRANCHISE
        )
        return parts.franchise_of(answer.page)

    async def upcoming(self, variables: Mapping[str, Any], *, caller: Caller = PERSON_WAITS) -> UpcomingPart:
        """Up to 50 titles, the highest id first; `variables` are those of ``upcoming.graphql``."""
        answer = await self._execute("upcoming", answers.UpcomingAnswer, None, caller, variables=variables)
        return parts.upcoming_of(answer.page)

    async def media_by_mal(
        self, mal_id: int, media_type: str, token: Secret | None, *, caller: Caller = PERSON_WAITS
    ) -> MediaPage:
        """The medium with this id at MyAnimeList, as :meth:`media` tells it. Raises NotFound."""
        variables = {"idMal": mal_id, "type": media_type}
        return (await self._execute("by_mal", answers.ByMalAnswer, token, caller, variables=variables)).media

    async def media_by_mal_ids(
        self, mal_ids: list[int], media_type: str, token: Secret | None, *, caller: Caller = PERSON_WAITS
    ) -> MalPart:
        """Up to 50 media of the type by their ids at MyAnimeList; those that AniList does not know are left out."""
        variables = {"ids": mal_ids, "type": media_type}
        answer = await self._execute("by_mal_ids", answers.ByMalIdsAnswer, token, caller, variables=variables)
        return parts.by_mal_of(answer.page)

    async def entries(
        self, token: Secret, user_id: int, media_ids: list[int], *, caller: Caller = PERSON_WAITS
    ) -> list[AniListEntry]:
        """The person's entries of up to 50 media; a medium that is on no list is left out."""
        variables = {"userId": user_id, "ids": media_ids}
        answer = await self._execute("entries", answers.EntriesAnswer, token, caller, variables=variables)
        return parts.entries_of(answer.page)

    async def public_list(
        self, who: Mapping[str, object], media_type: str, chunk: int, *, caller: Caller = PERSON_WAITS
    ) -> PublicChunk:
        """Up to 500 entries of the list of an account by its ``id`` or ``name``, as a stranger sees it.

        `chunk` begins with 1. Raises NotFound when AniList shows strangers no such account.
        """
        variables = {**who, "type": media_type, "chunk": chunk}
        shape = answers.PublicListAnswer
        answer = await self._execute("public_list", shape, None, caller, variables=variables, limits=_WHOLE_LIST)
        return parts.public_list_of(answer)

    async def search(
        self, text: str, media_type: str | None, token: Secret | None, *, caller: Caller = PERSON_WAITS
    ) -> list[MediaCard]:
        """Up to 25 media, the best match first; a `media_type` of None finds both types."""
        variables = {"search": text, "type": media_type}
        answer = await self._execute("search", answers.SearchAnswer, token, caller, variables=variables)
        return parts.found_in(answer.page)

    async def airing(self, media_ids: list[int], *, caller: Caller = PERSON_WAITS) -> AiringPart:
        """The announced episodes of up to 50 anime; anime that AniList does not know are left out."""
        answer = await self._execute("airing", answers.AiringAnswer, None, caller, variables={"ids": media_ids})
        return parts.airing_of(answer.page)

    async def schedule(self, after: int, before: int, page: int, *, caller: Caller = PERSON_WAITS) -> SchedulePart:
        """Up to 50 episodes that air later than `after` and earlier than `before`; `page` begins with 1."""
        variables = {"after": after, "before": before, "page": page}
        answer = await self._execute("schedule", answers.ScheduleAnswer, None, caller, variables=variables)
        return parts.schedule_of(answer.page)

    async def browse(self, variables: Mapping[str, Any], *, caller: Caller = PERSON_WAITS) -> BrowsePart:
        """Up to 48 titles; `variables` are those of ``browse.graphql``."""
        answer = await self._execute("browse", answers.BrowseAnswer, None, caller, variables=variables)
        return parts.browse_of(answer.page)

    async def terms(self, *, caller: Caller = PERSON_WAITS) -> TermsPart:
        """All genres and tags."""
        return parts.terms_of(await self._execute("terms", answers.TermsAnswer, None, caller))

    async def activities(
        self, user_ids: Collection[int], after: int, page: int, *, caller: Caller = PERSON_WAITS
    ) -> ActivityPart:
        """Up to 50 activities later than `after` of hundreds of people, the highest id first; `page` begins with 1.

        Anonymous, so that nothing comes that not everybody may see.
        """
        variables = {"userIds": list(user_ids), "after": after, "page": page}
        answer = await self._execute("activities", answers.ActivitiesAnswer, None, caller, variables=variables)
        return parts.activities_of(answer.page)

    async def texts(self, token: Secret, user_id: int, *, caller: Caller = PERSON_WAITS) -> list[SaidText]:
        """A person's latest posts, up to 25, the newest first."""
        answer = await self._execute("texts", answers.TextsAnswer, token, caller, variables={"userId": user_id})
        return [one for one in answer.page.activities or () if one is not None]

    async def recommendation(
        self, token: Secret, media_id: int, recommended_id: int, *, caller: Caller = PERSON_WAITS
    ) -> RatedRecommendation:
        """What the token's owner and everybody think of a recommendation. Raises NotFound."""
        possible(media_id)
        possible(recommended_id)
        variables = {"mediaId": media_id, "recommendedId": recommended_id}
        answer = await self._execute("recommendation", answers.RecommendationAnswer, token, caller, variables=variables)
        return answer.recommendation

    async def list_options(self, token: Secret, *, caller: Caller = PERSON_WAITS) -> ListOptionsViewer:
        """The whole options of both lists of the token's owner."""
        return (await self._execute("list_options", answers.ListOptionsAnswer, token, caller)).viewer


def _news(kinds: Sequence[str]) -> dict[str, object]:
    """The variables that ask for notifications of those kinds; for none, where there are none."""
    return {"isTold": bool(kinds), "types": kinds or None}
