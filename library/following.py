"""What the people whom somebody follows at AniList think of a title: for the follower alone, cached for an hour.

In memory only: whom somebody follows, and what those people told them, is not kept in the database, and is no part of
the public answers. Knows no Discord.
"""

import msgspec

from anilist import FollowedEntry, FollowedUser, FollowingPart, RateLimited, TokenRejected, Unavailable
from library.crowd.who import STATUSES
from library.sync.answers import value_of
from library.sync.sources import Sources
from store import Link

SECONDS_STAY = 3600
_MOST = 500  # answers

_Key = tuple[int, int, int, int]  # the follower's Discord and AniList id, when they linked, and the title's id


class FollowedOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """A followed person's entry. `score` is of 100, 0 for none."""

    name: str
    url: str | None
    status: str
    score: int
    progress: int
    repeat: int


class FollowedOpinions(msgspec.Struct, frozen=True):
    """The latest entries; `has_more` if there are others. `is_unanswered`: it is old, for AniList did not answer."""

    people: list[FollowedOpinion]
    has_more: bool
    as_of: int
    is_unanswered: bool = False

    @property
    def by_status(self) -> dict[str, list[FollowedOpinion]]:
        """The people by status, without empty ones, in the order of /who; the highest scores first."""
        groups = {status: [one for one in self.people if one.status == status] for status in STATUSES}
        return {status: sorted(found, key=lambda one: -one.score) for status, found in groups.items() if found}

    @property
    def scores(self) -> list[int]:
        return [one.score for one in self.people if one.score]


class FollowedPeople:
    """Fetches with the follower's token; one request for a title and hour."""

    def __init__(self, sources: Sources) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._answers: dict[_Key, FollowedOpinions] = {}

    async def opinions(self, link: Link, media_id: int, *, max_age: int = SECONDS_STAY) -> FollowedOpinions:
        """The opinions, at most `max_age` seconds old; older ones serve while AniList does not answer.

        Raises AniList's errors.
        """
        self.expire()
        if link.rejected_at is not None:
            raise TokenRejected("the link has to be made again")
        key = link.discord_id, link.anilist_id, link.linked_at, media_id
        known = self._answers.get(key)
        if known and self._now() - known.as_of < max_age:
            return known
        asked_at = self._now()
        try:
            async with self._access.token(link) as token:
                told = await self._anilist.social.opinions(token, media_id)
        except (RateLimited, Unavailable):
            if known is None:
                raise
            return msgspec.structs.replace(known, is_unanswered=True)
        return self._cache(key, _opinions_of(told, link, asked_at))

    def forget(self, link: Link) -> None:
        """Forget all answers to the person, who follows others from now on."""
        for key in [key for key in self._answers if key[0] == link.discord_id]:
            del self._answers[key]

    def expire(self) -> None:
        """Forget what is older than an hour."""
        before = self._now() - SECONDS_STAY
        for key in [key for key, known in self._answers.items() if known.as_of <= before]:
            del self._answers[key]

    def _cache(self, key: _Key, answer: FollowedOpinions) -> FollowedOpinions:
        self._answers.pop(key, None)
        self._answers[key] = answer
        while len(self._answers) > _MOST:
            del self._answers[next(iter(self._answers))]
        return answer


def _opinions_of(told: FollowingPart, link: Link, asked_at: int) -> FollowedOpinions:
    """Without the follower's own entry, and without private ones, should AniList ever tell them."""
    people = [
        _opinion(entry, entry.user, status)
        for entry in told.entries
        if not entry.private and entry.user and entry.user.id != link.anilist_id and (status := value_of(entry.status))
    ]
    return FollowedOpinions(people, told.has_next, asked_at)


def _opinion(entry: FollowedEntry, user: FollowedUser, status: str) -> FollowedOpinion:
    return FollowedOpinion(
        name=user.name,
        url=user.site_url,
        status=status,
        score=round(entry.score or 0),
        progress=entry.progress or 0,
        repeat=entry.repeat or 0,
    )
