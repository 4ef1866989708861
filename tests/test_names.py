"""Names of lists and of parts of scores: AniList sends character references, people read and type characters."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from cards.account import Choices, account
from cards.editor import editor_card, form_modal
from cards.host import Host
from cards.watched import changed_card
from library.errors import AlreadyThere, InvalidList
from library.rules.custom_lists import named_lists
from library.rules.entry_rules import Wish, apply, variables
from library.rules.forms import wish_from
from library.rules.reconcile import is_done, judged, same
from store import Entry, FuzzyDate, Link, ListOptions
from tests.kit.cards import parts
from tests.kit.home import START, a_link
from tests.kit.library import BEBOP, TSUMUGI, open_shelves
from tests.kit.titles import a_title

LOVED, TOM, PLAIN = "made with &lt;3", "Tom &amp; &#74;erry", "Plain"  # as AniList sends them
READ = ("made with <3", "Tom & Jerry", "Plain")
SOUND, ART = "Sound &amp; Music", "Art &#039;n&#039; all"
OPTIONS = ListOptions((LOVED, TOM, PLAIN), (SOUND, ART))
TODAY = FuzzyDate(2026, 11, 29)
TITLE = a_title(BEBOP, episodes=26)
ENTRY = Entry(
    media_id=BEBOP,
    entry_id=7,
    media_type="ANIME",
    status="CURRENT",
    custom_lists=(TOM,),
    advanced_scores={SOUND: 80.0, ART: 0.0},
)


def same_in_other_spelling(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, custom_lists=("Tom & Jerry",), advanced_scores={"Sound & Music": 80.0})


def everything(card: Any) -> str:
    return str(list(parts(card.to_components())))


async def test_they_are_shown_and_typed_as_people_read_them(tmp_path: Path) -> None:
    async with open_shelves(tmp_path) as shelves:
        person = msgspec.structs.replace(
            TSUMUGI.anime, custom_lists=OPTIONS.custom_lists, advanced_scoring=OPTIONS.advanced_scoring
        )
        shelves.stand_in.world.change_settings(TSUMUGI.id, anime=person)
        shelves.put(TSUMUGI, BEBOP, custom_lists=(TOM,), advanced_scores=(80.0, 0.0), status="CURRENT")
        link = await shelves.link()
        await shelves.read(link)
        link = await shelves.relinked(link)
        entry = (await shelves.all(link))[BEBOP]
        shown = [everything(account(link, Choices(), Host())), everything(editor_card(TITLE, entry, link))]
        shown.append(str(form_modal("score", TITLE, entry, link).to_dict()))
        lists = form_modal("lists", TITLE, entry, link).to_dict()["components"][0]["component"]
        shown += [option["label"] for option in lists["options"]]
        names = named_lists("made with <3, plain", link.anime, "custom-lists")
        wish = Wish(custom_lists=names, advanced_scores={SOUND: 85.0, ART: 70.0})
        changed = await shelves.parts.editor.change(link, BEBOP, wish, change_id=1)
        listed = shelves.at_anilist(TSUMUGI, BEBOP)
        assert listed and listed.custom_lists == (LOVED, PLAIN) and listed.advanced_scores == (85.0, 70.0)
        refused = msgspec.structs.replace(changed, after=entry)
        shown.append(everything(changed_card(refused, now=START)))
        assert not any(reference in text for text in shown for reference in ("&amp;", "&lt;", "&#"))
        assert "“made with" in shown[-1] and "Sound" in shown[-1] and "Jerry" in shown[1]
        undone = await shelves.parts.editor.undo(link, 1)
        assert undone.after and undone.after.custom_lists == (TOM,)


def test_a_refusal_names_them_as_people_read_them(link: Link) -> None:
    assert named_lists(", ".join(READ), OPTIONS, "custom-lists") == OPTIONS.custom_lists
    with pytest.raises(InvalidList) as refusal:
        named_lists("nonsense", OPTIONS, "custom-lists")
    assert all(name in str(refusal.value) for name in READ)


def test_a_form_that_nobody_has_touched_asks_for_nothing(link: Link) -> None:
    for entry in (ENTRY, same_in_other_spelling(ENTRY)):
        modal = form_modal("lists", TITLE, entry, link).to_dict()
        ticked = [option["value"] for option in modal["components"][0]["component"]["options"] if option["default"]]
        assert ticked == [TOM]
        text = form_modal("score", TITLE, entry, link).to_dict()["components"][1]["component"]["value"]
        assert text == "Sound & Music: 80\nArt 'n' all: 0"
        untouched = {"custom_lists": ticked, "advanced_scores": [text]}
        assert wish_from(untouched, entry, link, TODAY) == Wish(may_lower=True)
        wish = wish_from({"custom_lists": [], "advanced_scores": ["Art 'n' all: 9"]}, entry, link, TODAY)
        assert wish.custom_lists == () and wish.advanced_scores == {SOUND: 0.0, ART: 9.0}


def test_they_are_compared_as_people_read_them() -> None:
    other = same_in_other_spelling(ENTRY)
    assert same(ENTRY, other) and is_done(None, ENTRY, other)
    assert variables(ENTRY, other, OPTIONS.advanced_scoring) == {}
    assert variables(None, other, OPTIONS.advanced_scoring)["advancedScores"] == [80.0, 0.0]
    assert not judged(None, ENTRY, other, "POINT_100").refused
    wish = Wish(custom_lists=(TOM,), advanced_scores={SOUND: 80.0, ART: 0.0})
    with pytest.raises(AlreadyThere):
        apply(other, TITLE, wish, TODAY, "ROMAJI")


@pytest.fixture
def link() -> Link:
    return msgspec.structs.replace(a_link(), anime=OPTIONS, score_format="POINT_100")
