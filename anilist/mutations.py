"""The operations that change something at AniList, a method for each.

Knows nothing of people, of undoing, or of what becomes of a lost answer.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from anilist import mutation_answers
from anilist.each import EditsAnswer, EntryEdit, answer_of, operation_of
from anilist.errors import AniListError, Unavailable
from anilist.executor import Executor
from anilist.fairness import Caller, RequestKind
from anilist.favourites import AniListFavourites, FavouriteKind
from anilist.library import SavedEntry
from anilist.protocol import read_parts
from anilist.recommendations import RatedRecommendation
from anilist.scheduler import PERSON_WAITS
from anilist.settings import UserSettings
from anilist.social import ActivityReply, FollowState, LikeState
from anilist.texts import SaidText
from redaction import Secret


class Mutations(Executor):
    """Changes in the name of a token's owner. Each method is one request, and raises the errors of anilist.errors."""

    async def save_entry(
        self, token: Secret, media_id: int, variables: Mapping[str, Any], *, caller: Caller = PERSON_WAITS
    ) -> SavedEntry:
        """Put a medium on the list, or change the fields in `variables`, those of ``save_entry.graphql``.

        Raises Invalid.

        AniList dates a completion that has no date; a second request removes that date.
        """
        named = {**variables, "mediaId": media_id}
        answer = await self._execute("save_entry", mutation_answers.SaveEntryAnswer, token, caller, variables=named)
        saved = answer.save_media_list_entry
        if saved.media_id != media_id:
            raise Unavailable("AniList told of another medium than was asked for")
        if (undated := _undated(variables)) and saved.is_dated:
            with suppress(AniListError):  # the change itself is made
                return await self.save_entry(token, media_id, undated, caller=caller)
        return saved

    async def save_entries(
        self, token: Secret, entry_ids: list[int], variables: Mapping[str, Any], *, caller: Caller = PERSON_WAITS
    ) -> list[SavedEntry]:
        """Make the same change to several entries; custom lists can't be changed this way. Raises Invalid, NotFound.

        Dates are treated as in :meth:`save_entry`.
        """
        named = {**variables, "ids": entry_ids}
        answer = await self._execute("save_entries", mutation_answers.SaveEntriesAnswer, token, caller, variables=named)
        saved = [entry for entry in answer.update_media_list_entries if entry is not None]
        if (undated := _undated(variables)) and any(entry.is_dated for entry in saved):
            with suppress(AniListError):
                return await self.save_entries(token, entry_ids, undated, caller=caller)
        return saved

    async def save_each(
        self, token: Secret, edits: Sequence[EntryEdit], *, caller: Caller = PERSON_WAITS
    ) -> EditsAnswer:
        """Make up to 15 different edits; the answer tells which are made. It leaves the date of a dated completion."""
        text, given = operation_of(edits)
        read = await self._change("save_each", text, given, lambda answer: read_parts(*answer), token, caller)
        return answer_of(edits, *read)

    async def update_lists(
        self, token: Secret, media_type: str, options: Mapping[str, Any], *, caller: Caller = PERSON_WAITS
    ) -> UserSettings:
        """Set the options of a list, AniList's ``MediaListOptionsInput``; returns the settings then. Raises Invalid."""
        variables = {media_type.lower(): options}
        answer = await self._execute(
            "update_lists", mutation_answers.UpdateListsAnswer, token, caller, variables=variables
        )
        return answer.update_user

    async def read_notifications(self, token: Secret, *, caller: Caller = PERSON_WAITS) -> None:
        """Mark all notifications of the token's owner as read."""
        caller = msgspec.structs.replace(caller, kind=RequestKind.WRITE)
        await self._execute("read_notifications", mutation_answers.ReadNotificationsAnswer, token, caller)

    async def delete_list(self, token: Secret, media_type: str, name: str, *, caller: Caller = PERSON_WAITS) -> bool:
        """Delete a custom list; its entries stay on the list. Raises NotFound."""
        variables = {"name": name, "type": media_type}
        answer = await self._execute(
            "delete_list", mutation_answers.DeleteListAnswer, token, caller, variables=variables
        )
        return bool(answer.delete_custom_list.deleted)

    async def delete_entry(self, token: Secret, entry_id: int, *, caller: Caller = PERSON_WAITS) -> bool:
        """Take an entry (by its own id, not its medium's) off the list. Raises NotFound when it is on none."""
        answer = await self._execute(
            "delete_entry", mutation_answers.DeleteEntryAnswer, token, caller, variables={"id": entry_id}
        )
        return bool(answer.delete_media_list_entry.deleted)

    async def save_recommendation(
        self, token: Secret, media_id: int, recommended_id: int, rating: str, *, caller: Caller = PERSON_WAITS
    ) -> RatedRecommendation:
        """Rate by AniList's ``RecommendationRating``; the same again changes nothing. Raises Invalid."""
        variables = {"mediaId": media_id, "recommendedId": recommended_id, "rating": rating}
        shape = mutation_answers.SaveRecommendationAnswer
        answer = await self._execute("save_recommendation", shape, token, caller, variables=variables)
        saved = answer.save_recommendation
        if not saved.is_of(media_id, recommended_id):
            raise Unavailable("AniList told of another recommendation than was asked for")
        return saved

    async def save_text(self, token: Secret, text: str, *, caller: Caller = PERSON_WAITS) -> SaidText:
        """Post a text: the same again is a second post. Raises Invalid."""
        answer = await self._execute(
            "save_text", mutation_answers.SaveTextAnswer, token, caller, variables={"text": text}
        )
        return answer.save_text_activity

    async def delete_activity(self, token: Secret, activity_id: int, *, caller: Caller = PERSON_WAITS) -> bool:
        """Delete the owner's own activity. Raises NotFound."""
        shape = mutation_answers.DeleteActivityAnswer
        answer = await self._execute("delete_activity", shape, token, caller, variables={"id": activity_id})
        return bool(answer.delete_activity.deleted)

    async def toggle_favourite(
        self, token: Secret, favourite_id: int, kind: FavouriteKind, *, caller: Caller = PERSON_WAITS
    ) -> AniListFavourites:
        """Make it a favourite, or no favourite if it is one; returns all favourites. Raises NotFound."""
        variables = {f"{kind.lower()}Id": favourite_id}
        answer = await self._execute(
            "toggle_favourite", mutation_answers.ToggleFavouriteAnswer, token, caller, variables=variables
        )
        return answer.toggle_favourite

    async def toggle_follow(self, token: Secret, user_id: int, *, caller: Caller = PERSON_WAITS) -> FollowState:
        """Follow the account, or don't if the token's owner follows it; returns what is so then. Raises NotFound."""
        variables = {"userId": user_id}
        return (
            await self._execute(
                "toggle_follow", mutation_answers.ToggleFollowAnswer, token, caller, variables=variables
            )
        ).toggle_follow

    async def toggle_like(self, token: Secret, activity_id: int, *, caller: Caller = PERSON_WAITS) -> LikeState:
        """Like the list activity, or don't if it is liked; returns what is so then. Raises NotFound."""
        variables = {"id": activity_id}
        answer = await self._execute(
            "toggle_like", mutation_answers.ToggleLikeAnswer, token, caller, variables=variables
        )
        return answer.toggle_like_v2

    async def save_reply(
        self, token: Secret, activity_id: int, text: str, *, caller: Caller = PERSON_WAITS
    ) -> ActivityReply:
        """Post a reply to the activity. Raises Invalid, NotFound."""
        variables = {"activityId": activity_id, "text": text}
        answer = await self._execute("save_reply", mutation_answers.SaveReplyAnswer, token, caller, variables=variables)
        return answer.save_activity_reply

    async def delete_reply(self, token: Secret, reply_id: int, *, caller: Caller = PERSON_WAITS) -> bool:
        """Delete one's own reply. Raises NotFound when there is no such one."""
        answer = await self._execute(
            "delete_reply", mutation_answers.DeleteReplyAnswer, token, caller, variables={"id": reply_id}
        )
        return bool(answer.delete_activity_reply.deleted)


def _undated(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """The variables that remove the date of an undated completion; empty for any other change."""
    completed_at = variables.get("completedAt")
    is_undated = variables.get("status") == "COMPLETED" and completed_at and not any(completed_at.values())
    return {"completedAt": completed_at} if is_undated else {}
