"""The mapper from AniList's answers to the store's records. AniList's own defaults fill AniList's gaps. Pure."""

from enum import Enum

import msgspec

import anilist.library as answers
from anilist import Owner, UserSettings
from anilist.enums import MediaListStatus, MediaType
from store import Entry, FuzzyDate, Link, ListOptions, Media

_VIDEOS = {"youtube": "https://www.youtube.com/watch?v=", "dailymotion": "https://www.dailymotion.com/video/"}


def entry_of(answer: answers.AniListEntry, media_type: str) -> Entry:
    return Entry(
        media_id=answer.media_id,
        entry_id=answer.id,
        media_type=media_type,
        status=(answer.status or MediaListStatus.CURRENT).value,
        score=round(answer.score or 0),
        progress=answer.progress or 0,
        volumes=answer.progress_volumes or 0,
        repeat=answer.repeat or 0,
        private=bool(answer.private),
        hidden=bool(answer.hidden_from_status_lists),
        notes=answer.notes or "",
        custom_lists=answer.lists,
        advanced_scores=answer.scores,
        started=date_of(answer.started_at),
        completed=date_of(answer.completed_at),
        updated_at=answer.updated_at or 0,
        created_at=answer.created_at or 0,
    )


def media_of(answer: answers.AniListMedia, seen_at: int) -> Media:
    """The title. A card has a description; a list has none, and None leaves the stored description alone."""
    title = answer.title or answers.MediaTitle(None, None, None)
    cover = answer.cover_image or answers.CoverImage(None, None)
    airing = answer.next_airing_episode
    return Media(
        id=answer.id,
        media_type=(answer.type or MediaType.ANIME).value,
        format=value_of(answer.format),
        status=value_of(answer.status),
        romaji=title.romaji,
        english=title.english,
        native=title.native,
        synonyms=_known(answer.synonyms),
        episodes=answer.episodes,
        chapters=answer.chapters,
        volumes=answer.volumes,
        duration=answer.duration,
        season=value_of(answer.season),
        season_year=answer.season_year,
        cover_url=cover.extra_large,
        colour=cover.color,
        genres=_known(answer.genres),
        average_score=answer.average_score,
        mean_score=answer.mean_score,
        popularity=answer.popularity,
        is_adult=bool(answer.is_adult),
        is_locked=bool(answer.is_locked),
        next_episode=airing.episode if airing else None,
        next_airing_at=airing.airing_at if airing else None,
        site_url=answer.site_url,
        trailer_url=_trailer(answer.trailer),
        country=answer.country_of_origin,
        started=fuzzy_number(answer.start_date),
        source=value_of(answer.source),
        description=(answer.description or "") if isinstance(answer, answers.MediaCard) else None,
        seen_at=seen_at,
    )


def as_set(link: Link, told: Owner) -> Link:
    """The link with the name and the settings that AniList tells; other settings stay."""
    fresh = msgspec.structs.replace(
        link,
        name=told.name,
        site_url=told.site_url or f"https://anilist.co/user/{link.anilist_id}",
        score_format=told.score_format or link.score_format,
        anime=_options(link.anime, told, "ANIME"),
        manga=_options(link.manga, told, "MANGA"),
    )
    if not isinstance(told, UserSettings):
        return fresh
    return msgspec.structs.replace(
        fresh,
        title_language=told.title_language or link.title_language,
        adult=link.adult if told.adult is None else told.adult,
        timezone=told.timezone or link.timezone,
        tells_activity=link.tells_activity if told.tells_activity is None else told.tells_activity,
    )


def has_lost_names(before: Link, after: Link, media_type: str) -> bool:
    """Whether a custom list or an advanced score was renamed or removed: stored entries have the old names."""
    was, is_now = (one.anime if media_type == "ANIME" else one.manga for one in (before, after))
    return not {*was.custom_lists, *was.advanced_scoring} <= {*is_now.custom_lists, *is_now.advanced_scoring}


def _options(known: ListOptions, told: Owner, media_type: str) -> ListOptions:
    lists, scoring = told.custom_lists(media_type), told.advanced_scoring(media_type)
    return ListOptions(
        known.custom_lists if lists is None else lists, known.advanced_scoring if scoring is None else scoring
    )


def value_of(value: Enum | None) -> str | None:
    """The value; None if Musubi does not know it."""
    return value.value if value and value.name != "UNKNOWN" else None


def date_of(date: answers.AniListDate | None) -> FuzzyDate:
    """The date; without parts when there is none."""
    return FuzzyDate(date.year, date.month, date.day) if date else FuzzyDate()


def fuzzy_number(date: answers.AniListDate | None) -> int | None:
    """YYYYMMDD, with 00 for unknown parts; None without a year."""
    if date is None or not date.year:
        return None
    return date.year * 10_000 + (date.month or 0) * 100 + (date.day or 0)


def _known(texts: list[str | None] | None) -> tuple[str, ...]:
    return tuple(text for text in texts or () if text)


def _trailer(trailer: answers.Trailer | None) -> str | None:
    if trailer is None or not trailer.id or trailer.site not in _VIDEOS:
        return None
    return f"{_VIDEOS[trailer.site]}{trailer.id}"
