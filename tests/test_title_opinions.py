"""The tab *Opinions*: what AniList, the server and reviewers think of a title."""

from typing import Any

import msgspec

from cards import title_opinions as tab
from cards.card import Card
from cards.title_opinions import opinions_on, opinions_parts
from demo import faults
from demo.anilist.media import all_media
from demo.anilist.opinions import external_links, reviews, score_distribution, status_distribution
from i18n import t
from library.crowd.who import grouped
from library.titles.details import Review, TitleDetails
from library.visible_members import VisibleMembers
from store import ShownEntry
from tests.kit import cards
from tests.kit.home import START, a_link
from tests.kit.library import Shelves
from tests.kit.shelf import a_title

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
    card = Card(0, *opinions_parts(told, a_title(), a_link(), None, circle))
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
    theirs, ours = opinions_on(told, a_title(), a_link(), (grouped(found, circle.names), circle))
    assert (theirs.mean, theirs.scores, theirs.lists["PLANNING"]) == ("8.5", {80: 3}, 4)
    assert (ours.name, ours.mean, ours.scores, ours.lists["CURRENT"]) == ("Anime Club", "9.00", {90: 1}, 1)
    unreadable = msgspec.structs.replace(circle, guild_name="สโมสร")
    assert opinions_on(told, a_title(), None, (grouped([], {}), unreadable))[1].name == t(tab.HERE)
    assert len(opinions_on(told, a_title(), None, None)) == 1
