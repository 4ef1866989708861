"""The tab Opinions: what AniList, the server and reviewers think of a title."""

import re
from typing import Any

import msgspec

from cards.buttons import StartLink
from cards.card import Card
from cards.errors import UNAVAILABLE
from cards.following import NOBODY, RefreshFollowed
from cards.list_buttons import RefreshTitle, ShowFollowed
from cards.title import opinions as tab
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.media import all_media
from demo.anilist.opinions import external_links, reviews, score_distribution, status_distribution
from i18n import t
from library.crowd.who import grouped
from library.titles.details import Review, TitleDetails
from library.visible_members import VisibleMembers
from store import GuildSettings, ShownEntry
from tests.kit import cards
from tests.kit.home import START
from tests.kit.library import Shelves
from tests.kit.lists import BEBOP, DEATH_NOTE, Club, is_alone, told
from tests.kit.title_views import a_view
from tests.kit.world import actions, by, components, says, words

TOLD = next(
    one
    for one, node in all_media().items()
    if all((reviews(node, [1]), score_distribution(node), external_links(node)))
)
REVIEW = Review(5, "So good. ~!He dies.!~ @everyone", "Juno*", 85, 35, 40, "https://anilist.co/review/5")


async def details(shelves: Shelves) -> TitleDetails:
    title = await shelves.parts.library.fetch_title(await shelves.link(), TOLD)
    assert title.details
    return title.details


async def test_the_answer_brings_scores_lists_and_the_most_helpful_review(shelves: Shelves) -> None:
    node, told = all_media()[TOLD], await details(shelves)
    assert told.scores == {bar["score"]: bar["amount"] for bar in score_distribution(node) if bar["amount"]}
    assert told.statuses == {bar["status"]: bar["amount"] for bar in status_distribution(node) if bar["amount"]}
    (best, *_) = reviews(node, [1])
    assert told.review and (told.review.summary, told.review.helpful) == (best["summary"], best["rating"])


async def test_a_review_that_only_its_author_may_see_is_kept_from_all(shelves: Shelves) -> None:
    """AniList could tell an author their own private review, and the answer is cached for everybody."""

    def spoil(data: Any) -> None:
        own: dict[str, Any] = {"id": 1, "summary": "mine", "score": 1, "rating": 9, "ratingAmount": 9, "siteUrl": None}
        own["user"] = {"name": "Tsumugi"}
        data["Media"]["reviews"]["nodes"] = [own | {"private": True}, own | {"private": False, "summary": "for all"}]

    shelves.stand_in.faults.arm(faults.edited(spoil), operation="Media")
    told = await details(shelves)
    assert told.review and told.review.summary == "for all"


async def test_a_part_that_anilist_does_not_tell_costs_the_others_nothing(shelves: Shelves) -> None:
    for missing in ("stats", "reviews", "externalLinks"):
        shelves.stand_in.faults.arm(faults.nulled("Media", missing), operation="Media")
        told = await details(shelves)
        there = {"stats": bool(told.scores), "reviews": bool(told.review), "externalLinks": bool(told.sites)}
        assert [name for name, is_there in there.items() if not is_there] == [missing] and told.characters


def shown(told: TitleDetails, circle: VisibleMembers | None = None) -> str:
    card = Card(0, *tab.opinions(a_view(told, "opinions"), None, circle))
    cards.holds(card.to_components())
    return cards.shown(card)


def test_a_review_is_in_its_authors_words_without_their_markup() -> None:
    text = shown(TitleDetails(review=REVIEW))
    assert "](https://anilist.co/review/5)**" in text and "> So good\\. ||He dies\\.|| \\@everyone" in text
    assert "Juno\\*" in text and "8.5" in text and "35" in text and "40" in text


def test_it_says_what_anilist_does_not_show() -> None:
    assert shown(TitleDetails()) == f"{t(tab.NO_OPINIONS)}\n{t(tab.NO_REVIEW)}"
    unvoted = msgspec.structs.replace(REVIEW, votes=0, helpful=0, site_url="javascript:alert(1)", score=None)
    assert "javascript" not in shown(TitleDetails(review=unvoted))


