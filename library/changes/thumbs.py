"""Votes on AniList's recommendations: thumbs up, thumbs down, or none.

AniList keeps an absolute vote of each person for each pair of titles, so the same again changes nothing, and nothing
has to be written down here: how somebody votes is nobody else's concern. Knows nothing of Discord.
"""

from typing import Literal, NamedTuple

import msgspec

from anilist import NotFound, RatedRecommendation, Unavailable
from library.changes.lost_answers import finding_out
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import NotKept
from library.sync.sources import Sources
from store import Link

Vote = Literal["RATE_UP", "RATE_DOWN", "NO_RATING"]
_VOTES: dict[str, Vote] = {"RATE_UP": "RATE_UP", "RATE_DOWN": "RATE_DOWN"}


class TitlePair(NamedTuple):
    """AniList recommends `recommended_id` to those who like `media_id`."""

    media_id: int
    recommended_id: int


class Thumbs(msgspec.Struct, frozen=True):
    """A person's vote on a recommendation, and everybody's together: those for it minus those against it."""

    vote: Vote
    votes: int


class ThumbEditor:
    """Reads and changes votes. Each method raises TokenRejected, OutcomeUnknown, AniList's errors."""

    def __init__(self, sources: Sources, locks: UserLocks) -> None:
        self._anilist = sources.anilist
        self._locks = locks

    async def of(self, link: Link, pair: TitlePair) -> Thumbs:
        """The votes as AniList has them now. One request."""
        async with self._locks.of(link) as holder:
            return await self._found(holder, pair)

    async def vote(self, link: Link, pair: TitlePair, vote: Vote) -> Thumbs:
        """Vote, or take the vote back. One request. Raises NotKept, Invalid."""
        async with self._locks.of(link) as holder:
            after = await self._voted(holder, pair, vote)
        if after.vote != vote:
            raise NotKept("the vote is as it was")
        return after

    async def _voted(self, holder: LockHolder, pair: TitlePair, vote: Vote) -> Thumbs:
        """Send the vote; returns what AniList has then, by the answer or by a look."""
        try:
            return _thumbs(await self._anilist.save_recommendation(holder.token, *pair, vote))
        except Unavailable as lost:
            with finding_out(lost):
                after = await self._found(holder, pair)
            if after.vote != vote:
                raise
            return after

    async def _found(self, holder: LockHolder, pair: TitlePair) -> Thumbs:
        try:
            return _thumbs(await self._anilist.recommendation(holder.token, *pair))
        except NotFound:
            return Thumbs("NO_RATING", 0)  # nobody has voted yet


def _thumbs(told: RatedRecommendation) -> Thumbs:
    name = told.user_rating.value if told.user_rating else ""
    return Thumbs(_VOTES.get(name, "NO_RATING"), told.rating or 0)
