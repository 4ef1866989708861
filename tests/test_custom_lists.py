"""Lists of one's own, by their names as people type and read them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import plain
from i18n import in_each_language
from library.errors import InvalidList
from library.rules import custom_lists
from library.rules.custom_lists import NO_LISTS, named_lists
from store import ListOptions
from tests.kit.cases import each
from tests.kit.keyboards import wide

NAMES = (
    "Slice of life, cozy",
    "Slice of life",
    "cozy",
    "結び、秋",
    "A long name that nobody types to its end",
    "A",
    "b",
    "B",
)
OPTIONS = ListOptions(custom_lists=NAMES)


def named(typed: str) -> tuple[str, ...]:
    return named_lists(typed, OPTIONS, "custom-lists")


@each(
    ("typed", "names"),
    [
        ("slice of life", {"Slice of life"}),
        ("Slice of life, cozy", {"Slice of life, cozy"}),
        ("slice of life ,COZY, a", {"Slice of life, cozy", "A"}),
        ("cozy, slice of life", {"cozy", "Slice of life"}),
        ("cozy, Slice of life, cozy", {"cozy", "Slice of life, cozy"}),
        ("結び、秋、cozy", {"結び、秋", "cozy"}),
        (wide("cozy,A"), {"cozy", "A"}),
        ("A long name…", {"A long name that nobody types to its end"}),
        ("A long na..., cozy", {"A long name that nobody types to its end", "cozy"}),
        ("Slice of life, co…", {"Slice of life, cozy"}),
        ("“cozy”, “Slice of life, cozy”", {"cozy", "Slice of life, cozy"}),
        ("b", {"b"}),
        ("B", {"B"}),
        (" , A,, cozy ,", {"A", "cozy"}),
        ("A, A", {"A"}),
        ("None", set()),
        ("", set()),
    ],
)
def test_lists_are_known_by_their_names(typed: str, names: set[str]) -> None:
    assert set(named(typed)) == names


@each(("typed", "unknown"), [("A, nonsense, cozy", "nonsense"), ("Sl…", "Sl…"), ("…", "…"), ("C", "C")])
def test_what_is_no_list_is_repeated_and_the_lists_are_said(typed: str, unknown: str) -> None:
    with pytest.raises(InvalidList, match="“Slice of life, cozy”, “Slice of life”") as refused:
        named(typed)
    assert (refused.value.typed, refused.value.field) == (unknown, "custom-lists")


def test_who_has_none_is_told() -> None:
    with pytest.raises(InvalidList, match=NO_LISTS):
        named_lists("A", ListOptions(), "custom-lists")


@each("quoted", ["“cozy”", "„cozy“", "« cozy »", "«\u00a0cozy\u00a0»", "»cozy«", "「cozy」", "'cozy'", '"cozy"'])
def test_a_name_is_known_in_the_quotes_of_any_language(quoted: str) -> None:
    assert named_lists(quoted, OPTIONS, "custom-lists") == ("cozy",)


# A list may be called anything but what means something else: signs alone, quotes, or “none”.
call = st.text(st.characters(codec="utf-8", categories=["L", "N"], include_characters=" ,、-&."), min_size=1).filter(
    lambda name: plain(name).strip(" ,、\\.…") and name.strip().casefold() != "none"
)


@given(st.lists(call, min_size=1, max_size=4, unique_by=lambda name: "".join(plain(name).casefold().split())))
def test_each_list_is_known_by_its_own_name(names: list[str]) -> None:
    for name in names:
        assert len(named_lists(name, ListOptions(custom_lists=tuple(names)), "")) == 1


def test_of_a_hostile_text_little_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def compare(key: str, names: Mapping[str, str]) -> str | None:
        compared.append(key)
        return named(key, names)

    named = custom_lists._named
    monkeypatch.setattr(custom_lists, "_named", compare)
    options = ListOptions(custom_lists=tuple(f"{number}, {'a, ' * 30}" for number in range(300)))
    with pytest.raises(InvalidList):
        named_lists("1, " + "a, " * 30 + "a," * 2900, options, "")
    assert len(compared) < 100 and max(map(len, compared)) < 100


def test_a_list_that_is_called_as_no_list_is_in_a_language_is_that_list() -> None:
    """Else all custom lists of the entry would go."""
    said = in_each_language(custom_lists.none)
    options = ListOptions(custom_lists=("cozy", *(name.title() for name in dict.fromkeys(said))))
    for name in said:
        assert named_lists(name, OPTIONS, "custom-lists") == ()
        assert named_lists(name, options, "custom-lists") == (name.title(),)
