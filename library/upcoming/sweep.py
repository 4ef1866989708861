"""The order in which AniList's titles to come are read: the newest often, all of them once a day. Pure.

AniList gives a new title the next id, and a page begins with the highest. So the first page is enough to see what was
announced, and a title with a higher id than all before is new at AniList, and not only to Musubi. It takes one request
for 50 titles, however many people wait for them: some 25 a day for all.
"""

from collections.abc import Collection, Container

import msgspec

from store import Sweep

SECONDS_BETWEEN = 6 * 3600
SECONDS_BETWEEN_WHOLE = 86400
_MOST_PAGES = 60


def next_page(sweep: Sweep | None, now: int) -> int | None:
    """The page to read now; None while nothing is due. A clock that was put back makes the first page due."""
    if sweep is None:
        return 1
    if sweep.page:
        return sweep.page
    return None if 0 <= now - sweep.began_at < SECONDS_BETWEEN else 1


def new_ids(sweep: Sweep, ids: Collection[int], known: Container[int]) -> set[int]:
    """Those of the ids that are new at AniList: higher than all before, or unknown after all were read once."""
    return {
        one
        for one in ids
        if sweep.newest is not None and (one > sweep.newest or (sweep.whole_at is not None and one not in known))
    }


def read(sweep: Sweep, page: int, ids: Collection[int], now: int, *, has_next: bool) -> Sweep:
    """How far it is after that page. It goes on while all titles are due, or all on the page are new."""
    began_at = now if page == 1 else sweep.began_at
    highest = max([*ids, 0 if page == 1 else sweep.highest or 0])
    is_whole = sweep.whole_at is None or not 0 <= began_at - sweep.whole_at < SECONDS_BETWEEN_WHOLE
    is_more_new = bool(ids) and min(ids) > (sweep.newest or 0)
    if has_next and page < _MOST_PAGES and (is_whole or is_more_new):
        return msgspec.structs.replace(sweep, began_at=began_at, page=page + 1, highest=highest)
    return msgspec.structs.replace(
        sweep,
        began_at=began_at,
        page=0,
        whole_at=began_at if is_whole else sweep.whole_at,
        newest=max(sweep.newest or 0, highest) or None,
        highest=None,
    )
