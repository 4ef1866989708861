"""/watched and /read, +1, Undo."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.world import World, labels, open_world, words


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path) as world:
        await world.link("aoi")
        yield world


async def test_smoke(world: World) -> None:
    member = world.members["aoi"]

    async def s(name, **o):
        r = await member.slash(world.general, name, **o)
        m = r.response or r.followups[-1]
        print(
            "==",
            name,
            o,
            "eph" if m.ephemeral else "public",
            "\n",
            words(m),
            labels(m),
            [s.operation for s in list(world.stand_in.requests)[-4:]],
        )
        return r

    await s("list")
    await s("list", type="Manga", status="Completed", sort="score")
    await s("behind")
    r = await s("random")
    await world.press("aoi", r, "Another")
    await s("anime", title="deth note")
    await s("rate", title="DEATH NOTE", score="8.5")
    r = await s("edit", title="DEATH NOTE")
    m = await world.press("aoi", r, "Progress")
    print(m.modal)
    await member.submit_modal(m, {"progress": "3", "repeat": "1", "status": ["CURRENT"]})
    print(words(r.response), labels(r.response))
    await s("add", title="naruto", status="Dropped")
    r = await s("remove", title="DEATH NOTE")
    await world.press("aoi", r, "Undo")
    print(words(r.response))
    await s("favourite", title="DEATH NOTE")
    await s("edit", title="DEATH NOTE", started="2020", notes="hm", private=True)
    assert 0
