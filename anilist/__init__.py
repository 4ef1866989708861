"""AniList's API: one client, one ``.graphql`` file per question, named errors. Knows no other part."""

from anilist.airing import AiringEpisode, AiringPart, AiringTitle, SchedulePart, SeasonPart
from anilist.answers import Viewer
from anilist.client import AniList
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
from anilist.fairness import Errand, Priority, Purpose, asked_by, asker
from anilist.library import Entry, Favourites, ListChunk, ListedEntry, Media, MediaCard, MediaPage
from anilist.scheduler import PERSON_WAITS, Scheduler
from anilist.settings import Owner, ScoreFormat, Settings, TitleLanguage
from anilist.tokens import Claims, UnfitToken, read_claims

__all__ = [
    "PERSON_WAITS",
    "AiringEpisode",
    "AiringPart",
    "AiringTitle",
    "AniList",
    "AniListError",
    "Claims",
    "Entry",
    "Errand",
    "Favourites",
    "GrantRejected",
    "Invalid",
    "ListChunk",
    "ListedEntry",
    "Media",
    "MediaCard",
    "MediaPage",
    "NotFound",
    "Owner",
    "Priority",
    "Purpose",
    "RateLimited",
    "SchedulePart",
    "Scheduler",
    "ScoreFormat",
    "SeasonPart",
    "Settings",
    "Stopping",
    "TitleLanguage",
    "TokenRejected",
    "Unavailable",
    "UnfitToken",
    "Viewer",
    "asked_by",
    "asker",
    "read_claims",
]
