"""Scores and means are on the scale of whoever asks: on every card and picture, about whomever it is."""

import re
from typing import Any

import msgspec
import pytest

from cards.buttons import RefreshAccount
from demo.anilist import JUNO, TSUMUGI
from tests.kit.lists import DEATH_NOTE, HEROES, NARUTO, Club, told
from tests.kit.world import components, words

MEANS = {  # how a mean is written on each of AniList's scales
    "POINT_100": r"(★ )?\d{1,3}(\.\d)?",
    "POINT_10_DECIMAL": r"(★ )?\d{1,2}\.\d{1,2}",
    "POINT_10": r"(★ )?\d{1,2}\.\d{1,2}",
    "POINT_5": r"★ \d\.\d|\d\.\d ★",
    "POINT_3": r"[🙁😐🙂] \d+%",
}
SCORES = {"POINT_100": "80", "POINT_10_DECIMAL": "8", "POINT_10": "8", "POINT_5": "★★★★☆", "POINT_3": "🙂"}
SAID = re.compile(
    r"(?:mean |[Mm]ean score:? |AniList:? )\**(?P<after>(?:★ )?[\d🙁😐🙂★][^*·);,\n]*?)\**(?=[);·,]|\. |\.?$| ·| over)"
    r"|(?:\*\*|· )(?P<before>(?:★ )?[\d🙁😐🙂][^*·\n]*?)\**(?: mean| over)"
    r"|\*\*(?P<bold>★ [^*\n]+|[🙁😐🙂] [^*\n]+)\*\*"
    r"|^(?:-# (?:.* · )?)?(?P<small>(?:★ )?(?:\d[\d.]*|[🙁😐🙂] \d+ ?%)(?: ★)?)(?= · |$)",
    re.MULTILINE,
)
WITH_MEANS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("anime", {"title": f"id:{DEATH_NOTE}"}),
    ("season", {}),
    ("browse", {}),
    ("profile", {}),
    ("profile", {"user": "ren"}),
    ("who", {"title": f"id:{DEATH_NOTE}"}),
    ("together", {"user": "ren"}),
    ("server top", {}),
)
WITH_SCORES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("anime", {"title": f"id:{DEATH_NOTE}"}),
    ("list", {}),
    ("list", {"user": "ren"}),
    ("profile", {"user": "ren"}),
    ("who", {"title": f"id:{DEATH_NOTE}"}),
    ("taste", {"user": "ren"}),
)


@pytest.fixture
async def club(club: Club) -> Club:
    """Ren, who reads another scale than Aoi, has scored and planned something too."""
    club.put(JUNO, DEATH_NOTE, score=80)
    club.put(JUNO, NARUTO, status="PLANNING")
    club.put(JUNO, HEROES, status="COMPLETED", progress=13, score=80)
    await club.world.env.advance_time(601)
    for name in club.people:
        await club.run(name, "list")
    return club


async def test_every_scale_is_the_viewers(club: Club) -> None:
    for score_format, mean in MEANS.items():
        club.stand_in.world.people[TSUMUGI.id] = msgspec.structs.replace(TSUMUGI, score_format=score_format)
        panel = await club.run("aoi", "account")
        await club.press("aoi", panel.response, RefreshAccount)
        for command, given in WITH_MEANS:
            found = [next(filter(None, one)) for one in SAID.findall(await answered(club, command, given))]
            assert found, (score_format, command, "shows no mean")
            assert all(re.fullmatch(mean, one) for one in found), (score_format, command, found)
        for command, given in WITH_SCORES:
            shown = await answered(club, command, given)
            assert re.search(rf"(?<![\d.]){re.escape(SCORES[score_format])}(?![\d%])", shown), (score_format, shown)


async def answered(club: Club, command: str, given: dict[str, Any]) -> str:
    """What Aoi reads and hears of the answer."""
    options = {key: club.world.members.get(value, value) for key, value in given.items()}
    message = told(await club.run("aoi", command, **options))
    pictures = [item["description"] for part in components(message) for item in part.get("items", [])]
    return "\n".join([words(message), *pictures])
