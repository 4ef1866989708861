"""AniList's answers to mutations, as :mod:`anilist.answers`."""

import msgspec

from anilist.favourites import AniListFavourites
from anilist.library import SavedEntry
from anilist.recommendations import RatedRecommendation
from anilist.settings import UserSettings
from anilist.shapes import Name, Selection
from anilist.social import ActivityReply, FollowState, LikeState
from anilist.texts import SaidText


class ReadNotification(msgspec.Struct, frozen=True):
    typename: Name = msgspec.field(name="__typename")


class ReadNotificationsPage(Selection, frozen=True):
    notifications: list[ReadNotification | None] | None


class ReadNotificationsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``read_notifications.graphql``."""

    page: ReadNotificationsPage


class SaveTextAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_text.graphql``."""

    save_text_activity: SaidText


class SaveRecommendationAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_recommendation.graphql``."""

    save_recommendation: RatedRecommendation


class SaveEntryAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_entry.graphql``."""

    save_media_list_entry: SavedEntry


class SaveEntriesAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_entries.graphql``."""

    update_media_list_entries: list[SavedEntry | None]


class Deleted(Selection, frozen=True):
    deleted: bool | None


class UpdateListsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``update_lists.graphql``."""

    update_user: UserSettings


class DeleteListAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``delete_list.graphql``."""

    delete_custom_list: Deleted


class DeleteEntryAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``delete_entry.graphql``."""

    delete_media_list_entry: Deleted


class DeleteActivityAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``delete_activity.graphql``."""

    delete_activity: Deleted


class ToggleFavouriteAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``toggle_favourite.graphql``."""

    toggle_favourite: AniListFavourites


class ToggleFollowAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``toggle_follow.graphql``."""

    toggle_follow: FollowState


class ToggleLikeAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``toggle_like.graphql``."""

    toggle_like_v2: LikeState


class SaveReplyAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_reply.graphql``."""

    save_activity_reply: ActivityReply


class DeleteReplyAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``delete_reply.graphql``."""

    delete_activity_reply: Deleted
