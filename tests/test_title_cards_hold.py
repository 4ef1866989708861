"""Whatever AniList tells of a title, each tab of its card keeps Discord's limits, and shows no foreign markup."""

from typing import Any

import pytest
from hypothesis import strategies as st

from cards.card import Card
from cards.media import media_card
from cards.title import opinions, people, watch
from cards.title.tabs import NOT_TOLD, Part
from i18n import t
from library.sync.library import Title
from library.titles.details import CharacterCredit, Review, SiteLink, StaffCredit, TitleDetails, VoiceCredit
from library.visible_members import VisibleMembers
from tests.kit.any_card import addresses, entry, media, words
from tests.kit.any_card import people as links
from tests.kit.cards import holds, shown
from tests.kit.examples import few_or_many
from tests.kit.home import START
from tests.kit.title_views import a_view

pytestmark = pytest.mark.usefixtures("known_ids", "longer_words")
LANGUAGES = ("Japanese", "English", "Old Norse", "x" * 300, "")
voices = st.builds(VoiceCredit, st.integers(1, 9), words, st.sampled_from(LANGUAGES), words)
characters = st.builds(
    CharacterCredit, st.integers(1, 50), words, words, words, st.none(), st.lists(voices, max_size=9).map(tuple)
)
credits_ = st.builds(StaffCredit, st.integers(1, 50), words, words, words)
sites = st.builds(SiteLink, words, st.integers(0).map("https://anilist.co/to/{}".format), words, words, words)
reviews = st.builds(Review, st.just(1), words, words, st.none() | st.integers(0, 100), site_url=addresses)


@st.composite
def details(draw: Any) -> TitleDetails:
    return TitleDetails(
        characters=tuple(draw(st.lists(characters, max_size=25))),
        staff=tuple(draw(st.lists(credits_, max_size=25))),
        sites=tuple(draw(st.lists(sites, max_size=50))),
        review=draw(st.none() | reviews),
    )


def test_what_anilist_has_not_told_is_not_said_to_be_nothing() -> None:
    view = a_view(None, "people")
    for body in (people.people(view), watch.watch(view, "Polish"), opinions.opinions(view, None, None)):
        card = Card(0, *body)
        assert shown(card).splitlines() == [t(NOT_TOLD)]


@few_or_many(14, 40, st.data(), details())
def test_each_tab_holds(data: Any, told: TitleDetails) -> None:
    title, link = data.draw(media()), data.draw(links())
    seen = Title(title, data.draw(st.none() | entry(title)), None, START, is_unanswered=True, details=told)
    circle = VisibleMembers(
        guild_id=1, guild_name=data.draw(words), viewer_id=1, viewer=link, names={1: "a"}, read_at={1: START}
    )
    view = a_view(told, "people", media=title, link=link, choice=data.draw(st.sampled_from(["staff", "Japanese"])))
    bodies: list[list[Part]] = [people.people(view), watch.watch(view, "Polish"), opinions.opinions(view, None, circle)]
    for body in bodies:
        holds(media_card(seen, link, now=START, tab="people", body=body).to_components())
