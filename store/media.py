"""The cache of AniList's titles, the same for everybody. Knows nothing of people."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from store.database import Database, as_json, json_array
from store.signals import Signals
from store.statements import Row, Statements

_PUT = """
INSERT INTO media (
    id, media_type, format, status, romaji, english, native, synonyms, episodes, chapters, volumes, duration, season,
    season_year, cover_url, colour, genres, average_score, mean_score, popularity, is_adult, is_locked,
    next_episode, next_airing_at, site_url, trailer_url, description, country, started, source, seen_at, news
) VALUES (
    :id, :media_type, :format, :status, :romaji, :english, :native, :synonyms, :episodes, :chapters, :volumes,
    :duration, :season, :season_year, :cover_url, :colour, :genres, :average_score, :mean_score, :popularity,
    :is_adult, :is_locked, :next_episode, :next_airing_at, :site_url, :trailer_url, :description,
    :country, :started, :source, :seen_at, :news
) ON CONFLICT (id) DO UPDATE SET
    media_type = excluded.media_type, format = excluded.format, status = excluded.status, romaji = excluded.romaji,
    english = excluded.english, native = excluded.native, synonyms = excluded.synonyms, episodes = excluded.episodes,
    chapters = excluded.chapters, volumes = excluded.volumes, duration = excluded.duration, season = excluded.season,
    season_year = excluded.season_year, cover_url = excluded.cover_url,
    colour = excluded.colour, genres = excluded.genres, average_score = excluded.average_score,
    mean_score = excluded.mean_score, popularity = excluded.popularity, is_adult = excluded.is_adult,
    is_locked = excluded.is_locked,
    next_episode = CASE WHEN excluded.next_episode IS NULL AND media.next_airing_at <= excluded.seen_at
        THEN media.next_episode ELSE excluded.next_episode END,
    next_airing_at = CASE WHEN excluded.next_episode IS NULL AND media.next_airing_at <= excluded.seen_at
        THEN media.next_airing_at ELSE excluded.next_airing_at END,
    site_url = excluded.site_url, trailer_url = excluded.trailer_url, country = excluded.country,
    started = excluded.started, source = excluded.source, seen_at = excluded.seen_at,
    description = coalesce(excluded.description, media.description),
    news = CASE WHEN media.media_type <> excluded.media_type OR media.is_adult <> excluded.is_adult
        OR coalesce(media.romaji, '') <> coalesce(excluded.romaji, '')
        OR coalesce(media.english, '') <> coalesce(excluded.english, '')
        OR coalesce(media.native, '') <> coalesce(excluded.native, '') OR media.synonyms <> excluded.synonyms
        OR coalesce(media.popularity, 0) * 2 < excluded.popularity
        THEN excluded.news ELSE media.news END
"""
_OF = "SELECT * FROM media WHERE id IN (SELECT value FROM json_each(:ids))"
_TYPE = "SELECT media_type FROM media WHERE id = :media_id"
_PUBLISH = """
UPDATE media SET is_public = 1, news = :news WHERE is_public = 0 AND id IN (SELECT value FROM json_each(:ids))
"""
_NEXT_NEWS = """
INSERT INTO title_news (one, number) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET number = title_news.number + 1
RETURNING number
"""
_LATEST_NEWS = "SELECT number FROM title_news"
_NEWS = """
SELECT max(news) AS number, json_group_array(id) AS ids FROM (
    SELECT id, news FROM media WHERE news > :after AND news > 0
) AS new_titles
"""
_IDS = """
SELECT json_group_array(id) AS ids FROM (
    SELECT id FROM media ORDER BY coalesce(popularity, 0) DESC, id
) AS most_popular_first
"""
_TITLES = """
SELECT id, media_type, romaji, english, native, synonyms, popularity, is_adult, is_public FROM media
WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY coalesce(popularity, 0) DESC, id
"""
_EXPIRE = """
DELETE FROM media WHERE seen_at < :before AND NOT EXISTS (SELECT 1 FROM followed WHERE media_id = media.id)
"""
_LISTS = ("synonyms", "genres")


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """A title as AniList described it at `seen_at`. Times in unix seconds, the colour as #rrggbb.

    `started` is the day of its release as YYYYMMDD, with 00 for unknown parts. It, `country` and `source` are None
    where AniList does not tell, or has not told since Musubi asks for them.
    """

    id: int
    media_type: str
    format: str | None
    status: str | None
    romaji: str | None
    english: str | None
    native: str | None
    synonyms: tuple[str, ...] = ()
    episodes: int | None
    chapters: int | None
    volumes: int | None
    duration: int | None
    season: str | None
    season_year: int | None
    cover_url: str | None
    colour: str | None
    genres: tuple[str, ...] = ()
    average_score: int | None
    mean_score: int | None
    popularity: int | None
    is_adult: bool
    is_locked: bool
    next_episode: int | None
    next_airing_at: int | None
    site_url: str | None
    trailer_url: str | None
    description: str | None
    country: str | None = None
    started: int | None = None
    source: str | None = None
    seen_at: int


class TitleNames(NamedTuple):
    """A title's names and facts for the search; everybody may find it if it `is_public`."""

    id: int
    media_type: str
    romaji: str | None
    english: str | None
    native: str | None
    synonyms: tuple[str, ...]
    popularity: int | None
    is_adult: bool
    is_public: bool


