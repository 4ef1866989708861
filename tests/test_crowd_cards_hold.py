"""No name and no title breaks a card about people together: Discord's sizes hold, and nothing formats or links."""

from itertools import cycle
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st

from cards.affinity import affinity_card
from cards.card import Picture
from cards.leaderboard import standings_card
from cards.recommend import recommend_card
from cards.server import top_card, watching_card
from cards.taste import Two, taste_card, yourself
from cards.together import MOST_PEOPLE, PER_PAGE, Group, Likely, together_card
from library.crowd import (
    COUNTS,
    SORTS,
    Affinity,
    Comparison,
    LeaderboardRow,
    Pair,
    ScoredTitle,
    SharedPlan,
    Suggestion,
    TitleFilter,
    Watched,
)
from library.visible_members import VisibleMembers
from store import Link, Media, NamedFavourite
from tests.kit.any_card import media, people, words
from tests.kit.cards import holds
from tests.kit.examples import few_or_many
from tests.kit.home import START

pytestmark = pytest.mark.usefixtures("known_ids", "longer_words")
MOST = 10**5
PEOPLE = range(2**63 - 60, 2**63)  # as long as ids can be


class Hall(msgspec.Struct):
    """A circle of people with such names, and such titles."""

    circle: VisibleMembers
    link: Link
    media: dict[int, Media]


@st.composite
def halls(draw: Any) -> Hall:
    names = draw(st.lists(words, min_size=1, max_size=5))
    titles = draw(st.lists(media(), min_size=1, max_size=3))
    link = msgspec.structs.replace(draw(people()), discord_id=PEOPLE[0])
    circle = VisibleMembers(
        guild_id=2**63 - 1,
        guild_name=names[0],
        viewer_id=PEOPLE[0],
        viewer=link,
        names=dict(zip(PEOPLE, cycle(names), strict=False)),
        read_at={PEOPLE[0]: START, PEOPLE[1]: START - MOST, PEOPLE[2]: 0},
    )
    numbered = zip(range(10**9, 10**9 + 40), cycle(titles), strict=False)
    return Hall(circle, link, {number: msgspec.structs.replace(title, id=number) for number, title in numbered})


@few_or_many(14, 40, halls(), words, st.booleans())
def test_comparisons_hold(hall: Hall, name: str, is_refreshing: bool) -> None:
    sure = [Affinity(one, MOST, -1 + number / 15) for number, one in enumerate(PEOPLE[:31])]
    unsure = [Affinity(one, 9, None) for one in PEOPLE[31:]]
    for found, number in ((sure + unsure, 1), (sure + unsure, 3), (unsure, 1), (sure, 10**4)):
        card = affinity_card(hall.circle, hall.link, name, found, number=number, is_refreshing=is_refreshing)
        holds(card.to_components())
    two = Two(PEOPLE[0], name, PEOPLE[1], hall.circle.guild_name, 2**31 - 1)
    near = [Pair(media_id, 50 + at, 50) for at, media_id in enumerate(hall.media)]
    picture = Picture("taste.png", b"", "described")
    loved = [NamedFavourite(kind, one, name) for kind in ("CHARACTER", "STAFF", "STUDIO") for one in range(25)]
    for pairs, correlation in ((near, 1.0), (near[:3], None), ([], None), (near[-3:], -0.004)):
        compared = Comparison(Affinity(PEOPLE[1], len(pairs), correlation), MOST, tuple(pairs))
        shown = picture if pairs else None
        both = list(hall.media)
        card = taste_card(hall.circle, two, compared, hall.media, both, loved, shown, is_refreshing=is_refreshing)
        holds(card.to_components())
    holds(yourself().to_components())


@few_or_many(14, 40, halls(), words, st.booleans(), st.integers(0, 2))
def test_what_to_watch_holds(hall: Hall, name: str, is_refreshing: bool, which: int) -> None:
    some, wanted = list(hall.media.values()), TitleFilter(media_type="ANIME", format="ONE_SHOT", length="medium")
    company, gone = {one: hall.circle.names[one] for one in PEOPLE[:MOST_PEOPLE]}, {2**63: None, 2**62: name}
    everybody = list(hall.circle.names)
    group = (Group([*company], company, {}), Group([], {}, {}), Group([*PEOPLE[:5], *gone], company, gone))[which]
    size = len(group.names or hall.circle.names)
    plans = [(size, 0)] * 3 + [(size - 1, MOST)] * (PER_PAGE - 3)
    for shown in (list(zip(some, plans, strict=False)), []):
        for count, unlimited in ((size, 0), (size, 1), (size, 99_999), (3, 0)):
            named = everybody[:count]
            likely = [Likely(title, SharedPlan(title.id, *plan), named, named) for title, plan in shown]
            found = {"found": 999, "unlimited": unlimited, "number": 60}
            card = together_card(hall.circle, group, likely, wanted=wanted, **found, is_refreshing=is_refreshing)
            holds(card.to_components())
    reasons = [
        (MOST, 80, some[0].id, MOST, False),
        (1, 100, 0, 0, True),
        (0, 0, some[0].id, 2, True),
        (0, 0, 0, 2, False),
    ]
    found = [Suggestion(title.id, *reason) for title, reason in zip(some, cycle(reasons), strict=False)]
    for suggested in (found, []):
        for kind in ("ANIME", "MANGA"):
            card = recommend_card(
                hall.circle, hall.link, name, suggested, hall.media, kind=kind, number=1, is_refreshing=is_refreshing
            )
            holds(card.to_components())


@few_or_many(14, 40, halls(), st.booleans())
def test_a_servers_cards_hold(hall: Hall, is_refreshing: bool) -> None:
    circle, ids = hall.circle, list(hall.media)
    for kind in ("ANIME", "MANGA"):
        for sort in SORTS.values():
            for ranked in ([ScoredTitle(one, MOST, 99.949, 31.05) for one in ids], []):
                card = top_card(circle, ranked, hall.media, kind=kind, sort=sort, number=2, is_refreshing=is_refreshing)
                holds(card.to_components())
        for watched in ([Watched(one, MOST, 0, MOST) for one in ids], [], [Watched(1, 2, 3, 4)]):
            holds(
                watching_card(
                    circle, watched, hall.media, kind=kind, number=9, is_refreshing=is_refreshing
                ).to_components()
            )
    for sort in COUNTS.values():
        for period in ("all", "month"):
            for found in ([LeaderboardRow(one, 10**9, 10**7, 10**7, MOST, MOST, 55.55) for one in PEOPLE], []):
                card = standings_card(circle, found, sort=sort, period=period, number=6, is_refreshing=is_refreshing)
                holds(card.to_components())
