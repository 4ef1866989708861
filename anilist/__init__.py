"""AniList's API: one client, one ``.graphql`` file per question, named errors. Knows no other part."""

from anilist.answers import ScoreFormat, TitleLanguage, Viewer
from anilist.client import AniList
from anilist.errors import (
    AniListError,
    GrantRejected,
    Invalid,
    NotFound,
    RateLimited,
    TokenRejected,
    Unavailable,
)
from anilist.tokens import Claims, UnfitToken, read_claims

__all__ = [
    "AniList",
    "AniListError",
    "Claims",
    "GrantRejected",
    "Invalid",
    "NotFound",
    "RateLimited",
    "ScoreFormat",
    "TitleLanguage",
    "TokenRejected",
    "Unavailable",
    "UnfitToken",
    "Viewer",
    "read_claims",
]
