"""From AniList's viewer to what Musubi remembers of a linked person."""

from anilist import ScoreFormat, TitleLanguage, Viewer
from anilist.answers import ListTypeOptions, Statistics
from store import Link, ListOptions


def link_of(viewer: Viewer, *, discord_id: int, expires_at: int, now: int) -> Link:
    """The link that ties `viewer` to `discord_id`; AniList's gaps are filled with AniList's own defaults."""
    options, lists, statistics = viewer.options, viewer.media_list_options, viewer.statistics
    return Link(
        discord_id=discord_id,
        anilist_id=viewer.id,
        name=viewer.name,
        site_url=viewer.site_url or f"https://anilist.co/user/{viewer.id}",
        avatar_url=viewer.avatar.large if viewer.avatar else None,
        score_format=((lists and lists.score_format) or ScoreFormat.POINT_10).value,
        title_language=((options and options.title_language) or TitleLanguage.ROMAJI).value,
        adult=bool(options and options.display_adult_content),
        timezone=options.timezone if options else None,
        anime=_list_options(lists.anime_list if lists else None),
        manga=_list_options(lists.manga_list if lists else None),
        anime_count=_count(statistics.anime if statistics else None),
        manga_count=_count(statistics.manga if statistics else None),
        linked_at=now,
        refreshed_at=now,
        expires_at=expires_at,
    )


def _list_options(options: ListTypeOptions | None) -> ListOptions:
    if options is None:
        return ListOptions()
    return ListOptions(
        custom_lists=_names(options.custom_lists),
        advanced_scoring=_names(options.advanced_scoring) if options.advanced_scoring_enabled else (),
    )


def _names(names: list[str | None] | None) -> tuple[str, ...]:
    return tuple(name for name in names or () if name)


def _count(statistics: Statistics | None) -> int:
    return statistics.count if statistics else 0
