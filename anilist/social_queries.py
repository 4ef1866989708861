"""The client's requests about people who follow each other, and about likes of activities and replies to them."""

from typing import TypeVar

from anilist import parts, social_answers
from anilist.cast_queries import Execute, possible
from anilist.errors import Unavailable
from anilist.fairness import Caller
from anilist.scheduler import PERSON_WAITS
from anilist.social import Direction, FollowingPart, FollowsPart, FollowState, LikeState, Replied
from redaction import Secret

_T = TypeVar("_T")


class SocialQueries:
    """Each method is one request, and raises the errors of :mod:`anilist.errors`; pages begin with 1."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute

    async def opinions(self, token: Secret, media_id: int, *, caller: Caller = PERSON_WAITS) -> FollowingPart:
        """The entries of a medium that people whom the token's owner follows have: the latest 25. Raises NotFound."""
        variables = {"mediaId": possible(media_id)}
        answer = await self._execute("following", social_answers.FollowingAnswer, token, caller, variables=variables)
        return parts.following_of(answer.page)

    async def follows(
        self, token: Secret, user_id: int, direction: Direction, page: int, *, caller: Caller = PERSON_WAITS
    ) -> FollowsPart:
        """Up to 50 people whom the account follows, or who follow it. Raises NotFound."""
        wanted = {"isFollowing": direction == "following", "isFollowers": direction == "followers"}
        variables = {"userId": possible(user_id), "page": page, **wanted}
        answer = await self._execute("follows", social_answers.FollowsAnswer, token, caller, variables=variables)
        return parts.follows_of(answer.page, direction)

    async def follow(self, token: Secret, user_id: int, *, caller: Caller = PERSON_WAITS) -> FollowState:
        """An account, and whether the token's owner follows it. Raises NotFound."""
        variables = {"id": possible(user_id)}
        found = (await self._execute("follow", social_answers.FollowAnswer, token, caller, variables=variables)).user
        return _asked_for(found, found.id, user_id)

    async def like(self, token: Secret | None, activity_id: int, *, caller: Caller = PERSON_WAITS) -> LikeState:
        """A list activity, as everybody may see it without a token, and whether its owner likes it. Raises NotFound."""
        variables = {"id": possible(activity_id)}
        found = (await self._execute("like", social_answers.LikeAnswer, token, caller, variables=variables)).activity
        return _asked_for(found, found.id, activity_id)

    async def replies(self, token: Secret, activity_id: int, *, caller: Caller = PERSON_WAITS) -> Replied:
        """A list activity with the replies to it. Raises NotFound."""
        variables = {"id": possible(activity_id)}
        found = (
            await self._execute("replies", social_answers.RepliesAnswer, token, caller, variables=variables)
        ).activity
        return _asked_for(found, found.id, activity_id)


def _asked_for(found: _T, found_id: int, asked_id: int) -> _T:
    if found_id != asked_id:
        raise Unavailable("AniList told of another one than was asked for")
    return found
