"""A process of its own: how fast people are told what airs, and the memory that it takes. Discord answers at once."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.author import Author, Sizes
from bench.process import most_megabytes, report
from library.notify.delivery import Delivery
from library.notify.notices import Batch, Outcome
from library.notify.reminders import PersonReminders
from store import Airing, AiringStatus, Entry, Reminder, Store, open_store

_NOW = 2_000_000_000
_TITLE = 1_000_000


async def told(people: int, titles: int) -> None:
    """Everybody watches all titles, which air together. Reports notices a second, from aired to told."""
    now = _NOW
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "data", key_file=Path(folder) / "key", now=lambda: now) as store:
            await _fill(store, people, titles)
            reminders = PersonReminders(store.reminders, store.notices, store.entries, store.media, lambda: now)
            count = 0

            async def post(letter: Batch) -> Outcome:
                nonlocal count
                news = await reminders.news(letter)
                count += len(news)
                return Outcome.SENT

            delivery = Delivery(store.notices, post, lambda: now)
            await delivery.round()
            before, now = most_megabytes(), now + 60
            begun = time.perf_counter()
            await delivery.round()
            seconds = time.perf_counter() - begun
            begun = time.perf_counter()
            await delivery.round()
            quiet = time.perf_counter() - begun
    assert count == people * titles
    report("told", deliveries=count / seconds, quiet=quiet * 1000, megabytes=most_megabytes() - before)


async def _fill(store: Store, people: int, titles: int) -> None:
    author = Author(Sizes(titles=titles, members=people, entries=0, collection=0, questions=0), _NOW)
    numbers = range(_TITLE, _TITLE + titles)
    await store.media.put(
        msgspec.structs.replace(title, id=number, media_type="ANIME", status="RELEASING", next_airing_at=None)
        for number, title in zip(numbers, author.titles, strict=True)
    )
    ahead = [AiringStatus(number, "RELEASING", None, (Airing(number, 5, _NOW + 30),)) for number in numbers]
    await store.airings.update(list(numbers), ahead, (), _NOW)
    watched = [Entry(media_id=one, entry_id=one, media_type="ANIME", status="CURRENT", progress=4) for one in numbers]
    for discord_id in range(1, people + 1):
        await author.move_in(store, discord_id)
        await store.entries.replace(discord_id, "ANIME", watched, _NOW)
        await store.reminders.put(discord_id, Reminder(is_on=True))


if __name__ == "__main__":
    asyncio.run(told(int(sys.argv[1]), int(sys.argv[2])))
