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


@st.composite
def media(draw: Any, number: int = 1) -> Media:
    return a_title(
        number,
        romaji=draw(st.none() | words),
        english=draw(st.none() | words),
        native=draw(words),
        synonyms=(),
        media_type=draw(st.sampled_from(["ANIME", "MANGA"])),
        status=draw(st.sampled_from(["RELEASING", "FINISHED", "NOT_YET_RELEASED", None])),
        episodes=draw(counts),
        chapters=draw(counts),
        volumes=draw(counts),
        duration=draw(counts),
        genres=tuple(draw(st.lists(words, max_size=6))),
        description=draw(st.none() | st.lists(words, max_size=6).map(" ".join)),
        colour=draw(st.sampled_from([None, "#ffffff", "#000000", "", "#fff", "red", "#-00001", "#00000g"])),
        cover_url=draw(addresses),
        site_url=draw(addresses),
        trailer_url=draw(addresses),
        next_episode=draw(st.integers(1, 5000)),
        next_airing_at=draw(st.integers(START - 9, START + 9)),
    )


@st.composite
def entry(draw: Any, title: Media) -> Entry:
    return an_entry(
        title.id,
        media_type=title.media_type,
        status=draw(st.sampled_from(STATUSES)),
        progress=draw(st.integers(0, 99_999)),
        score=draw(st.integers(0, 100)),
        repeat=draw(st.integers(0, 1000)),
        private=draw(st.booleans()),
        notes=draw(words)[:6000],
        custom_lists=tuple(draw(st.lists(words, max_size=30, unique=True))),
        advanced_scores=dict.fromkeys(draw(st.lists(words, max_size=8)), 99.5),
        started=draw(dates),
        completed=draw(dates),
    )


@st.composite
def people(draw: Any) -> Link:
    names = st.lists(words, max_size=40).map(tuple)
    options = ListOptions(custom_lists=draw(names), advanced_scoring=draw(names))
    language = draw(st.sampled_from(["ROMAJI", "ENGLISH", "NATIVE_STYLISED"]))
    return msgspec.structs.replace(
        a_link(),
        name=draw(words) or "x",
        site_url=draw(addresses) or "",
        avatar_url=draw(addresses),
        score_format=draw(st.sampled_from(FORMATS)),
        title_language=language,
        anime=options,
        manga=options,
    )
