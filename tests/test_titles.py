"""Which name of a title a person reads."""

from hypothesis import given
from hypothesis import strategies as st

from library.titles.names import other_titles, title
from tests.kit.cases import each
from tests.kit.titles import a_title

NAME = st.none() | st.sampled_from(["Frieren", "FRIEREN", "Sousou no Frieren", "葬送のフリーレン"])
LANGUAGES = ("ROMAJI", "ENGLISH", "NATIVE", "ROMAJI_STYLISED", "ENGLISH_STYLISED", "NATIVE_STYLISED", "UNKNOWN")
FRIEREN = a_title(romaji="Sousou no Frieren", english="Frieren: Beyond Journey’s End", native="葬送のフリーレン")


@each(
    ("language", "names"),
    [
        *((romaji, ("romaji", "english", "native")) for romaji in ("ROMAJI", "ROMAJI_STYLISED", "UNKNOWN")),
        *((english, ("english", "romaji", "native")) for english in ("ENGLISH", "ENGLISH_STYLISED")),
        *((native, ("native", "romaji", "english")) for native in ("NATIVE", "NATIVE_STYLISED")),
    ],
)
def test_the_persons_language_comes_first(language: str, names: tuple[str, ...]) -> None:
    expected = tuple(getattr(FRIEREN, name) for name in names)
    assert (title(FRIEREN, language), *other_titles(FRIEREN, language)) == expected


def test_without_that_language_the_nearest_is_read() -> None:
    only_native = a_title(native="葬送のフリーレン", synonyms=("Frieren",))
    assert title(only_native, "ENGLISH") == "葬送のフリーレン"
    assert other_titles(only_native, "ENGLISH") == ()
    assert title(a_title(synonyms=("Frieren",)), "ROMAJI") == "Frieren"
    assert title(a_title(7), "ROMAJI") == "AniList title 7"
    assert title(a_title(romaji="", english="Frieren"), "ROMAJI") == "Frieren"


@given(NAME, NAME, NAME, st.sampled_from(LANGUAGES))
def test_every_name_is_read_once(romaji: str | None, english: str | None, native: str | None, language: str) -> None:
    media = a_title(romaji=romaji, english=english, native=native)
    others = [name.casefold() for name in other_titles(media, language)]
    assert title(media, language).casefold() not in others
    assert len(set(others)) == len(others)
    names = {name.casefold() for name in (romaji, english, native) if name}
    assert {*others, title(media, language).casefold()} >= names
