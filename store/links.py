"""Links of Discord accounts to AniList accounts, and their sealed tokens. Knows nothing of the flow."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

import msgspec

from redaction import Secret
from store.database import Clock, Database, as_json, json_array
from store.keys import KeyRing
from store.languages import Languages
from store.scrubs import Scrubs
from store.seal import SealedColumn, seal, unseal
from store.statements import Row, Statements
from store.taking import to_the_end

_SAVE = """
INSERT INTO links (
    discord_id, anilist_id, token, name, site_url, avatar_url, score_format, title_language, adult, timezone,
    anime, manga, anime_count, manga_count, linked_at, refreshed_at, expires_at, locale, tells_activity
) VALUES (
    :discord_id, :anilist_id, :token, :name, :site_url, :avatar_url, :score_format, :title_language, :adult, :timezone,
    :anime, :manga, :anime_count, :manga_count, :linked_at, :refreshed_at, :expires_at, :locale,
    :tells_activity
) ON CONFLICT (discord_id) DO UPDATE SET
    anilist_id = excluded.anilist_id, token = excluded.token, name = excluded.name, site_url = excluded.site_url,
    avatar_url = excluded.avatar_url, score_format = excluded.score_format, title_language = excluded.title_language,
    adult = excluded.adult, timezone = excluded.timezone, anime = excluded.anime, manga = excluded.manga,
    anime_count = excluded.anime_count, manga_count = excluded.manga_count, linked_at = excluded.linked_at,
    refreshed_at = excluded.refreshed_at, expires_at = excluded.expires_at,
    locale = coalesce(links.locale, excluded.locale), rejected_at = NULL, warned_days = NULL,
    tells_activity = excluded.tells_activity
"""
_REFRESH = """
UPDATE links SET
    name = :name, site_url = :site_url, avatar_url = :avatar_url, score_format = :score_format,
    title_language = :title_language, adult = :adult, timezone = :timezone, anime = :anime, manga = :manga,
    anime_count = :anime_count, manga_count = :manga_count, refreshed_at = :refreshed_at,
    tells_activity = :tells_activity
