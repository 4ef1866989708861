"""Reminder settings of linked people: titles, times, the digest. Unlinked people have no rows.

Knows nothing of Discord, nor whether a notice is worth sending.
"""

from collections.abc import Collection

import msgspec

from store.database import Database, json_array

_OF = """
SELECT is_on, is_all, hours_later, only_caught_up, digest_hour, zone, closed_at, planned_since, sequels_since,
    breaks_since
FROM reminders
WHERE discord_id = :discord_id
"""
_PUT = """
INSERT INTO reminders (
    discord_id, is_on, is_all, hours_later, only_caught_up, digest_hour, zone, closed_at, planned_since, sequels_since,
    breaks_since
)
SELECT discord_id, :is_on, :is_all, :hours_later, :only_caught_up, :digest_hour, :zone, :closed_at, :planned_since,
    :sequels_since, :breaks_since
FROM links WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET
    is_on = excluded.is_on, is_all = excluded.is_all, hours_later = excluded.hours_later,
    only_caught_up = excluded.only_caught_up, digest_hour = excluded.digest_hour, zone = excluded.zone,
    closed_at = excluded.closed_at, planned_since = excluded.planned_since, sequels_since = excluded.sequels_since,
    breaks_since = excluded.breaks_since
"""
_CLOSE = "UPDATE reminders SET closed_at = :at WHERE discord_id = :discord_id AND closed_at IS NULL"
_WANT = """
INSERT INTO reminded_titles (discord_id, media_id, is_wanted)
SELECT discord_id, :media_id, :is_wanted FROM reminders WHERE discord_id = :discord_id
ON CONFLICT (discord_id, media_id) DO UPDATE SET is_wanted = excluded.is_wanted
"""
_FORGET = "DELETE FROM reminded_titles WHERE discord_id = :discord_id AND media_id = :media_id"
_TITLES = "SELECT media_id, is_wanted FROM reminded_titles WHERE discord_id = :discord_id ORDER BY media_id"
_STATUSES = """
SELECT notices.id, notices.episode, title_language AS language, is_all, only_caught_up, is_wanted, status, progress,
    CASE WHEN is_on = 1 AND closed_at IS NULL THEN 1 ELSE 0 END AS is_on,
    coalesce(airing_at, happened_at) AS airing_at
FROM notices JOIN links USING (discord_id) JOIN reminders USING (discord_id)
LEFT JOIN reminded_titles USING (discord_id, media_id)
LEFT JOIN entries USING (discord_id, media_id)
LEFT JOIN airings ON airings.media_id = notices.media_id AND airings.episode = notices.episode
WHERE notices.id IN (SELECT value FROM json_each(:ids))
"""
# People are told again of a link that died after they were told last.
_ENDING = """
SELECT discord_id FROM reminders JOIN links USING (discord_id)
WHERE is_on = 1 AND closed_at IS NULL AND rejected_at > coalesce(end_told_at, 0) ORDER BY rejected_at, discord_id
"""
_TELL_END = """
UPDATE reminders SET end_told_at = :at WHERE discord_id = :discord_id
AND EXISTS (SELECT 1 FROM links WHERE discord_id = :discord_id AND rejected_at > coalesce(end_told_at, 0))
"""
# People who want reminders only while caught up, whose cached entry is behind an episode that is due soon.
_NEEDING_SYNC = """
WITH asking AS NOT MATERIALIZED (
    SELECT discord_id, is_all, CASE WHEN digest_hour IS NULL THEN hours_later END * 3600 AS seconds_later FROM reminders
    WHERE is_on = 1 AND closed_at IS NULL AND only_caught_up = 1
),
coming AS (
    SELECT asking.discord_id, entries.media_id, episode, airing_at + seconds_later AS due_at
    FROM airings CROSS JOIN entries CROSS JOIN asking
    WHERE entries.media_id = airings.media_id AND asking.discord_id = entries.discord_id
    AND airing_at > :now AND airing_at <= :until AND is_all = 1
    AND entries.media_type = 'ANIME' AND entries.status IN ('CURRENT', 'REPEATING')
    UNION ALL
    SELECT asking.discord_id, titles.media_id, episode, airing_at + seconds_later
    FROM airings CROSS JOIN reminded_titles AS titles CROSS JOIN asking
    WHERE titles.media_id = airings.media_id AND asking.discord_id = titles.discord_id
    AND airing_at > :now AND airing_at <= :until AND is_wanted = 1
    UNION ALL
    SELECT asking.discord_id, media_id, episode, due_at FROM notices CROSS JOIN asking
    WHERE notices.discord_id = asking.discord_id AND state IN ('due', 'begun') AND state = 'due'
    AND due_at > :now AND due_at <= :until
)
SELECT discord_id FROM coming
JOIN links USING (discord_id) JOIN entries USING (discord_id, media_id)
JOIN lists USING (discord_id, media_type) LEFT JOIN reminded_titles USING (discord_id, media_id)
WHERE due_at <= :until AND rejected_at IS NULL AND progress < episode - 1 AND coalesce(is_wanted, 1) = 1
AND max(coalesce(full_at, 0), coalesce(delta_at, 0)) <= :read_until
AND discord_id NOT IN (SELECT value FROM json_each(:without))
GROUP BY discord_id ORDER BY min(due_at), discord_id LIMIT :limit
"""


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A person's reminder settings. `is_all`: all titles that they watch, besides the titles chosen by name.

    `digest_hour` None: a reminder for each episode, `hours_later` hours after it airs. `zone` is an IANA name, None for
    AniList's timezone. `closed_at` is the time from which Discord delivers nothing to the person.

    `planned_since`, `sequels_since` and `breaks_since` say since when they want to be told of planned titles that
    begin, of sequels, and of titles that are back from a break; None: they don't.
    """

    is_on: bool = False
    is_all: bool = True
    hours_later: int = 0
    only_caught_up: bool = False
    digest_hour: int | None = None
    zone: str | None = None
    closed_at: int | None = None
    planned_since: int | None = None
    sequels_since: int | None = None
    breaks_since: int | None = None

    @property
    def tells_titles(self) -> bool:
        """Whether the person is told of more than episodes."""
        return (self.planned_since or self.sequels_since or self.breaks_since) is not None


class ReminderStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that decide about a notice to a person at the moment when it is sent.

    `is_on`: the person wants reminders, and Discord delivers them. `is_wanted`: their choice about this title by name,
    None without a choice. `status` and `progress` are their entry's, None without an entry.
    """

    id: int
    episode: int
    language: str
    is_on: bool
    is_all: bool
    only_caught_up: bool
    is_wanted: bool | None
    status: str | None
    progress: int | None
    airing_at: int


