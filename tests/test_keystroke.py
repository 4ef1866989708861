"""The work of one letter is bounded: it is counted, not timed, so a slow machine changes nothing."""

import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from library.titles.catalogue import Catalogue
from library.titles.picking import picked
from tests.kit.library import BEBOP, TSUMUGI, open_shelves
from tests.kit.titles import a_title

TITLES = 12_000
OWN = 5000
INITIALS = "stnkoaei"
MOST_STEPS = 120_000  # instructions of Python: 5,000 own titles take 70,000, a look at all titles takes a million
MOST_COMPARED = 250  # titles
MOST_LOOKED_UP = 8 + 4  # words: those typed, and the longest again if titles are missing
MOST_MISSPELT = 2 * 4  # the longest words, and each of them among the words of the index
MOST_LISTS = 8 * 1000  # of a word's titles: no more than the index has words
LONGEST = 2000  # characters of a name or a typed text that are passed on: a ligature of Arabic stands for 18


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Every initial is that of thousands of titles, and no title has all: that takes longest to find out."""
    catalogue = Catalogue()
    for number in range(TITLES):
        initials = INITIALS.replace(INITIALS[number % 2 and -1], "x")
        words = " ".join(f"{initial}{number * at % 997:03}" for at, initial in enumerate(initials, 3))
        catalogue.put(a_title(number + 1, romaji=words, popularity=number), is_public=True)
    return catalogue


class Work:
    """Counts the work in the library, and remembers the longest text that is passed on.

    Counted are the instructions of Python, titles that are compared by letters, words that are looked up and compared
    with others, and the lists of titles under them.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.calls = Counter[str]()
        self.lists = 0
        self.longest = 0

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        if "/library/" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self.steps += event == "opcode"
        if event == "call":
            self.calls[frame.f_code.co_name] += 1
            self.lists += len(frame.f_locals["texts"]) if frame.f_code.co_name == "under" else 0
        if event == "call" and not frame.f_code.co_name.startswith(("search", "suggest")):
            self.longest = max([self.longest, *(len(it) for it in frame.f_locals.values() if isinstance(it, str))])
        return self.trace


@contextmanager
def counted() -> Generator[Work]:
    work, before = Work(), sys.gettrace()
    sys.settrace(work.trace)
    try:
        yield work
    finally:
        sys.settrace(before)


def test_the_work_of_one_letter_is_bounded(catalogue: Catalogue) -> None:
    hostile = {
        "one letter": "s",
        "letters": " ".join(INITIALS),
        "letters and one that no title has": " ".join(INITIALS[:7]) + " z",
        "the whole alphabet": " ".join("abcdefghijklmnopqrstuvwxyz"),
        "begun words": " ".join(f"{initial}1" for initial in INITIALS),
        "thirty words": " ".join(f"{initial}{number}" for initial in INITIALS for number in range(4)),
        "twenty longer words": " ".join(f"{initial}0{number}" for initial in INITIALS[:2] for number in range(10)),
        "whole words": " ".join(f"{initial}001" for initial in INITIALS),
        "mistyped words": " ".join(f"{initial}x99" for initial in INITIALS),
        "a hundred words": " ".join(f"s{number:03}" for number in range(100)),
        "6,000 characters": "s001 " * 1200,
        "6,000 without a space": "s" * 6000,
        "combining characters": "s" + "\u0301" * 6000,
        "ligatures": "\ufdfa" * 6000,
        "pairs of characters": "進撃の巨人" * 1200,
        "signs": "!" * 6000,
    }
    for name, typed in hostile.items():
        with counted() as work:
            catalogue.search(typed, own={number: number for number in range(1, OWN + 1)})
        assert work.steps <= MOST_STEPS, name
        assert work.calls["_likeness"] <= MOST_COMPARED, name
        assert work.calls["begun"] <= MOST_LOOKED_UP and work.calls["resembling"] <= MOST_MISSPELT, name
        assert work.lists <= MOST_LISTS, name
        assert work.longest <= LONGEST, name


def test_a_word_that_begins_another_is_not_looked_up(catalogue: Catalogue) -> None:
    with counted() as work:
        catalogue.search("s s0 t t0 s0 t1")
    assert work.calls["begun"] == 3


async def test_a_long_text_is_cut_and_a_list_is_read_once_until_it_changes(tmp_path: Path) -> None:
    async with open_shelves(tmp_path) as shelves:
        shelves.put(TSUMUGI, BEBOP, status="CURRENT")
        link, finder = await shelves.link(), shelves.parts.finder
        await shelves.read(link)
        for typed in ("cowboy beb" + " " * 6000, "https://anilist.co/anime/1/" + "x" * 400):
            with counted() as work:
                offered = await finder.suggest_widely(link, typed, None, seconds=60)
            assert BEBOP in [picked(choice.value) for choice in offered], typed
            assert work.longest <= LONGEST
        ranks = await finder._ranks(link, None)
        assert BEBOP in ranks and await finder._ranks(link, None) is ranks
        assert await finder._ranks(link, "MANGA") != ranks
        await shelves.store.entries.drop(link.discord_id, BEBOP, shelves.clock())
        assert BEBOP not in await finder._ranks(link, None)
