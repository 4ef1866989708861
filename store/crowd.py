"""Bulk reads for the crowd: the entries that others may see, packed, millions of them within seconds.

It reads people's entries from the view `shown` alone, and for the person themselves the ids of their other entries.
All numbers are unsigned and big-endian; larger numbers are cut off:

an entry   media id (4 bytes), is manga (1), status (1), score (1), rewatches (1), progress (2), completed (2)
a title    media id (4 bytes), is manga (1), is adult (1), format (1), is not out yet (1),
           minutes of an episode (2), episodes or chapters (2)

`completed` is the year × 12 + the month, 0 when the month is unknown. Knows nothing of statistics.
"""

import struct
from collections.abc import Collection, Sequence

import msgspec

from store.database import Database, json_array
from store.statements import Row
from store.versions import OF_VALUE, versions_of

# AniList's words by their packed numbers; 0 is any other word.
STATUSES = ("", "CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING")
FORMATS = ("", "TV", "TV_SHORT", "MOVIE", "SPECIAL", "OVA", "ONA", "MUSIC", "MANGA", "NOVEL", "ONE_SHOT")
PEOPLE_AT_ONCE = 25  # with 500 entries each the read takes some ten milliseconds, and other reads wait
_TITLES_AT_ONCE = 5000


def _number_of(column: str, words: Sequence[str]) -> str:
    cases = " ".join(f"WHEN '{word}' THEN {number}" for number, word in enumerate(words) if number)
    return f"CASE {column} {cases} ELSE 0 END"


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


# Each row is two numbers, its first eight bytes and its last four, in two arrays: SQL's numbers have 63 bits at most.
_MONTH = "completed / 100 % 100"
_ENTRY = f"""
json_group_array(
    (media_id & 2147483647) * 4294967296 + {_flag("media_type = 'MANGA'")} * 16777216
    + {_number_of("status", STATUSES)} * 65536 + score * 256 + min(repeat, 255)
) || json_group_array(
    min(progress, 65535) * 65536 + {_flag(f"{_MONTH} > 0")} * min(completed / 10000 * 12 + {_MONTH}, 65535)
)
"""
_ENTRIES = f"""
SELECT value AS discord_id, (SELECT {_ENTRY} FROM shown WHERE discord_id = value) AS packed, {OF_VALUE} AS version
FROM json_each(:discord_ids)
"""  # noqa: S608  (our own words)
_KEPT_PRIVATE = """
SELECT media_id FROM entries WHERE discord_id = :discord_id AND (private = 1 OR hidden = 1) ORDER BY media_id
"""
_TITLE = f"""
json_group_array(
    (id & 2147483647) * 4294967296 + {_flag("media_type = 'MANGA'")} * 16777216 + is_adult * 65536
    + {_number_of("format", FORMATS)} * 256 + {_flag("status = 'NOT_YET_RELEASED'")}
) || json_group_array(
    min(coalesce(duration, 0), 65535) * 65536
    + min(coalesce(CASE media_type WHEN 'MANGA' THEN chapters ELSE episodes END, 0), 65535)
) AS packed
"""
_TITLES = f"""
SELECT max(id) AS last, {_TITLE}
FROM (SELECT * FROM media WHERE id > :after AND is_public = 1 ORDER BY id LIMIT :limit) AS titles
"""  # noqa: S608
_SOME_TITLES = f"""
SELECT {_TITLE} FROM media WHERE is_public = 1 AND id IN (SELECT value FROM json_each(:media_ids))
"""  # noqa: S608
_numbers = msgspec.json.Decoder(list[int])


class PackedEntries(msgspec.Struct, frozen=True):
    """A person's entries at that `version` of :mod:`store.versions`."""

    entries: bytes
    version: int


class CrowdFacts:
    """Reads in short statements, so that other statements run in between."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def versions(self, discord_ids: Collection[int]) -> dict[int, int]:
        """The versions of the people's entries: packed entries with another version are stale."""
        return await versions_of(self._database, discord_ids)

    async def entries(self, discord_ids: Collection[int]) -> dict[int, PackedEntries]:
        """The packed entries by Discord id, in any order, for about :data:`PEOPLE_AT_ONCE` people at most."""
        rows = await self._database.all(_ENTRIES, discord_ids=json_array(discord_ids))
        return {row["discord_id"]: PackedEntries(_packed(row), row["version"]) for row in rows}

    async def kept_private(self, discord_id: int) -> list[int]:
        """The media ids of the person's private and hidden entries."""
        return [row["media_id"] for row in await self._database.all(_KEPT_PRIVATE, discord_id=discord_id)]

    async def titles(self) -> bytes:
        """The packed facts of every public title, by id."""
        parts, last = list[bytes](), 0
        while last is not None:
            row = await self._database.one(_TITLES, after=last, limit=_TITLES_AT_ONCE) or {}
            parts.append(_packed(row))
            last = row["last"]
        return b"".join(parts)

    async def some_titles(self, media_ids: Collection[int]) -> bytes:
        """The packed facts of the public ones among those titles, in any order."""
        row = await self._database.one(_SOME_TITLES, media_ids=json_array(media_ids)) or {}
        return _packed(row)


def _packed(row: Row) -> bytes:
    """The bytes of the two arrays, ``[…][…]``."""
    heads, tails = row["packed"].split("][")
    numbers = [*_numbers.decode(f"{heads}]"), *_numbers.decode(f"[{tails}")]
    count = len(numbers) // 2
    numbers[::2], numbers[1::2] = numbers[:count], numbers[count:]
    return struct.pack(">" + "QI" * count, *numbers)
