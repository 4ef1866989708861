"""AniList's answers as structs: one per selection of a ``.graphql`` file, with exactly its names and nullability.

Knows AniList's schema, and nothing of the use of an answer.
"""

import msgspec

from anilist.activities import ListActivity
from anilist.airing import AiringEpisode, AiringTitle
from anilist.browse import AniListTag
from anilist.cast import AniListCharacter, AniListStaff, CharacterSearchPage, StaffSearchPage
from anilist.favourites import AniListFavourites, PersonState, StudioState
from anilist.library import (
    AniListEntry,
    AniListMedia,
    ListedEntry,
    MalMedia,
    MediaCard,
    SavedEntry,
)
from anilist.list_options import ListOptionsViewer
from anilist.notifications import AniListNotification
from anilist.public_list import PublicCollection, PublicUser
from anilist.recommendations import RatedRecommendation
from anilist.settings import UserSettings
from anilist.shapes import Address, Count, Id, Name, PageInfo, Selection
from anilist.social import ActivityReply, FollowedEntry, FollowsPage, FollowState, LikeState, Replied
from anilist.statistics import StatisticsUser
from anilist.studios import AniListStudio, StudioSearchPage
from anilist.texts import SaidText
from anilist.title import FranchiseTitle, MediaPage
from anilist.upcoming import UpcomingTitle


class Avatar(Selection, frozen=True):
    large: Address | None


class Statistics(Selection, frozen=True):
    count: Count


class StatisticTypes(Selection, frozen=True):
    anime: Statistics | None
    manga: Statistics | None


class Viewer(UserSettings, frozen=True):
    """A token's owner, with all that a link needs (``viewer.graphql``)."""

    id: Id
    avatar: Avatar | None
    statistics: StatisticTypes | None
    unread_notification_count: Count | None


class ViewerAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``viewer.graphql``."""

    viewer: Viewer


class StatisticsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``statistics.graphql``."""

    user: StatisticsUser


class PingAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``ping.graphql``."""

    genre_collection: list[Name | None] | None


class ListGroup(Selection, frozen=True):
    entries: list[ListedEntry | None] | None


class Collection(Selection, frozen=True):
    """Status lists and custom lists; an entry may be in several of them."""

    has_next_chunk: bool | None
    lists: list[ListGroup | None] | None


class ViewerWithFavourites(UserSettings, frozen=True):
    """A token's owner, with their favourites and the number of their unread notifications."""

    favourites: AniListFavourites | None
    unread_notification_count: Count | None


class NotificationsPage(Selection, frozen=True):
    notifications: list[AniListNotification | None] | None


class CollectionAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``collection.graphql``. The news are there for those alone who want to be told of some."""

    viewer: ViewerWithFavourites | None
    media_list_collection: Collection
    news: NotificationsPage | None = msgspec.field(name="news", default=None)


class ChangesPage(Selection, frozen=True):
    page_info: PageInfo | None
    media_list: list[ListedEntry | None] | None


class ChangesAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``changes.graphql``, with news as in a collection."""

    viewer: ViewerWithFavourites | None
    page: ChangesPage
    news: NotificationsPage | None = msgspec.field(name="news", default=None)


class ReadNotification(msgspec.Struct, frozen=True):
    typename: Name = msgspec.field(name="__typename")


class ReadNotificationsPage(Selection, frozen=True):
    notifications: list[ReadNotification | None] | None


class ReadNotificationsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``read_notifications.graphql``."""

    page: ReadNotificationsPage


class MediaId(Selection, frozen=True):
    id: Id


class MediaIdsPage(Selection, frozen=True):
    media: list[MediaId | None] | None


class MediaIdsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``media_ids.graphql``."""

    page: MediaIdsPage


class MediaAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``media.graphql``. Without a token there is no viewer."""

    media: MediaPage
    viewer: UserSettings | None = None


class FranchisePage(Selection, frozen=True):
    media: list[FranchiseTitle | None] | None


class FranchiseAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``franchise.graphql``."""

    page: FranchisePage