WHERE discord_id = :discord_id AND anilist_id = :anilist_id
"""
# The other tables refer to `links`, so ON DELETE CASCADE deletes their rows.
_FORGET = (
    "DELETE FROM links WHERE discord_id = :discord_id",
    "DELETE FROM attempts WHERE discord_id = :discord_id",
    "DELETE FROM questions WHERE discord_id = :discord_id",
    "DELETE FROM list_views WHERE discord_id = :discord_id",
)
_OF = """
SELECT links.*, reminders.zone FROM links LEFT JOIN reminders ON reminders.discord_id = links.discord_id
WHERE links.discord_id = :discord_id
"""
_OF_ACCOUNTS = """
SELECT links.anilist_id, links.discord_id FROM json_each(:anilist_ids) CROSS JOIN links WHERE links.anilist_id = value
ORDER BY links.anilist_id
"""
_LIVING = """
SELECT links.* FROM json_each(:discord_ids) CROSS JOIN links
WHERE discord_id = value AND rejected_at IS NULL ORDER BY json_each.key LIMIT :limit
"""


class ListOptions(msgspec.Struct, frozen=True):
    """A list's custom lists and advanced scores by name; empty when switched off."""

    custom_lists: tuple[str, ...] = ()
    advanced_scoring: tuple[str, ...] = ()


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A Discord account's AniList account, with its settings as AniList spells them. Times in unix seconds.

    `zone` is the person's own choice for reminders; it counts before AniList's `timezone`. `locale` is the language of
    their Discord, None while it was not heard. `tells_activity`: AniList makes activity of all changes of their lists.
    """

    discord_id: int
    anilist_id: int
    name: str
    site_url: str
    avatar_url: str | None
    score_format: str
    title_language: str
    adult: bool
    timezone: str | None
    anime: ListOptions
    manga: ListOptions
    anime_count: int
    manga_count: int
    linked_at: int
    refreshed_at: int
    expires_at: int
    rejected_at: int | None = None
    zone: str | None = None
    locale: str | None = None
    tells_activity: bool | None = None


class OpenLink(msgspec.Struct, frozen=True):
    """A link and its unsealed token, from one read."""

    link: Link
    token: Secret


class ReplacedLinks(msgspec.Struct, frozen=True):
    """The links that a new link replaced.

    `previous` is the former link of this Discord account. `displaced` is the deleted link of another Discord account to
    the same AniList account, `displaced_language` that person's own choice.
    """

    previous: Link | None
    displaced: Link | None
    displaced_language: str | None = None


class Links:
    """Keeps one AniList account per Discord account, and one Discord account per AniList account."""

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        scrubs: Scrubs,
        languages: Languages,
        now: Clock,
    ) -> None:
        self._database = database
        self._keys = keys
        self._scrubs = scrubs
        self._languages = languages
        self._now = now

    async def save(
        self, link: Link, token: Secret, *, first: Callable[[Statements], Awaitable[None]] | None = None
    ) -> ReplacedLinks:
        """Link the two accounts and end the former links of both.

        `first` runs in the same transaction: where it raises an error, nothing is saved.
        """
        sealed = seal(self._keys, token, token_place(link.discord_id, link.anilist_id))
        async with self._database.transaction() as transaction:
            if first:
                await first(transaction)
            replaced = await self._save(transaction, link, sealed)
        if lost := replaced.displaced:
            chosen = self._languages.chosen(lost.discord_id)
            await to_the_end(self._languages.load(lost.discord_id))
            return msgspec.structs.replace(replaced, displaced_language=chosen)
        return replaced

    async def _save(self, transaction: Statements, link: Link, sealed: bytes) -> ReplacedLinks:
        previous = await transaction.one(
            "SELECT * FROM links WHERE discord_id = :discord_id", discord_id=link.discord_id
        )
        displaced = await transaction.one(
            "SELECT * FROM links WHERE anilist_id = :anilist_id AND discord_id <> :discord_id",
            anilist_id=link.anilist_id,
            discord_id=link.discord_id,
        )
        if displaced:
            await self._forget(transaction, displaced["discord_id"])
        await transaction.execute(_SAVE, token=sealed, **_columns(link))
        if previous or displaced:
            await self._scrubs.request(transaction)
        return ReplacedLinks(_link(previous), _link(displaced))

    async def of(self, discord_id: int) -> Link | None:
        return _link(await self._database.one(_OF, discord_id=discord_id))

    async def of_accounts(self, anilist_ids: Collection[int]) -> dict[int, int]:
        """The Discord ids of those AniList accounts that are linked, by AniList's."""
        rows = await self._database.all(_OF_ACCOUNTS, anilist_ids=json_array(anilist_ids))
        return {row["anilist_id"]: row["discord_id"] for row in rows}

    async def living(self, discord_ids: Sequence[int], *, limit: int) -> list[Link]:
        """Those people's living links, whose tokens AniList has not rejected: the first `limit`, in the order given."""
        rows = await self._database.all(_LIVING, discord_ids=json_array(discord_ids), limit=limit)
        return [_decoded(row) for row in rows]

    async def token(self, discord_id: int) -> Secret | None:
        """None when not linked. Raises SealBroken."""
        opened = await self.opened(discord_id)
        return opened.token if opened else None

    async def opened(self, discord_id: int) -> OpenLink | None:
        """The link and its token in one read; None when not linked. Raises SealBroken."""
        row = await self._database.one(_OF, discord_id=discord_id)
        if row is None:
            return None
        link = _decoded(row)
        return OpenLink(link, unseal(self._keys, row["token"], token_place(discord_id, link.anilist_id)))

    async def refresh(self, link: Link) -> None:
        """Store AniList's current settings of the account; nothing happens when the accounts are no longer linked."""
        await self._database.execute(_REFRESH, **_columns(link))

    async def delete(self, discord_id: int) -> Link | None:
        """Delete everything about the person at once; the next scrub overwrites it. Returns the deleted link."""
        try:
            async with self._database.transaction() as transaction:
                row = await transaction.one("SELECT * FROM links WHERE discord_id = :discord_id", discord_id=discord_id)
                if await self._forget(transaction, discord_id):
                    await self._scrubs.request(transaction)
        finally:
            await to_the_end(self._languages.load(discord_id))
        return _link(row)

    async def _forget(self, transaction: Statements, discord_id: int) -> int:
        await self._languages.tell(transaction, discord_id)
        return sum([await transaction.execute(statement, discord_id=discord_id) for statement in _FORGET])

    async def reject(self, discord_id: int) -> bool:
        """Mark the link as dead: AniList has rejected its token. True the first time only."""
        changed = await self._database.execute(
            "UPDATE links SET rejected_at = :now WHERE discord_id = :discord_id AND rejected_at IS NULL",
            discord_id=discord_id,
            now=self._now(),
        )
        return changed == 1

    async def due_warnings(self, days: int) -> list[Link]:
        """Living links that end within `days` or have ended, without a warning yet for `days` or fewer."""
        rows = await self._database.all(
            "SELECT * FROM links WHERE expires_at <= :horizon AND rejected_at IS NULL"
            " AND (warned_days IS NULL OR warned_days > :days) ORDER BY expires_at, discord_id",
            horizon=self._now() + days * 86400,
            days=days,
        )
        return [_decoded(row) for row in rows]

    async def mark_warned(self, discord_id: int, days: int) -> bool:
        """Record the warning before it is sent. False when a warning for `days` or fewer is recorded already."""
        changed = await self._database.execute(
            "UPDATE links SET warned_days = :days WHERE discord_id = :discord_id"
            " AND (warned_days IS NULL OR warned_days > :days)",
            discord_id=discord_id,
            days=days,
        )
        return changed == 1

    async def count(self) -> int:
        row = await self._database.one("SELECT count(*) AS links FROM links")
        return row["links"] if row else 0


def token_place(discord_id: int, anilist_id: int) -> SealedColumn:
    return SealedColumn("links", "token", discord_id, anilist_id)


def _columns(link: Link) -> dict[str, Any]:
    options = {name: as_json(getattr(link, name)) for name in ("anime", "manga")}
    return msgspec.structs.asdict(link) | options


def _link(row: Row | None) -> Link | None:
    return _decoded(row) if row else None


def _decoded(row: Row) -> Link:
    options = {name: msgspec.json.decode(row[name]) for name in ("anime", "manga")}
    return msgspec.convert(row | options, Link, strict=False)