class MediaFacts:
    """Keeps every title that was on a list or a card.

    Each process has all titles in memory, for the search. A change of what the search knows has the next number of
    `title_news`; transactions run one after another, so a process that knows all up to a number asks for later ones.
    """

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals

    async def put(self, media: Iterable[Media], *, is_public: bool = False) -> None:
        """Store AniList's current facts; a cached description stays when the new description is None.

        A next episode that has aired also stays while AniList names no later one: it tells how many episodes are out
        during a break.
        """
        async with self._database.transaction() as transaction:
            news = await self._next_news(transaction)
            columns = [_columns(title) | {"news": news} for title in media]
            await transaction.execute_many(_PUT, columns)
            if is_public:
                await transaction.execute(_PUBLISH, ids=json_array(one["id"] for one in columns), news=news)

    async def publish(self, ids: Iterable[int]) -> None:
        """Make the titles public: from now on everybody may find them."""
        async with self._database.transaction() as transaction:
            await transaction.execute(_PUBLISH, ids=json_array(ids), news=await self._next_news(transaction))

    async def _next_news(self, transaction: Statements) -> int:
        """The number of the transaction's changes for the other processes, which are told of it."""
        if not self._database.is_shared:
            return 0
        await self._signals.send(transaction, "titles")
        row = await transaction.one(_NEXT_NEWS)
        return row["number"] if row else 0

    async def latest_news(self) -> int:
        """The number of the latest change; 0 before the first."""
        row = await self._database.one(_LATEST_NEWS)
        return row["number"] if row else 0

    async def news(self, after: int) -> tuple[int, list[int]]:
        """The number of the latest change, and the ids of the titles that were new or changed after that number."""
        row = await self._database.one(_NEWS, after=after) or {}
        return row["number"] or after, msgspec.json.decode(row["ids"])

    async def of(self, ids: Iterable[int]) -> dict[int, Media]:
        """The cached titles among `ids`, by id."""
        rows = await self._database.all(_OF, ids=json_array(ids))
        return {row["id"]: media_of_row(row) for row in rows}

    async def media_type(self, media_id: int) -> str | None:
        """ANIME or MANGA; None for a title that is not cached."""
        row = await self._database.one(_TYPE, media_id=media_id)
        return row["media_type"] if row else None

    async def ids(self) -> list[int]:
        """The ids of all cached titles, the most popular first."""
        row = await self._database.one(_IDS)
        return msgspec.json.decode(row["ids"]) if row else []

    async def titles(self, ids: Iterable[int]) -> list[TitleNames]:
        """The cached titles among `ids` for the search, the most popular first."""
        return [_title(row) for row in await self._database.all(_TITLES, ids=json_array(ids))]

    async def expire(self, before: int) -> int:
        """Delete the titles last seen before that time, except followed ones; returns their number."""
        return await self._database.execute(_EXPIRE, before=before)


def _columns(media: Media) -> dict[str, Any]:
    return msgspec.structs.asdict(media) | {name: as_json(getattr(media, name)) for name in _LISTS}


def media_of_row(row: Row) -> Media:
    return msgspec.convert(row | {name: msgspec.json.decode(row[name]) for name in _LISTS}, Media, strict=False)


def _title(row: Row) -> TitleNames:
    synonyms: list[str] = msgspec.json.decode(row.pop("synonyms"))
    is_adult, is_public = row.pop("is_adult") == 1, row.pop("is_public") == 1
    return TitleNames(**row, synonyms=tuple(synonyms), is_adult=is_adult, is_public=is_public)
