"""How the person who asked reads titles and scores. An answer that all see is theirs, too: it is written once."""

from store import Link


def format_of(viewer: Link | None) -> str:
    """AniList's ``ScoreFormat``; one for everybody where somebody has not linked."""
    return viewer.score_format if viewer else "POINT_10_DECIMAL"


def language_of(viewer: Link | None) -> str:
    """AniList's ``UserTitleLanguage``."""
    return viewer.title_language if viewer else "ROMAJI"
