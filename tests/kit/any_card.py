"""Hypothesis strategies: titles, entries and links with names and notes that try to break a card."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from demo.anilist.media import all_media, titles
from store import Entry, FuzzyDate, Link, ListOptions, Media
from tests.kit.home import START, a_link
from tests.kit.shelf import a_title, an_entry

STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
FORMATS = ("POINT_100", "POINT_10_DECIMAL", "POINT_10", "POINT_5", "POINT_3")
MENTIONS = ("@everyone", "<@1>", "<@&2>", "<#3>", "</list:4>", "<:x:5>", "<t:6:F>", "&lt;@7&gt;", "&#64;here")
LINKS = ("[a](https://evil.example)", "https://evil.example", "<b>", "]", ")")
FORMATS_OF_TEXT = ("||", "**", "__", "~~", "```", "`", "\n# ", "\n> ", "\n- ", "\n-# ", "~!", "!~", "\\")
ODDITIES = ("\u202e", "\u2066", "\x00", "\ud800", "\u200b", " ", "\n", "結び", "👩\u200d👧", "🇯🇵")
ATTACKS = MENTIONS + LINKS + FORMATS_OF_TEXT + ODDITIES
LONGEST = sorted({(len(name), name) for node in all_media().values() for name in titles(node)})[-30:]
words = st.one_of(
    st.lists(st.sampled_from(ATTACKS), max_size=12).map("".join),
    st.text(max_size=40),
    st.sampled_from([name for _, name in LONGEST]),
    st.sampled_from([one * 600 for one in ("*", "_", "|", "~!", "A", "<", "長")]),
)
addresses = st.sampled_from(
    [
        None,
        "https://anilist.co/anime/1",
        "https://a.example/b)[c](https://evil.example",
        "https://a.example/ <@1>",
        "javascript:alert(1)",
        "",
        "https://a",
        f"https://a.example/{'x' * 600}",
    ]
)
counts = st.one_of(st.none(), st.integers(0, 100_000))
dates = st.builds(FuzzyDate, st.none() | st.integers(1, 9999), st.none() | st.integers(1, 12), st.none() | st.just(28))


# Each is made once: Hypothesis looks through a strategy before its first example.
_maybe_words = st.none() | words
_kinds = st.sampled_from(["ANIME", "MANGA"])
_progress = st.sampled_from(["RELEASING", "FINISHED", "NOT_YET_RELEASED", None])
_genres = st.lists(words, max_size=6)
_descriptions = st.none() | _genres.map(" ".join)
_colours = st.sampled_from([None, "#ffffff", "#000000", "", "#fff", "red", "#-00001", "#00000g"])
_episodes, _air_times = st.integers(1, 5000), st.integers(START - 9, START + 9)
_statuses = st.sampled_from(STATUSES)
_watched, _scores, _repeats = st.integers(0, 99_999), st.integers(0, 100), st.integers(0, 1000)
_custom_lists = st.lists(words, max_size=30, unique=True)
_scored = st.lists(words, max_size=8)
_names = st.lists(words, max_size=40).map(tuple)
_languages = st.sampled_from(["ROMAJI", "ENGLISH", "NATIVE_STYLISED"])
_score_formats = st.sampled_from(FORMATS)


def media(number: int = 1) -> st.SearchStrategy[Media]:
    return _titles.map(lambda title: msgspec.structs.replace(title, id=number)) if number != 1 else _titles


@st.composite
def _media(draw: Any) -> Media:
    return a_title(
        1,
        romaji=draw(_maybe_words),
        english=draw(_maybe_words),
        native=draw(words),
        synonyms=(),
        media_type=draw(_kinds),
        status=draw(_progress),
        episodes=draw(counts),
        chapters=draw(counts),
        volumes=draw(counts),
        duration=draw(counts),
        genres=tuple(draw(_genres)),
        description=draw(_descriptions),
        colour=draw(_colours),
        cover_url=draw(addresses),
        site_url=draw(addresses),
        trailer_url=draw(addresses),
        next_episode=draw(_episodes),
        next_airing_at=draw(_air_times),
    )


_titles = _media()


@st.composite
def entry(draw: Any, title: Media) -> Entry:
    return an_entry(
        title.id,
        media_type=title.media_type,
        status=draw(_statuses),
        progress=draw(_watched),
        score=draw(_scores),
        repeat=draw(_repeats),
        private=draw(st.booleans()),
        notes=draw(words)[:6000],
        custom_lists=tuple(draw(_custom_lists)),
        advanced_scores=dict.fromkeys(draw(_scored), 99.5),
        started=draw(dates),
        completed=draw(dates),
    )


@st.composite
def _people(draw: Any) -> Link:
    options = ListOptions(custom_lists=draw(_names), advanced_scoring=draw(_names))
    return msgspec.structs.replace(
        a_link(),
        name=draw(words) or "x",
        site_url=draw(addresses) or "",
        avatar_url=draw(addresses),
        score_format=draw(_score_formats),
        title_language=draw(_languages),
        anime=options,
        manga=options,
    )


_everybody = _people()


def people() -> st.SearchStrategy[Link]:
    return _everybody
