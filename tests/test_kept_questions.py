"""Commands and forms that wait for their people: how many of each are kept."""

from pathlib import Path

from tests.home import Home


async def test_one_person_has_twenty_at_most_and_the_oldest_go(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await store.questions.keep(1000, 2, {"name": "another's"})
        for number in range(25):
            await store.questions.keep(number, 1, {"name": str(number)})
        assert [number for number in range(25) if await store.questions.of(number, 1)] == list(range(5, 25))
        assert await store.questions.of(1000, 2)
