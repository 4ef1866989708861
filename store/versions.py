"""*Cache invalidation*: a version of each person's entries shows that a cached copy is stale. Knows no entry.

A version is random, so none comes again. It stands in the rows of `lists`, in which every change of entries begins, so
it changes in the same transaction, for every process. It goes with the list, as all its entries do.
"""

import secrets
from collections.abc import Collection

from store.database import Database, json_array, pairs

_BITS = 62  # two of them have a sum that fits into a column
# The version of the entries of the person `value`; 0 without a list.
OF_VALUE = "(SELECT coalesce(CAST(sum(version) AS BIGINT), 0) FROM lists WHERE discord_id = value)"
_OF = f"""
SELECT json_group_array(discord_id) AS keys, json_group_array(version) AS found FROM (
    SELECT value AS discord_id, {OF_VALUE} AS version FROM json_each(:discord_ids)
) AS by_person
"""  # noqa: S608  (our own words)


def new_version() -> int:
    return secrets.randbits(_BITS)


async def versions_of(database: Database, discord_ids: Collection[int]) -> dict[int, int]:
    """The versions of the people's entries, in one read. A cache reads them no later than the entries."""
    return pairs(await database.one(_OF, discord_ids=json_array(discord_ids)))
