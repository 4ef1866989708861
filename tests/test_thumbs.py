"""Thumbs for AniList's recommendations: votes that reach AniList, and the cards around them."""

from pathlib import Path
from typing import Any

import pytest

from anilist import Invalid, TokenRejected, Unavailable
from cards.list_errors import LINK_FIRST, NOTHING_TO_UNDO
from cards.thumbs import RECOMMENDS, TAKEN_BACK, VOTED, CastVote, PickPair, picked_pair, thumbs_card
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.recommended import recommended as recommended_by_anilist
from i18n import t
from library.changes.thumbs import Thumbs, TitlePair
from library.errors import NotKept
from store import Link
from tests.kit import calls, cards
from tests.kit.calls import recommended
from tests.kit.home import a_link
from tests.kit.library import AOI, BEBOP, Shelves
from tests.kit.lists import is_alone, open_club, told
from tests.kit.shelf import a_title
from tests.kit.world import actions, says

LIKED, OTHER = 23, 105
PICKED = calls.PAIR
PAIR = TitlePair(BEBOP, recommended_by_anilist(BEBOP)[0]["id"])
RATING = recommended_by_anilist(BEBOP)[0]["rating"]


async def voter(shelves: Shelves) -> Link:
    return await shelves.link(AOI, TSUMUGI)


async def test_a_vote_reaches_anilist_and_is_taken_back(shelves: Shelves) -> None:
    link, thumbs = await voter(shelves), shelves.parts.thumbs
    assert await thumbs.of(link, PAIR) == Thumbs("NO_RATING", RATING)
    assert await thumbs.vote(link, PAIR, "RATE_UP") == Thumbs("RATE_UP", RATING + 1)
    assert await thumbs.vote(link, PAIR, "RATE_UP") == Thumbs("RATE_UP", RATING + 1), "the same again is the same vote"
    assert await thumbs.vote(link, PAIR, "RATE_DOWN") == Thumbs("RATE_DOWN", RATING - 1)
    assert await thumbs.of(link, PAIR) == Thumbs("RATE_DOWN", RATING - 1)
    assert await thumbs.vote(link, PAIR, "NO_RATING") == Thumbs("NO_RATING", RATING)
    look, save = "Recommendation", "SaveRecommendation"
    assert shelves.asked()[-6:] == [look, save, save, save, look, save]
    assert await thumbs.of(link, TitlePair(21, BEBOP)) == Thumbs("NO_RATING", 0), "nobody has voted on that"


async def test_a_lost_answer_is_looked_for(shelves: Shelves) -> None:
    link, thumbs = await voter(shelves), shelves.parts.thumbs
    shelves.stand_in.faults.arm(faults.reset_after, operation="SaveRecommendation")
    assert (await thumbs.vote(link, PAIR, "RATE_UP")).vote == "RATE_UP"
    shelves.stand_in.faults.arm(faults.status(500), operation="SaveRecommendation")
    with pytest.raises(Unavailable):
        await thumbs.vote(link, PAIR, "RATE_DOWN")
    assert (await thumbs.of(link, PAIR)).vote == "RATE_UP"


async def test_what_anilist_does_not_take_is_said(shelves: Shelves) -> None:
    link, thumbs = await voter(shelves), shelves.parts.thumbs
    shelves.stand_in.world.takes_thumbs = False
    with pytest.raises(NotKept):
        await thumbs.vote(link, PAIR, "RATE_UP")
    shelves.stand_in.world.editors.delete(PAIR.recommended_id)
    with pytest.raises(Invalid):
        await thumbs.vote(link, PAIR, "RATE_UP")

    def of_another(data: Any) -> None:
        data["SaveRecommendation"]["media"]["id"] = 5

    shelves.stand_in.world.editors.announce(BEBOP, PAIR.recommended_id)
    shelves.stand_in.faults.arm(faults.edited(of_another), operation="SaveRecommendation")
    with pytest.raises(Unavailable):
        await thumbs.vote(link, PAIR, "RATE_UP")
    shelves.stand_in.faults.arm(faults.invalid_token(), operation="SaveRecommendation")
    with pytest.raises(TokenRejected):
        await thumbs.vote(link, PAIR, "RATE_UP")


def shown(thumbs: Thumbs, pressed: CastVote | None = None) -> Any:
    card = thumbs_card(a_title(OTHER), a_title(LIKED), thumbs, a_link(), pressed)
    cards.holds(card.to_components())
    return card


def test_the_card_shows_the_vote_and_the_way_back() -> None:
    first = shown(Thumbs("NO_RATING", 34))
    assert t(RECOMMENDS, title=f"Musubi {LIKED}") in cards.shown(first) and "+34" in cards.shown(first)
    assert buttons(first) == ["up:none", "down:none"]
    up = shown(Thumbs("RATE_UP", 35), CastVote(LIKED, OTHER, "RATE_UP", "NO_RATING"))
    assert t(VOTED["RATE_UP"]) in cards.shown(up) and buttons(up) == [f"none:up:undo:{a_link().anilist_id}", "down:up"]
    down = shown(Thumbs("RATE_DOWN", -1), CastVote(LIKED, OTHER, "RATE_DOWN", "RATE_UP"))
    assert "-1" in cards.shown(down) and buttons(down) == [f"up:down:undo:{a_link().anilist_id}", "up:down"]
    assert buttons(shown(Thumbs("RATE_DOWN", 0))) == ["up:down", "none:down"], "voted on AniList"
    undone = shown(Thumbs("NO_RATING", 0), CastVote(LIKED, OTHER, "NO_RATING", "RATE_UP", undo=True))
    assert t(TAKEN_BACK) in cards.shown(undone)


def buttons(card: Any) -> list[str]:
    """The votes of the buttons, and those they come from."""
    start = f"musubi:vote:{LIKED}:{OTHER}:"
    return [
        one.removeprefix(start)
        for one in (str(part.get("custom_id")) for part in cards.parts(card.to_components()))
        if one.startswith(start)
    ]


async def test_whoever_opens_it_votes_as_themselves(tmp_path: Path) -> None:
    async with open_club(tmp_path) as club:
        page = await recommended(club, "aoi")
        opened = await club.pick("ren", page, PICKED, "musubi:thumbs")
        assert is_alone(opened) and says(told(opened), VOTED["NO_RATING"])
        voted = told(await club.press("ren", told(opened), CastVote, vote="RATE_UP"))
        assert says(voted, VOTED["RATE_UP"])
        assert club.stand_in.world.thumbs == {(JUNO.id, *picked_pair(PICKED)): "RATE_UP"}
        undone = told(await club.press("ren", voted, CastVote, vote="NO_RATING", undo=True))
        assert says(undone, TAKEN_BACK)
        voted = told(await club.press("ren", told(opened), CastVote, vote="RATE_UP"))
        solstice = next(one for one in club.stand_in.people if one.name == "Solstice")
        club.stand_in.world.thumbs[solstice.id, *picked_pair(PICKED)] = "RATE_UP"
        await club.world.bot.linking.unlink(club.world.users["ren"].id)
        await club.world.link("ren", solstice)
        refused = await club.press("ren", voted, CastVote, undo=True)
        assert says(told(refused), NOTHING_TO_UNDO) and set(club.stand_in.world.thumbs.values()) == {"RATE_UP"}
        assert PickPair not in actions((await club.run("ren", "recommend")).response), "members’ taste has no pair"
        club.world.members["kai"] = club.world.guild.add_member(club.world.env.create_user("kai"))
        assert says(told(await club.pick("kai", page, PICKED, "musubi:thumbs")), LINK_FIRST)
        club.forgive()
