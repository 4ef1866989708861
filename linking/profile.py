"""The mapper from AniList's viewer to the store's link. Knows nothing of the flow."""

from anilist import Viewer
from anilist.viewer import Statistics
from store import Link, ListOptions


def link_of(viewer: Viewer, *, discord_id: int, expires_at: int, now: int) -> Link:
    """The link between `viewer` and `discord_id`; AniList's own defaults fill the gaps in its answer."""
    statistics = viewer.statistics
    return Link(
        discord_id=discord_id,
        anilist_id=viewer.id,
        name=viewer.name,
        site_url=viewer.site_url or f"https://anilist.co/user/{viewer.id}",
        avatar_url=viewer.avatar.large if viewer.avatar else None,
        score_format=viewer.score_format or "POINT_10",
        title_language=viewer.title_language or "ROMAJI",
        adult=bool(viewer.adult),
        timezone=viewer.timezone,
        anime=_options(viewer, "ANIME"),
        manga=_options(viewer, "MANGA"),
        anime_count=_count(statistics.anime if statistics else None),
        manga_count=_count(statistics.manga if statistics else None),
        linked_at=now,
        refreshed_at=now,
        expires_at=expires_at,
        tells_activity=viewer.tells_activity,
    )


def _options(viewer: Viewer, media_type: str) -> ListOptions:
    return ListOptions(viewer.custom_lists(media_type) or (), viewer.advanced_scoring(media_type) or ())


def _count(statistics: Statistics | None) -> int:
    return statistics.count if statistics else 0