def test_the_server_stands_beside_anilist() -> None:
    found = [ShownEntry(1, 1, "COMPLETED", 90, 24, 0, 0), ShownEntry(2, 1, "REPEATING", 0, 3, 0, 0)]
    circle = VisibleMembers(
        guild_id=1, guild_name="Anime Club", viewer_id=1, viewer=None, names={1: "a", 2: "b"}, read_at={1: START}
    )
    told = TitleDetails(scores={80: 3}, statuses={"PLANNING": 4})
    theirs, ours = tab.opinions_on(a_view(told, "opinions"), (grouped(found, circle.names), circle))
    assert (theirs.mean, theirs.scores, theirs.lists["PLANNING"]) == ("8.5", {80: 3}, 4)
    assert (ours.name, ours.mean, ours.scores, ours.lists["CURRENT"]) == ("Anime Club", "9.00", {90: 1}, 1)
    unreadable = msgspec.structs.replace(circle, guild_name="สโมสร")
    assert tab.opinions_on(a_view(told, "opinions", link=None), (grouped([], {}), unreadable))[1].name == t(tab.HERE)
    assert len(tab.opinions_on(a_view(told, "opinions"), None)) == 1


def picture(message: Any) -> str:
    """The picture in words."""
    (said,) = [str(item["description"]) for part in components(message) for item in part.get("items", [])]
    return said


async def opinions(club: Club, name: str, media_id: int) -> Any:
    """The person's card of the title, with the tab."""
    card = (await club.run(name, "anime", title=f"id:{media_id}")).response
    await club.pick(name, card, "opinions", "musubi:tab")
    return card


async def test_the_server_s_opinion_has_what_others_may_see_alone(club: Club) -> None:
    """No private entry, nobody who hides; and outside of a server, or where it is switched off, there is none."""
    world, store = club.world, club.world.bot.store
    club.put(JUNO, BEBOP, status="COMPLETED", score=30)
    for name in ("aoi", "ren"):
        await club.press(name, (await club.run(name, "anime", title=f"id:{BEBOP}")).response, RefreshTitle)
    assert "Anime Club: 1 score, mean 🙁 30%. Scores: 🙁: 1." in picture(await opinions(club, "ren", BEBOP))
    alone = await world.users["ren"].slash("anime", title=f"id:{BEBOP}")
    await world.users["ren"].select(alone.response, ["opinions"], custom_id=f"musubi:tab:{BEBOP}")
    assert "AniList" in picture(alone.response) and "Anime Club" not in picture(alone.response)
    assert "Anime Club: on 2 lists" in picture(await opinions(club, "ren", DEATH_NOTE))
    await store.members.hide(world.users["aoi"].id, world.guild.id, is_hidden=True)
    assert "Anime Club: on 1 list" in picture(await opinions(club, "ren", DEATH_NOTE))
    await store.guilds.put(world.guild.id, GuildSettings(is_social=False))
    assert "Anime Club" not in picture(await opinions(club, "ren", DEATH_NOTE))


async def test_people_i_follow_are_told_to_me_alone(club: Club) -> None:
    """From a public card, on the presser's own scale, without what lies ahead of them; a stranger needs a link."""
    world = club.world
    club.stand_in.world.follows[TSUMUGI.id] = {JUNO.id}
    club.put(JUNO, DEATH_NOTE, score=85, progress=30)
    card = await opinions(club, "aoi", DEATH_NOTE)
    before = words(card)
    answer = await club.press("aoi", card, ShowFollowed)
    assert is_alone(answer) and "Juno" not in club.public() and words(card) == before
    assert re.search(r"Juno.*\|\|30 / 37\|\|.*8.5", words(told(answer)).replace("\u00a0", " "))
    club.stand_in.world.follows[TSUMUGI.id] = set()
    again = await club.press("aoi", told(answer), RefreshFollowed)
    assert says(told(answer), NOBODY) and not again.followups, "in its place"
    assert club.asked().count("Following") == 2
    assert "Juno" not in words(told(await club.press("ren", card, ShowFollowed))), "ren follows others"
    mio = world.guild.add_member(world.env.create_user("mio"))
    unlinked = await mio.click(card, **by(card, ShowFollowed))
    assert StartLink in actions(told(unlinked)) and is_alone(unlinked)


async def test_following_that_anilist_does_not_answer_is_one_sentence(club: Club) -> None:
    card = await opinions(club, "aoi", DEATH_NOTE)
    club.stand_in.faults.arm(faults.status(500), operation="Following", times=-1)
    answer = await club.press("aoi", card, ShowFollowed)
    assert is_alone(answer) and says(told(answer), UNAVAILABLE)
    club.forgive()