class Reminders:
    """Keeps people's settings until they unlink."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, discord_id: int) -> Reminder:
        """The person's settings; off, for a person without any."""
        row = await self._database.one(_OF, discord_id=discord_id)
        return msgspec.convert(row, Reminder, strict=False) if row else Reminder()

    async def put(self, discord_id: int, reminder: Reminder) -> None:
        """Store the settings, unless the person is not linked."""
        await self._database.execute(_PUT, discord_id=discord_id, **msgspec.structs.asdict(reminder))

    async def close(self, discord_id: int, at: int) -> None:
        """Record that Discord delivers nothing to the person; Musubi tries again only when the person asks for it."""
        await self._database.execute(_CLOSE, discord_id=discord_id, at=at)

    async def want(self, discord_id: int, media_id: int, *, is_wanted: bool | None) -> None:
        """Store the person's choice about a title by name; None deletes the choice."""
        if is_wanted is None:
            await self._database.execute(_FORGET, discord_id=discord_id, media_id=media_id)
        else:
            await self._database.execute(_WANT, discord_id=discord_id, media_id=media_id, is_wanted=is_wanted)

    async def titles(self, discord_id: int) -> dict[int, bool]:
        """The person's choices about titles, by media id."""
        rows = await self._database.all(_TITLES, discord_id=discord_id)
        return {row["media_id"]: bool(row["is_wanted"]) for row in rows}

    async def statuses(self, notice_ids: Collection[int]) -> dict[int, ReminderStatus]:
        """The statuses of these notices by notice id, without those of people who have unlinked."""
        rows = await self._database.all(_STATUSES, ids=json_array(notice_ids))
        return {row["id"]: msgspec.convert(row, ReminderStatus, strict=False) for row in rows}

    async def ending(self) -> list[int]:
        """People with reminders whose link has died, and who were not told yet that their reminders end."""
        return [row["discord_id"] for row in await self._database.all(_ENDING)]

    async def mark_end_told(self, discord_id: int, at: int) -> bool:
        """Record that the person is told, before that. True the first time only."""
        return await self._database.execute(_TELL_END, discord_id=discord_id, at=at) == 1

    async def needing_sync(
        self, now: int, until: int, *, read_until: int, without: Collection[int], limit: int
    ) -> list[int]:
        """People who may miss a reminder that is due later than `now` and not later than `until`, earliest first.

        They want reminders only while caught up, the cached entry says that they are not, and their list was not read
        since `read_until`.
        """
        values = {"now": now, "until": until, "read_until": read_until, "limit": limit}
        rows = await self._database.all(_NEEDING_SYNC, **values, without=json_array(without))
        return [row["discord_id"] for row in rows]
