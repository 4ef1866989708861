"""AniList's answers as structs: one per selection of a ``.graphql`` file, with exactly its names and nullability.

Those of mutations, of casts and of other people's doings are in modules of their own. Knows AniList's schema, and
nothing of the use of an answer.
"""

import msgspec

from anilist.activities import ListActivity
from anilist.airing import AiringEpisode, AiringTitle
from anilist.browse import AniListTag
from anilist.favourites import AniListFavourites
from anilist.library import AniListEntry, AniListMedia, ListedEntry, MalMedia, MediaCard
from anilist.list_options import ListOptionsViewer
from anilist.notifications import AniListNotification
from anilist.public_list import PublicCollection, PublicUser
from anilist.recommendations import RatedRecommendation
from anilist.settings import UserSettings
from anilist.shapes import Count, Id, Name, PageInfo, Selection
from anilist.statistics import StatisticsUser
from anilist.texts import SaidText
from anilist.title import FranchiseTitle, MediaPage
from anilist.upcoming import UpcomingTitle
from anilist.viewer import Viewer


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


class TextsPage(Selection, frozen=True):
    activities: list[SaidText | None] | None


class TextsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``texts.graphql``."""

    page: TextsPage


class RecommendationAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``recommendation.graphql``."""

    recommendation: RatedRecommendation


class ListOptionsAnswer(msgspec.Struct, frozen=True, rename="pascal"):
    """``list_options.graphql``."""

    viewer: ListOptionsViewer
