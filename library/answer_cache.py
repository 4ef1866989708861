"""A *read-through cache* of AniList's public answers: from the store if fresh, from AniList otherwise.

An answer is a document that survives restarts and serves all processes. It must not depend on who asked: what a token
makes visible has no place here. Knows nothing of what the answers mean.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import msgspec

from anilist import RateLimited, Unavailable
from store import CachedAnswer, CachedAnswers

DAY = 24 * 3600

_T = TypeVar("_T")


class AnswerKind(msgspec.Struct, Generic[_T], frozen=True):
    """A kind of answers, of the msgspec type `shape`.

    An answer is fresh for `seconds`; while AniList does not answer it serves for `stays` seconds, and is then deleted.
    """

    name: str
    shape: type[_T]
    seconds: int
    stays: int = 7 * DAY


class Cached(msgspec.Struct, Generic[_T], frozen=True):
    """An answer as of that time. `is_unanswered`: it is older than wanted, because AniList did not answer."""

    value: _T
    as_of: int
    is_unanswered: bool = False


class AnswerCache:
    """Answers by kind and name. An answer whose shape is another release's is as good as none."""

    def __init__(self, answers: CachedAnswers, now: Callable[[], int]) -> None:
        self._answers = answers
        self._now = now

    async def get(
        self, kind: AnswerKind[_T], name: str, fetch: Callable[[], Awaitable[_T]], *, max_age: float | None = None
    ) -> Cached[_T]:
        """The cached answer if it is younger than `max_age` seconds (the kind's by default), else AniList's.

        While AniList does not answer, an older one serves; without one, raises AniList's errors.
        """
        known = await self.cached(kind, name)
        if known and self._now() - known.as_of < (kind.seconds if max_age is None else max_age):
            return known
        asked_at = self._now()
        try:
            value = await fetch()
        except (RateLimited, Unavailable):
            if known is None:
                raise
            return msgspec.structs.replace(known, is_unanswered=True)
        await self.put(kind, name, value, asked_at)
        return Cached(value, asked_at)

    async def cached(self, kind: AnswerKind[_T], name: str) -> Cached[_T] | None:
        """The cached answer, fresh or not; None when there is none. Never fetches."""
        row = await self._answers.of(kind.name, name, self._now())
        if row is None:
            return None
        try:
            return Cached(msgspec.json.decode(row.answer, type=kind.shape), row.asked_at)
        except msgspec.MsgspecError:
            return None

    async def put(self, kind: AnswerKind[_T], name: str, value: _T, asked_at: int) -> None:
        """Store AniList's answer to a request of `asked_at`."""
        answer = CachedAnswer(msgspec.json.encode(value).decode(), asked_at)
        await self._answers.put(kind.name, name, answer, until=asked_at + kind.stays)

    async def drop(self, kind: AnswerKind[_T], name: str) -> None:
        """Delete an answer that AniList does not give any more, and that is not to be shown meanwhile."""
        await self._answers.drop(kind.name, name)
