"""What the log says of an AniList that is down for a day: that it began, and that it is over."""

from collections import Counter

import pytest

from demo import faults
from demo.anilist import TSUMUGI
from store import Reminder
from tests.kit.library import AOI, BEBOP, Shelves

AIRS = 103303


@pytest.mark.parametrize("fault", [faults.disabled(), faults.html(), faults.status(400)], ids=["off", "html", "400"])
async def test_an_outage_is_two_lines_for_each_loop(
    shelves: Shelves, fault: faults.Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    parts, now = shelves.parts, shelves.clock()
    shelves.put(TSUMUGI, AIRS, status="CURRENT", progress=2)
    link = await shelves.link(AOI, TSUMUGI)
    await shelves.store.members.record_use(AOI, 77, now)
    await shelves.store.reminders.put(AOI, Reminder(is_on=True, planned_since=now))
    await shelves.read(link)

    async def rounds(count: int) -> int:
        shelves.asked()
        for _ in range(count):
            for loop in (parts.activity_poll, parts.background_sync, parts.poll, parts.upcoming, parts.gone_titles):
                await loop.round()
            shelves.clock.advance(300)
        return len(shelves.asked())

    await rounds(2)
    shelves.stand_in.faults.share(fault, 1)
    parts.gone.suspects.add(BEBOP)
    caplog.clear()
    assert await rounds(100) < 110, "one asks whether it is over"
    shelves.stand_in.faults.clear()
    await rounds(20)
    lines = Counter(one.getMessage().partition(",")[0] for one in caplog.records)
    for what in ("hear what members do", "read air times", "read what comes next", "find out which titles are gone"):
        assert (lines[f"Could not {what}"], lines[f"Could {what} again"]) == (1, 1)
    assert caplog.records[0].levelname == "INFO" and lines.total() < 20
