"""Commands, forms and proposals that wait for their people: how many of each are kept."""

from pathlib import Path

from store import ChangeRecord
from tests.kit.home import START, Home, discord_id, fill


async def test_one_person_has_twenty_at_most_and_the_oldest_go(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await store.pending_input.put(1000, 2, {"name": "another's"})
        for number in range(25):
            await store.pending_input.put(number, 1, {"name": str(number)})
        assert [number for number in range(25) if await store.pending_input.of(number, 1)] == list(range(5, 25))
        assert await store.pending_input.of(1000, 2)


async def test_only_its_person_takes_it_and_once(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        pending = store.pending_input
        await pending.put(1000, 1, {"name": "aoi's"})
        assert await pending.of(1000, 2) is None and await pending.take(1000, 2) is None
        assert await pending.of(1000, 1) == {"name": "aoi's"}
        assert await pending.take(1000, 1) == {"name": "aoi's"}
        assert await pending.take(1000, 1) is None and await pending.of(1000, 1) is None


async def test_proposals_likewise_and_each_that_was_agreed_to_stays(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 2)
        for number, person in [(998, 1), (999, 2), *((number, 1) for number in range(1, 26))]:
            record = ChangeRecord(id=number, discord_id=discord_id(person), items=(), at=START + number % 998)
            await store.bulks.propose(record)
            if number == 998:
                await store.bulks.begin(record)
        assert [number for number in range(1, 26) if await store.bulks.of(number)] == list(range(6, 26))
        assert await store.bulks.of(998) and await store.bulks.of(999)
