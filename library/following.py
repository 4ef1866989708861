"""Whom somebody follows at AniList, and what those think of a title: for the follower alone, cached for an hour.

In memory only: whom somebody follows, and what those people told them, is not kept in the database, and is no part of
the public answers. Other processes are told when somebody follows or unfollows; where that is lost, their answers are
an hour old at most. Knows no Discord.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from anilist import Direction, FollowedEntry, FollowedUser, FollowingPart, RateLimited, TokenRejected, Unavailable
from library.changes.receipts import written_if_it_can_be
from library.crowd.who import STATUSES
from library.sync.answers import value_of
from library.sync.sources import Sources
from redaction import Secret
from store import Link

SECONDS_STAY = 3600
_MOST = 500  # answers
PER_PAGE = 10
_PER_BLOCK = 50  # AniList's most
_MOST_PAGES = 500  # AniList tells no more than 5,000 of anything

_Key = tuple[int, int, int, object]  # the follower's Discord and AniList id, when they linked, and what was asked


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


class FollowPage(msgspec.Struct, frozen=True):
    """People whom somebody follows, or who follow them: a page of the given number, which begins with 1."""

    people: list[FollowedUser]
    direction: Direction
    number: int
    has_more: bool
    as_of: int
    is_unanswered: bool = False


_Answer = TypeVar("_Answer", FollowedOpinions, FollowPage)


class FollowedPeople:
    """Fetches with the follower's token; one request for a title and hour, and for fifty people and hour."""

    def __init__(self, sources: Sources, tell_others: Callable[[int], Awaitable[object]]) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._tell_others = tell_others
        self._answers: dict[_Key, Any] = {}
        self._forgotten = 0  # times; an answer that was under way meanwhile is not kept

    async def opinions(self, link: Link, media_id: int, *, max_age: int = SECONDS_STAY) -> FollowedOpinions:
        """The opinions, at most `max_age` seconds old; older ones serve while AniList does not answer.

        Raises AniList's errors.
        """

        async def fetch(token: Secret) -> FollowedOpinions:
            asked_at = self._now()
            return _opinions_of(await self._anilist.social.opinions(token, media_id), link, asked_at)

        return await self._cached(link, media_id, max_age, fetch)

    async def page(self, link: Link, direction: Direction, number: int, *, max_age: int = SECONDS_STAY) -> FollowPage:
        """A page of ten people by name, like :meth:`opinions`. Raises AniList's errors."""
        number = min(max(number, 1), _MOST_PAGES)
        block, first = divmod((number - 1) * PER_PAGE, _PER_BLOCK)

        async def fetch(token: Secret) -> FollowPage:
            asked_at = self._now()
            told = await self._anilist.social.follows(token, link.anilist_id, direction, block + 1)
            return FollowPage(told.people, direction, number, told.has_next, asked_at)

        found = await self._cached(link, (direction, block), max_age, fetch)
        people = found.people[first : first + PER_PAGE]
        has_more = number < _MOST_PAGES and (first + PER_PAGE < len(found.people) or found.has_more)
        return msgspec.structs.replace(found, people=people, number=number, has_more=has_more)

    async def _cached(
        self, link: Link, what: object, max_age: int, fetch: Callable[[Secret], Awaitable[_Answer]]
    ) -> _Answer:
        self.expire()
        if link.rejected_at is not None:
            raise TokenRejected("the link has to be made again")
        key = link.discord_id, link.anilist_id, link.linked_at, what
        known: _Answer | None = self._answers.get(key)
        if known and self._now() - known.as_of < max_age:
            return known
        forgotten = self._forgotten
        try:
            async with self._access.token(link) as token:
                found = await fetch(token)
        except (RateLimited, Unavailable):
            if known is None:
                raise
            return msgspec.structs.replace(known, is_unanswered=True)
        if forgotten == self._forgotten:
            self._keep(key, found)
        return found

    def _keep(self, key: _Key, found: FollowedOpinions | FollowPage) -> None:
        self._answers.pop(key, None)
        self._answers[key] = found
        while len(self._answers) > _MOST:
            del self._answers[next(iter(self._answers))]

    async def changed(self, discord_id: int) -> None:
        """The person follows others from now on: forget all answers to them, here and in other processes."""
        self.forget(discord_id)
        with written_if_it_can_be():
            await self._tell_others(discord_id)

    async def hear(self, discord_id: int | None) -> None:
        """Another process has told of that person. None is a look at everything, and tells nothing here."""
        if discord_id is not None:
            self.forget(discord_id)

    def forget(self, discord_id: int) -> None:
        """Forget all answers to the person, those under way too."""
        self._forgotten += 1
        for key in [key for key in self._answers if key[0] == discord_id]:
            del self._answers[key]

    def expire(self) -> None:
        """Forget what is older than an hour."""
        before = self._now() - SECONDS_STAY
        for key in [key for key, known in self._answers.items() if known.as_of <= before]:
            del self._answers[key]


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
