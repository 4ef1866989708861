"""A viewer's title language and score format. An answer that all see is written for the viewer who asked."""

from store import Link


def format_of(viewer: Link | None) -> str:
    """AniList's ``ScoreFormat``; decimals of 10 for a viewer without a link."""
    return viewer.score_format if viewer else "POINT_10_DECIMAL"


def language_of(viewer: Link | None) -> str:
    """AniList's ``UserTitleLanguage``; romaji for a viewer without a link."""
    return viewer.title_language if viewer else "ROMAJI"
