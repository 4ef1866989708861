"""/recommend in Discord: what somebody would like, why, and planning it."""

import re
from itertools import takewhile
from typing import Any

from cards.list_buttons import AddTitle, PickTitle
from cards.list_errors import LINK_FIRST
from cards.recommend import BECAUSE, LIKED_BETTER, NOTHING, PLANNED_ALREADY, RecommendKind, RecommendPage
from store import Recommendation
from tests.kit.lists import is_alone, options, told
from tests.kit.town import ADULT, LOVED, MANGA, PLANNED, SHARED, TASTE, Town, listed
from tests.kit.world import actions, says, words

PAGE = {RecommendPage, RecommendKind}


def reasons(result: Any) -> list[list[str]]:
    """The numbers and smileys in each reason for the first title, below its facts."""
    lines = words(told(result)).splitlines()
    first = next(at for at, line in enumerate(lines) if "**Musubi" in line)
    said = takewhile(lambda line: line.startswith("-# ") and "<t:" not in line, lines[first + 2 :])
    return [re.findall(r"\d[\d.]*\+?|[🙁😐🙂]", line) for line in said]


async def test_what_people_with_the_same_taste_loved(town: Town) -> None:
    card = await town.run("aoi", "recommend")
    assert "aoi" in words(card.response).splitlines()[0]
    assert options(card.response, "musubi:open:beside") == [f"Musubi {LOVED}"], "not what the opposite loves"
    assert reasons(card) == [["1", "9.5"]]
    assert actions(card.response) == PAGE | {PickTitle, AddTitle}
    await town.plan("aoi", LOVED)
    again = await town.press("aoi", card.response, "musubi:recommend:ANIME:1:fresh")
    assert says(again.response, PLANNED_ALREADY) and reasons(again) == [[], ["1", "9.5"]]
    assert AddTitle not in actions(again.response)
    await town.put("aoi", listed(LOVED, status="DROPPED", score=0))
    assert f"Musubi {LOVED}" not in words((await town.run("aoi", "recommend")).response)


async def test_what_anilists_people_recommend(town: Town) -> None:
    await town.store.recommendations.put(23, [Recommendation(23, PLANNED, 40), Recommendation(23, MANGA, 30)])
    card = await town.run("aoi", "recommend")
    reason = f"**Musubi {PLANNED}**\n-# TV · 24 × 23 min · ★ 8.5\n-# {BECAUSE}"
    assert says(card.response, reason.replace("{title}", "Musubi 23"))
    manga = await town.pick("aoi", card.response, "musubi:recommend", "MANGA")
    assert options(manga.response, "musubi:open:beside") == [f"Musubi {MANGA}"]
    assert "Manga" in words(manga.response).splitlines()[0]


async def test_what_nobody_loved_is_not_said_to_be_loved(town: Town) -> None:
    await town.put("ren", listed(LOVED, score=75))
    said = words((await town.run("aoi", "recommend")).response)
    assert f"Musubi {LOVED}" in said and f"-# {LIKED_BETTER}" in said
    await town.put("kai", listed(LOVED, score=80))
    loved = await town.run("aoi", "recommend")
    assert reasons(loved) == [["1"]] and not says(loved.response, LIKED_BETTER)


async def test_buttons_are_for_whoever_presses(town: Town) -> None:
    card = await town.run("aoi", "recommend")
    theirs = await town.press("mio", card.response, "musubi:recommend:ANIME:1:fresh")
    assert is_alone(theirs) and "mio" in words(told(theirs)).splitlines()[0]


async def test_nothing_to_go_by(town: Town) -> None:
    await town.leave_alone("aoi")
    card = await town.run("aoi", "recommend")
    assert says(card.response, NOTHING) and actions(card.response) == PAGE
    await town.store.links.delete(town.id_of("aoi"))
    assert says(told(await town.run("aoi", "recommend")), LINK_FIRST)
    assert town.world.env.errors


async def test_what_is_kept_private_is_not_recommended_to_oneself_alone(town: Town) -> None:
    await town.put("aoi", listed(LOVED, private=True))
    assert f"Musubi {LOVED}" in words((await town.run("aoi", "recommend")).response), "others must not guess it"
    await town.store.preferences.set_public_replies(town.id_of("aoi"), public=False)
    alone = await town.run("aoi", "recommend")
    assert is_alone(alone) and f"Musubi {LOVED}" not in words(told(alone))


async def test_adult_titles(town: Town) -> None:
    await town.put("ren", listed(ADULT, score=100))
    assert f"Musubi {ADULT}" not in words((await town.run("aoi", "recommend")).response)
    await town.store.preferences.set_public_replies(town.id_of("aoi"), public=False)
    assert f"Musubi {ADULT}" in words(told(await town.run("aoi", "recommend")))


async def test_nothing_is_better_than_the_best(town: Town) -> None:
    """Of smileys the best is all that was loved: several who loved it did not give it more."""
    everybody = {number: score for number, score in TASTE["ren"].items() if number in SHARED}
    await town.put("kai", *(listed(number, score=score) for number, score in (everybody | {LOVED: 90}).items()))
    assert reasons(await town.run("aoi", "recommend")) == [["2", "9+"]]
    await town.store.database.execute(
        "UPDATE links SET score_format = 'POINT_3' WHERE discord_id = :one", one=town.id_of("aoi")
    )
    assert reasons(await town.run("aoi", "recommend")) == [["2", "🙂"]]
