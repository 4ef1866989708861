"""From AniList's viewer to what Musubi remembers of a linked person."""

from anilist import Viewer
from anilist.answers import Statistics
from store import Link, ListOptions


def link_of(viewer: Viewer, *, discord_id: int, expires_at: int, now: int) -> Link:
    """The link that ties `viewer` to `discord_id`; AniList's gaps are filled with AniList's own defaults."""
    statistics = viewer.statistics
    return Link(
        discord_id=discord_id,
        anilist_id=viewer.id,
        name=viewer.name,
        site_url=viewer.site_url or f"https://anilist.co/user/{viewer.id}",
        avatar_url=viewer.avatar.large if viewer.avatar else None,
        score_format=viewer.score_format,
        title_language=viewer.title_language,
        adult=viewer.adult,
        timezone=viewer.timezone,
        anime=ListOptions(*viewer.names("ANIME")),
        manga=ListOptions(*viewer.names("MANGA")),
        anime_count=_count(statistics.anime if statistics else None),
        manga_count=_count(statistics.manga if statistics else None),
        linked_at=now,
        refreshed_at=now,
        expires_at=expires_at,
    )


def _count(statistics: Statistics | None) -> int:
    return statistics.count if statistics else 0
