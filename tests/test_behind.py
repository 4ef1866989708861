"""/behind: what airs, and the buttons that catch up."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from demo.anilist import TSUMUGI
from tests.lists_kit import DIGIMON, GROW_UP, LIAR_GAME, Club, ids, is_alone, open_club, told
from tests.world import labels, words


@pytest.fixture
async def club(tmp_path: Path) -> AsyncGenerator[Club]:
    async with open_club(tmp_path) as club:
        yield club


async def test_catching_up_and_taking_it_back(club: Club) -> None:
    club.put(TSUMUGI, GROW_UP, status="CURRENT", progress=8)
    await club.world.env.advance_time(601)
    await club.run("aoi", "behind")
    reply = await club.run("aoi", "behind")
    text = words(reply.response)
    assert not is_alone(reply) and "1 title behind" in text and "2 airing" in text
    assert "**41 behind** · episode 44 <t:" in text and "Grow Up Show" in text
    club.asked()
    await club.press("aoi", reply.response, "+1 → 3")
    assert club.asked() == ["SaveEntry"]
    assert "**40 behind**" in words(reply.response) and "✓ **DIGIMON BEATBREAK** · episode **3**" in words(
        reply.response
    )
    await club.press("aoi", reply.response, "Undo")
    assert club.entry("aoi", DIGIMON).progress == 2


async def test_private_ones_are_seen_alone_and_stay_so(club: Club) -> None:
    public = await club.run("aoi", "behind")
    assert "LIAR GAME" not in words(public.response)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "behind")
    assert "LIAR GAME" in words(alone.response)
    await club.press_id("aoi", alone.response, f"musubi:catch:{LIAR_GAME}")
    assert "✓ **LIAR GAME**" in words(alone.response)
    await club.world.env.advance_time(601)
    club.put(TSUMUGI, DIGIMON, private=True)
    pressed = await club.press("aoi", public.response, "+1")
    assert is_alone(pressed) and "🔒" in words(told(pressed))
    assert "LIAR GAME" not in club.public() and "episode **3**" not in club.public()


async def test_the_presser_catches_up_with_their_own(club: Club) -> None:
    reply = await club.run("aoi", "behind")
    before = words(reply.response)
    pressed = await club.press("ren", reply.response, "+1 → 3")
    assert is_alone(pressed) and "✓ **DIGIMON BEATBREAK** · added to Watching" in words(told(pressed))
    assert (club.entry("ren", DIGIMON).progress, club.entry("aoi", DIGIMON).progress) == (3, 2)
    assert words(reply.response) == before
    await club.world.restart()
    again = await club.press("ren", reply.response, "+1 → 3")
    assert is_alone(again) and "Undo" not in labels(told(again)), "nothing was changed"
    await club.press("aoi", reply.response, "+1 → 3")
    again = await club.press_id("aoi", reply.response, "musubi:catch")
    assert "**39 behind**" in words(reply.response)
    direct = await club.world.users["aoi"].slash("behind")
    assert f"musubi:catch:{DIGIMON}:5" in ids(direct.response) and "LIAR GAME" in words(direct.response)
    for media_id in (DIGIMON, LIAR_GAME):
        await club.run("aoi", "edit", title=f"id:{media_id}", status="Dropped")
    assert "up to date" in words((await club.run("aoi", "behind")).response)
