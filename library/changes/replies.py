"""Replies to activities at AniList: each is posted once, and can be deleted again.

A reply is written down before it is sent, under the interaction's id, with its text until its person has seen what
became of it. A lost answer is looked for: the person's own reply with that very text, since then. Where it is not
found, nothing is sent again by itself, for a second reply would be a public embarrassment: the person hears so, and
whoever sends the same text again has the first one looked for before. Knows nothing of Discord.
"""

import msgspec

from anilist import ActivityReply, NotFound, TokenRejected, Unavailable
from library.changes.deferred import DeferredChanges, DeferredReply, DeferredReplyUndo
from library.changes.lost_answers import finding_out, is_deleted
from library.changes.receipts import SECONDS_THE_SAME, written_if_it_can_be
from library.changes.saving import SECONDS_CHANGES_STAY
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import NothingToUndo, NotKept
from library.rules import notes
from library.sync.sources import Sources
from store import Link, Replies, Reply

_CLOCKS_APART = 120  # seconds by which AniList's clock may be behind ours


class Posted(msgspec.Struct, frozen=True):
    """A reply as AniList has it. `id` is what deletes it again. `is_whole`: its text is the one that was sent."""

    id: int
    activity_id: int
    text: str
    is_whole: bool


class ReplyEditor:
    """Posts replies in people's names, and deletes them again."""

    def __init__(self, sources: Sources, replies: Replies, locks: UserLocks, deferred: DeferredChanges) -> None:
        self._anilist = sources.anilist
        self._now = sources.now
        self._replies = replies
        self._locks = locks
        self._deferred = deferred

    async def post(self, link: Link, activity_id: int, text: str, *, change_id: int) -> Posted:
        """Post the text, which is not empty; `change_id` is the interaction's.

        One request. The same reply whose result the person has not seen is the same one. Raises NotKept,
        OutcomeUnknown, AniList's errors: Invalid for a text that AniList refuses, NotFound for an activity that is
        gone.
        """
        async with (
            self._deferred.deferring(link, DeferredReply(change_id, activity_id, text)),
            self._locks.of(link) as holder,
        ):
            begun_at = self._now()
            wanted = Reply(id=change_id, discord_id=link.discord_id, activity_id=activity_id, text=text, at=begun_at)
            same = await self._replies.same(wanted, begun_at - SECONDS_THE_SAME)
            if same is None and not await self._replies.begin(wanted):
                raise TokenRejected("they are no longer linked")
            reply = msgspec.structs.replace(same or wanted, text=text)
            if reply.is_undone:
                raise NothingToUndo("it was posted and deleted again")
            if reply.reply_id is not None:
                return Posted(reply.id, activity_id, text, is_whole=True)
            told = (await self._found(holder, reply) if same else None) or await self._send(holder, reply)
            with written_if_it_can_be():
                await self._replies.posted(reply.id, told.id)
        kept = told.text or ""
        return Posted(reply.id, activity_id, notes.decode(kept), is_whole=notes.reads_as(kept, text))

    async def seen(self, posted: Posted) -> None:
        """The person has seen the result: from now on the same text is another reply."""
        with written_if_it_can_be():
            await self._replies.show(posted.id)

    async def undo(self, link: Link, change_id: int) -> int:
        """Delete the reply; one that is gone counts. Returns the id of its activity.

        Raises NothingToUndo, NotKept, OutcomeUnknown, AniList's errors.
        """
        await self._undoable(link, change_id)
        async with (
            self._deferred.deferring(link, DeferredReplyUndo(change_id)),
            self._locks.of(link) as holder,
        ):
            reply, reply_id = await self._undoable(link, change_id)
            deleting = self._anilist.delete_reply(holder.token, reply_id)
            if not await is_deleted(deleting, lambda: self._is_there(holder, reply, reply_id)):
                raise NotKept("the reply is still there")
            with written_if_it_can_be():
                await self._replies.undone(change_id)
        return reply.activity_id

    async def expire(self) -> None:
        """Forget replies that are too old to be undone, and texts that are too old to be sent again."""
        now = self._now()
        await self._replies.purge(now - SECONDS_CHANGES_STAY, unseen_before=now - SECONDS_THE_SAME)

    async def _undoable(self, link: Link, change_id: int) -> tuple[Reply, int]:
        reply = await self._replies.of(change_id, link.discord_id)
        if reply is None or reply.is_undone or reply.reply_id is None:
            raise NothingToUndo("it is unknown, not posted, or deleted")
        return reply, reply.reply_id

    async def _send(self, holder: LockHolder, reply: Reply) -> ActivityReply:
        """Send the reply; returns what AniList has then, by the answer or by a look. Raises as :meth:`post`."""
        try:
            told = await self._anilist.save_reply(holder.token, reply.activity_id, notes.encode(reply.text or ""))
        except Unavailable as lost:
            with finding_out(lost):
                found = await self._found(holder, reply)
            if found is None:
                raise
            return found
        if told.user_id != holder.link.anilist_id:
            raise NotKept("AniList told of somebody else's reply")
        return told

    async def _found(self, holder: LockHolder, reply: Reply) -> ActivityReply | None:
        """The person's own latest reply with that very text since it was begun, of those that are no other one."""
        others = await self._replies.known(reply.discord_id, reply.activity_id)
        told = await self._anilist.social.replies(holder.token, reply.activity_id)
        if told.replies is None:
            raise Unavailable("AniList did not tell the replies", may_have_happened=False)
        mine = [one for one in told.replies if one and one.user_id == holder.link.anilist_id and one.id not in others]
        recent = [one for one in mine if one.created_at >= reply.at - _CLOCKS_APART]
        same = [one for one in recent if notes.reads_as(one.text or "", reply.text or "")]
        return max(same, key=lambda one: one.id, default=None)

    async def _is_there(self, holder: LockHolder, reply: Reply, reply_id: int) -> bool:
        try:
            told = await self._anilist.social.replies(holder.token, reply.activity_id)
        except NotFound:
            return False
        return any(one and one.id == reply_id for one in told.replies or ())
