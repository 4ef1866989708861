"""Notes: sent as AniList keeps them, shown as people wrote them, and compared as people read them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from demo.anilist.saving import saved
from library.errors import AlreadyThere, TooLong
from library.rules import notes
from library.rules.entry_rules import Wish, apply, variables
from library.rules.forms import wish_from
from library.rules.reconcile import same
from store import FuzzyDate
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.library import BEBOP, FERN, Shelves
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title

TITLE = a_title(1)
TODAY = FuzzyDate(2026, 11, 29)
PIECES = [
    "&",
    "#",
    "&#128512;",
    "&#x1F600;",
    "&amp;",
    "&lt;",
    "amp;",
    "x",
    ";",
    "12",
    "😀",
    "結",
    "&#0;",
    "&foo;",
    "\n",
]


texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


@given(texts)
@example("&#128512;")
@example("&amp;#128512;")
@example("R&D; AT&T &notit; &copy 2026")
def test_what_is_typed_is_read_again_to_the_letter(typed: str) -> None:
    kept = notes.encode(typed)
    assert notes.decode(kept) == typed
    assert all(ord(letter) <= 0xFFFF for letter in kept), "AniList would cut it off there"
    assert notes.sendable(kept) == kept, "what AniList keeps goes back as it is"


@each(
    ("kept", "shown"),
    [
        ("loved it &#128512;", "loved it 😀"),
        ("&#x1f600;&#X1F600;", "😀😀"),
        ("Tom &amp; Jerry &lt;3 &quot;so&quot;", 'Tom & Jerry <3 "so"'),
        ("&amp;#128512;", "&#128512;"),
        ("?a=1&copy=2&para=3", "?a=1&copy=2&para=3"),
        ("R&D; &#0; &#1; &#xD800; &#9999999;", "R&D; &#0; &#1; &#xD800; &#9999999;"),
        ("plain 結び", "plain 結び"),
    ],
)
def test_notes_of_other_clients(kept: str, shown: str) -> None:
    assert notes.decode(kept) == shown


@given(texts.filter(str.strip))
def test_an_untouched_note_is_not_written_again(typed: str) -> None:
    for kept in (notes.encode(typed), "&#65;" + notes.encode(typed)):
        entry = an_entry(1, notes=kept)
        form = {"notes": [notes.decode(kept).replace("\r\n", "\n").replace("\n", "\r\n")]}
        assert wish_from(form, entry, a_link(), TODAY) == Wish(may_lower=True)
        with pytest.raises(AlreadyThere):
            apply(entry, TITLE, Wish(notes=notes.decode(kept)), TODAY, "ROMAJI")
        changed = apply(entry, TITLE, Wish(notes=notes.decode(kept), private=not entry.private), TODAY, "ROMAJI")
        assert variables(entry, changed, ()) == {"private": not entry.private}


def test_an_emoji_is_sent_as_a_reference_and_counts_as_one() -> None:
    wanted = apply(an_entry(1, notes=""), TITLE, Wish(notes="😀 &#128512;"), TODAY, "ROMAJI")
    assert variables(an_entry(1, notes=""), wanted, ())["notes"] == "&#128512; &amp;#128512;"
    assert apply(None, TITLE, Wish(notes="😀" * 666), TODAY, "ROMAJI").notes == "&#128512;" * 666
    with pytest.raises(TooLong, match="6,000"):
        apply(None, TITLE, Wish(notes="😀" * 667), TODAY, "ROMAJI")
    with pytest.raises(TooLong):
        apply(an_entry(1), TITLE, Wish(notes="x" * 6001), TODAY, "ROMAJI")


def test_what_reads_the_same_is_the_same() -> None:
    one = an_entry(1, notes="so 😀\r\ngood ")
    assert same(one, an_entry(1, notes="so &#128512;\ngood"))
    assert not same(one, an_entry(1, notes="so "))


async def test_the_stand_in_cuts_a_note_off_as_anilist_does(shelves: Shelves) -> None:
    world = shelves.stand_in.world
    for given_notes, kept in (("so 😀 good", "so "), ("😀", ""), ("so &#128512; 結び", "so &#128512; 結び")):
        assert saved(world, FERN, {"mediaId": BEBOP, "notes": given_notes}).notes == kept


async def test_a_note_with_emoji_comes_and_goes_whole(shelves: Shelves) -> None:
    link, editor = await shelves.link(person=FERN), shelves.parts.editor
    shelves.put(FERN, BEBOP, notes="&#9733; by &#128512; another client")
    await shelves.read(link)
    changed = await editor.change(link, BEBOP, Wish(notes="I 😀 it & literally &#128512;"), change_id=1)
    assert changed.after and notes.decode(changed.after.notes) == "I 😀 it & literally &#128512;"
    listed = shelves.at_anilist(FERN, BEBOP)
    assert listed and listed.notes == "I &#128512; it & literally &amp;#128512;"
    await editor.undo(link, 1)
    listed = shelves.at_anilist(FERN, BEBOP)
    assert listed and listed.notes == "&#9733; by &#128512; another client", "to the letter"