class UpcomingPage(Selection, frozen=True):
    page_info: PageInfo | None
    media: list[UpcomingTitle | None] | None


class UpcomingAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``upcoming.graphql``."""

    page: UpcomingPage


class ByMalAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``by_mal.graphql``."""

    media: MediaPage


class ByMalIdsPage(Selection, frozen=True):
    page_info: PageInfo | None
    media: list[MalMedia | None] | None


class ByMalIdsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``by_mal_ids.graphql``."""

    page: ByMalIdsPage


class EntriesPage(Selection, frozen=True):
    media_list: list[AniListEntry | None] | None


class EntriesAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``entries.graphql``."""

    page: EntriesPage


class PublicListAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``public_list.graphql``."""

    user: PublicUser
    media_list_collection: PublicCollection


class SearchPage(Selection, frozen=True):
    media: list[MediaCard | None] | None


class SearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``search.graphql``."""

    page: SearchPage


class AiringPage(Selection, frozen=True):
    media: list[AiringTitle | None] | None


class AiringAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``airing.graphql``."""

    page: AiringPage


class SchedulePage(Selection, frozen=True):
    page_info: PageInfo | None
    airing_schedules: list[AiringEpisode | None] | None


class ScheduleAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``schedule.graphql``."""

    page: SchedulePage


class BrowsePage(Selection, frozen=True):
    page_info: PageInfo | None
    media: list[AniListMedia | None] | None


class BrowseAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``browse.graphql``."""

    page: BrowsePage


class TermsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``terms.graphql``."""

    genre_collection: list[Name | None] | None
    media_tag_collection: list[AniListTag | None] | None


class ActivitiesPage(Selection, frozen=True):
    page_info: PageInfo | None
    activities: list[ListActivity | None] | None


class ActivitiesAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``activities.graphql``."""

    page: ActivitiesPage


class FollowingPage(Selection, frozen=True):
    page_info: PageInfo | None
    media_list: list[FollowedEntry | None] | None


class FollowingAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``following.graphql``."""

    page: FollowingPage


class CharacterAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``character.graphql``."""

    character: AniListCharacter


class StaffAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``staff.graphql``."""

    staff: AniListStaff


class CharacterSearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``character_search.graphql``."""

    page: CharacterSearchPage


class StaffSearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``staff_search.graphql``."""

    page: StaffSearchPage


class StudioAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``studio.graphql``."""

    studio: AniListStudio


class StudioSearchAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``studio_search.graphql``."""

    page: StudioSearchPage


class TextsPage(Selection, frozen=True):
    activities: list[SaidText | None] | None


class TextsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``texts.graphql``."""

    page: TextsPage


class SaveTextAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_text.graphql``."""

    save_text_activity: SaidText


class RecommendationAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``recommendation.graphql``."""

    recommendation: RatedRecommendation


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


class ListOptionsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``list_options.graphql``."""

    viewer: ListOptionsViewer


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


class FavouriteAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``favourite.graphql``: one of them is asked for."""

    character: PersonState | None = None
    staff: PersonState | None = None
    studio: StudioState | None = None


class FollowAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``follow.graphql``."""

    user: FollowState


class FollowsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``follows.graphql``."""

    page: FollowsPage


class ToggleFollowAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``toggle_follow.graphql``."""

    toggle_follow: FollowState


class LikeAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``like.graphql``."""

    activity: LikeState


class ToggleLikeAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``toggle_like.graphql``."""

    toggle_like_v2: LikeState


class RepliesAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``replies.graphql``."""

    activity: Replied


class SaveReplyAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``save_reply.graphql``."""

    save_activity_reply: ActivityReply


class DeleteReplyAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``delete_reply.graphql``."""

    delete_activity_reply: Deleted
