"""Genres in every language: shown by the names of the language, and typed back in any."""

from demo.anilist.media import all_media
from i18n import LANGUAGES, in_each_language, speaking
from library.rules.genres import genre_name, meant_genre

KNOWN = sorted({genre for node in all_media().values() for genre in node["genres"]})


def test_each_genre_of_anilist_has_a_name_of_its_own_in_each_language() -> None:
    for names in in_each_language(lambda: [genre_name(genre) for genre in KNOWN]):
        assert len(set(names)) == len(KNOWN)
    with speaking(LANGUAGES["ja"]):
        assert not {"Slice of Life", "Comedy"} & {genre_name(genre) for genre in KNOWN}


def test_what_is_shown_can_be_typed_whichever_language_is_spoken() -> None:
    for shown in in_each_language(lambda: {genre_name(genre).upper(): genre for genre in KNOWN}):
        assert {meant_genre(f" {typed} ") for typed in shown} == set(KNOWN)
        assert all(meant_genre(typed) == genre for typed, genre in shown.items())


def test_a_new_genre_keeps_the_name_that_anilist_gave_it() -> None:
    assert genre_name("Isekai") == meant_genre("Isekai") == "Isekai"
