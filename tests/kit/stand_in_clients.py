"""Two ways to talk to a stand-in, and a clock that tests move by hand."""

from typing import Any, NamedTuple

import aiohttp
from aiohttp import ClientSession

START = 1_790_000_000
VIEWER = "query Viewer { Viewer { id name } }"
BEBOP = "query Title { Media(id: 1) { title { userPreferred } } }"
SAVE = """mutation Save($mediaId: Int, $id: Int, $status: MediaListStatus, $progress: Int, $raw: Int, $score: Float,
    $notes: String, $lists: [String], $advanced: [Float], $repeat: Int, $start: FuzzyDateInput) {
    SaveMediaListEntry(mediaId: $mediaId, id: $id, status: $status, progress: $progress, scoreRaw: $raw,
        score: $score, notes: $notes, customLists: $lists, advancedScores: $advanced, repeat: $repeat,
        startedAt: $start) { id status progress score(format: POINT_100) notes customLists advancedScores repeat
        startedAt { year month day } completedAt { year month day } updatedAt } }"""
TOLD = """query ($reset: Boolean) { Viewer { unreadNotificationCount }
    Page { notifications(resetNotificationCount: $reset) { __typename ... on FollowingNotification { user { name } }
    ... on ActivityLikeNotification { activityId } ... on ActivityReplyNotification { user { name } }
    ... on ActivityMentionNotification { context } ... on ActivityMessageNotification { message { message } }
    ... on AiringNotification { animeId episode contexts } ... on MediaDataChangeNotification { reason }
    ... on RelatedMediaAdditionNotification { mediaId media { id } } ... on MediaDeletionNotification {
    deletedMediaTitle } ... on MediaMergeNotification { mediaId deletedMediaTitles } } } }"""


class Clock:
    """A clock that stands still until a test sets its `time`."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> int:
        return self.time


class Answer(NamedTuple):
    """The stand-in's answer to an operation, with its JSON decoded."""

    status: int
    body: Any
    headers: Any

    @property
    def error(self) -> Any:
        return self.body["errors"][0]


class Browser:
    """A client of the stand-in's pages that follows no redirect by itself."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def get(self, path: str, **query: str) -> aiohttp.ClientResponse:
        return await self.session.get(self._address(path), params=query, allow_redirects=False)

    async def post(self, path: str, **form: str) -> aiohttp.ClientResponse:
        return await self.session.post(self._address(path), data=form, allow_redirects=False)

    async def sign_in(self, user_id: int) -> None:
        assert (await self.post("/login", person=str(user_id))).status == 303

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path


class Api(Browser):
    """A client of the stand-in's GraphQL API."""

    async def ask(self, query: str, token: str | None = None, **variables: Any) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        async with self.session.post(self.url, json=body, headers=headers) as response:
            return Answer(response.status, await response.json(), response.headers)


async def told(api: Api, token: str, **given: Any) -> tuple[int, list[Any]]:
    """The count of unread notifications, and all of them."""
    data = (await api.ask(TOLD, token, **given)).body["data"]
    return data["Viewer"]["unreadNotificationCount"], data["Page"]["notifications"]
