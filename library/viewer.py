"""A viewer's title language and score format. An answer that all see is written for the viewer who asked."""

from store import Link


def format_of(viewer: Link | None) -> str:
    """AniList's ``ScoreFormat``; one for everybody where somebody has not linked."""
    return viewer.score_format if viewer else "POINT_10_DECIMAL"


def language_of(viewer: Link | None) -> str:
    """AniList's ``UserTitleLanguage``."""
    return viewer.title_language if viewer else "ROMAJI"
