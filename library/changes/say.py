"""Posts of a person's own at AniList: each is posted once, and can be deleted again. Nothing of them is kept here.

Before a text is sent, and after a lost answer, it is looked for among the person's latest posts: with a second one they
would look foolish, so the same text within an hour is the same post. Knows nothing of Discord.
"""

from collections.abc import Collection, Sequence

import msgspec

from anilist import SaidText, Unavailable
from library.changes.lost_answers import finding_out, is_deleted
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import NotKept
from library.rules import notes
from library.sync.sources import Sources
from store import Link

_SECONDS_THE_SAME = 3600


class Said(msgspec.Struct, frozen=True):
    """A post as AniList has it. `is_whole`: its text is the one that was sent. `is_new`: it was not there before."""

    id: int
    text: str
    url: str | None
    is_whole: bool
    is_new: bool


class TextEditor:
    """Posts in a person's name, and deletes. Each method raises TokenRejected, NotKept, OutcomeUnknown, AniList's."""

    def __init__(self, sources: Sources, locks: UserLocks) -> None:
        self._anilist = sources.anilist
        self._now = sources.now
        self._locks = locks

    async def say(self, link: Link, text: str) -> Said:
        """Post the text. Two requests. Raises Invalid."""
        async with self._locks.of(link) as holder:
            before = await self._mine(holder)
            earlier = self._same(before, text)
            told = earlier or await self._sent(holder, text, {one.id for one in before})
        kept = told.text or ""
        return Said(told.id, notes.decode(kept), told.site_url, notes.reads_as(kept, text), is_new=earlier is None)

    async def unsay(self, link: Link, activity_id: int) -> None:
        """Delete a post; one that is gone already counts. One request."""
        async with self._locks.of(link) as holder:
            deleting = self._anilist.delete_activity(holder.token, activity_id)
            if not await is_deleted(deleting, lambda: self._is_there(holder, activity_id)):
                raise NotKept("the post is still there")

    async def _sent(self, holder: LockHolder, text: str, known: Collection[int]) -> SaidText:
        """Send the text; returns the post, by the answer or by a look for one that is none of the `known` ones."""
        try:
            told = await self._anilist.save_text(holder.token, notes.encode(text))
        except Unavailable as lost:
            with finding_out(lost):
                new = [one for one in await self._mine(holder) if one.id not in known]
            if not new:
                raise
            return self._same(new, text) or new[0]
        if not _is_of(told, holder):
            raise NotKept("AniList told of somebody else's post")
        return told

    def _same(self, posts: Sequence[SaidText], text: str) -> SaidText | None:
        """The newest of the posts with that very text, if it is no older than an hour."""
        since = self._now() - _SECONDS_THE_SAME
        return next((one for one in posts if one.created_at >= since and notes.reads_as(one.text or "", text)), None)

    async def _is_there(self, holder: LockHolder, activity_id: int) -> bool:
        return any(one.id == activity_id for one in await self._mine(holder))

    async def _mine(self, holder: LockHolder) -> list[SaidText]:
        """The person's latest posts, the newest first."""
        told = await self._anilist.texts(holder.token, holder.link.anilist_id)
        return [one for one in told if _is_of(one, holder)]


def _is_of(told: SaidText, holder: LockHolder) -> bool:
    """Whether it is the person's: only theirs are asked for, so AniList need not say it."""
    return told.user_id in {None, holder.link.anilist_id}
