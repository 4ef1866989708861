"""AniList's API: one client, one ``.graphql`` file for each operation, named errors. Knows no other part."""

from anilist.activities import ActivityPart, ListActivity
from anilist.airing import AiringEpisode, AiringPart, AiringTitle, SchedulePart
from anilist.browse import BrowsePart, TermsPart
from anilist.client import AniList
from anilist.each import MOST_AT_ONCE, EditsAnswer, EntryEdit
from anilist.errors import (
    AniListError,
    GrantRejected,
    Invalid,
    NotFound,
    RateLimited,
    Stopping,
    TokenRejected,
    Unavailable,
)
from anilist.fairness import Caller, Priority, RequestKind, caused_by, current_person
from anilist.favourites import AniListFavourites, FavouriteKind, FavouriteState
from anilist.library import (
    AniListEntry,
    AniListMedia,
    ListChunk,
    ListedEntry,
    MalPart,
    MediaCard,
)
from anilist.load import Load
from anilist.notifications import AniListNotification, ListChanges, NotificationType
from anilist.queue import RequestQueue
from anilist.recommendations import RatedRecommendation
from anilist.scheduler import PERSON_WAITS, Scheduler
from anilist.settings import Owner, ScoreFormat, TitleLanguage, UserSettings
from anilist.sharing import shared_queue
from anilist.social import (
    ActivityReply,
    Direction,
    FollowedEntry,
    FollowedUser,
    FollowingPart,
    FollowsPart,
    FollowState,
    LikeState,
)
from anilist.texts import SaidText
from anilist.title import MediaPage
from anilist.tokens import Claims, MalformedToken, read_claims
from anilist.viewer import Viewer

__all__ = [
    "MOST_AT_ONCE",
    "PERSON_WAITS",
    "ActivityPart",
    "ActivityReply",
    "AiringEpisode",
    "AiringPart",
    "AiringTitle",
    "AniList",
    "AniListEntry",
    "AniListError",
    "AniListFavourites",
    "AniListMedia",
    "AniListNotification",
    "BrowsePart",
    "Caller",
    "Claims",
    "Direction",
    "EditsAnswer",
    "EntryEdit",
    "FavouriteKind",
    "FavouriteState",
    "FollowState",
    "FollowedEntry",
    "FollowedUser",
    "FollowingPart",
    "FollowsPart",
    "GrantRejected",
    "Invalid",
    "LikeState",
    "ListActivity",
    "ListChanges",
    "ListChunk",
    "ListedEntry",
    "Load",
    "MalPart",
    "MalformedToken",
    "MediaCard",
    "MediaPage",
    "NotFound",
    "NotificationType",
    "Owner",
    "Priority",
    "RateLimited",
    "RatedRecommendation",
    "RequestKind",
    "RequestQueue",
    "SaidText",
    "SchedulePart",
    "Scheduler",
    "ScoreFormat",
    "Stopping",
    "TermsPart",
    "TitleLanguage",
    "TokenRejected",
    "Unavailable",
    "UserSettings",
    "Viewer",
    "caused_by",
    "current_person",
    "read_claims",
    "shared_queue",
]
