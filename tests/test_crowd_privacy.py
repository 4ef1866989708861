"""Private and hidden entries change nothing that others see: every answer about people together, with and without."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from store import FuzzyDate
from tests.shelf import a_title
from tests.town import LOVED, NAMES, PLANNED, Town, listed, looks, open_town

ANSWERS: dict[str, tuple[str, dict[str, str]]] = {
    "affinity": ("affinity", {}),
    "taste": ("taste", {"user": "ren"}),
    "together": ("together", {"user": "ren", "user2": "mio"}),
    "together with everybody": ("together", {}),
    "server top": ("server top", {}),
    "server top, by scores": ("server top", {"sort": "known"}),
    "server watching": ("server watching", {}),
    "server members": ("server members", {}),
    "server members, this month": ("server members", {"period": "This month", "sort": "completed"}),
    "recommend": ("recommend", {}),
}


# What everybody does with a title that nobody has in public; the first one is nothing that aoi has at all.
SECRETS: tuple[dict[str, object], ...] = (
    {"score": 100},
    {"score": 5, "status": "DROPPED"},
    {"score": 0, "status": "PLANNING"},
    {"score": 90, "status": "CURRENT", "progress": 20},
    {"score": 80, "repeat": 3, "completed": FuzzyDate(2026, 1, 1)},
)
TITLES = range(401, 401 + 2 * len(SECRETS), 2)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncGenerator[Town]:
    async with open_town(tmp_path) as town:
        await town.know(*(a_title(number) for number in TITLES))
        await town.plan("aoi", PLANNED)
        await town.plan("ren", PLANNED)
        await town.put("mio", listed(LOVED, status="CURRENT", progress=3))
        yield town


@pytest.mark.parametrize("hiding", ["private", "hidden"])
async def test_private_and_hidden_entries_change_nothing(town: Town, hiding: str) -> None:
    before = {what: looks(await town.run("aoi", command, **options)) for what, (command, options) in ANSWERS.items()}
    for secret in (True, False):
        for name in NAMES:
            entries = list(zip(TITLES, SECRETS, strict=True))[name == "aoi" :]
            await town.put(name, *(listed(number, **fields, **{hiding: secret}) for number, fields in entries))
        for what, (command, options) in ANSWERS.items():
            is_same = looks(await town.run("aoi", command, **options)) == before[what]
            assert is_same is secret, f"{what}: nothing may change, until the entries are for all"
