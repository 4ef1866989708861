"""What /privacy says is what the code does, and says the same in each language."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from anilist.favourites import FAVOURITES_TOLD
from chat import member_cache
from library import following
from library.browse import blocks
from library.changes import deferred, saving, user_locks
from library.crowd import cache
from library.imports import importer, matching
from library.notify import delivery
from library.schedule import poll
from library.sync import list_sync
from linking import flow, pending_links
from store import copies, pending_input, processes, scrubs
from tests.kit.cases import each
from tests.kit.languages import speaking_tagged
from tests.kit.site import open_site
from web.pages import PRIVACY

MINUTE, HOUR, DAY = 60, 3600, 86400
UNTIL_THE_NEXT_ROUND = HOUR  # of the loops that delete
UNTIL_THE_NEXT_SWEEP = MINUTE  # of links in progress
A_LEASE_IS_GONE = user_locks.SECONDS_LEFT + processes.SECONDS_RUN_OUT + processes.SECONDS_BETWEEN
SAID = {  # by the beginning of the row, or of the sentence
    "| **Attempts to link**": {f"which takes {flow.SECONDS_TO_APPROVE // MINUTE} minutes"},
    "| **Lists**": {f"{list_sync.SECONDS_ALL_STAYS // DAY} days after they were last read"},
    "| **Favourites**": {f"up to {FAVOURITES_TOLD} each of anime, manga, characters"},
    "| **Changes**": {f"after {saving.SECONDS_CHANGES_STAY // DAY} days"},
    "| **Waiting change**": {f"within {(deferred.SECONDS_KEPT + UNTIL_THE_NEXT_ROUND) // HOUR} hours"},
    "| **Imports**": {
        f"{importer.SECONDS_TO_START // DAY} day after you leave it unstarted",
        f"{importer.SECONDS_STAYS // DAY} days after it ends",
    },
    "| **MyAnimeList’s IDs**": {f"after {matching.SECONDS_STAYS // DAY} days"},
    "| **Unfinished commands**": {
        f"At most {pending_input._MOST}",
        f"within {(pending_input._SECONDS_KEPT + UNTIL_THE_NEXT_ROUND) // HOUR} hours",
    },
    "| **Episodes due**": {f"after {delivery.SECONDS_NOTICES_STAY // DAY} days"},
    "| **Air times**": {f"{poll.SECONDS_AIRINGS_STAY // DAY} days after they aired"},
    "| **Link in progress**": {
        f"(the hashes within {(pending_links.SECONDS_TOLD + UNTIL_THE_NEXT_SWEEP) // MINUTE} minutes)",
        f"; within {(pending_links.SECONDS_TO_CONFIRM + UNTIL_THE_NEXT_SWEEP) // MINUTE} minutes",
        f"after {pending_links.MAX_TRIES} wrong codes",
    },
    "| **When you ran `/link`**": {f"within {(flow.WINDOW_SECONDS + UNTIL_THE_NEXT_SWEEP) // MINUTE} minutes"},
    "- **When you ran `/link`**": {f"at most {(flow.WINDOW_SECONDS + UNTIL_THE_NEXT_SWEEP) // MINUTE} minutes"},
    "| **Work under way**": {f"within {math.ceil(A_LEASE_IS_GONE / MINUTE)} minutes"},
    "| **Processes**": {f"within {processes.SECONDS_KEPT // DAY} day"},
    "| What others may see": {f"{cache.SECONDS_CACHED // MINUTE} minutes after someone compared"},
    "| What the people you follow": {f"at most {(following.SECONDS_STAY + UNTIL_THE_NEXT_ROUND) // HOUR} hours"},
    "| That you are a member": {f"asked again after {member_cache.SECONDS_KNOWN // MINUTE} minutes"},
    "| IDs of titles that someone browses": {f"until {blocks._MOST_OWN} other pages"},
    "- What is deleted": {f"more than {scrubs.SECONDS_AT_A_STOP} seconds"},
    "- **Backups**": {f"keeps for {copies.SECONDS_OWN_COPIES_STAY // DAY} days"},
}


def parsed(path: Path) -> list[Token]:
    return MarkdownIt("commonmark", {"html": False}).enable("table").parse(path.read_text())


def outline(path: Path) -> Iterator[tuple[str, ...]]:
    """Its headings, rows, cells and paragraphs, each with what is the same in every language."""
    for token in parsed(path):
        parts = token.children or ()
        numbers = sorted(number for part in parts if part.type == "text" for number in re.findall(r"\d+", part.content))
        commands = sorted(part.content for part in parts if part.type == "code_inline")
        links = [str(part.attrs["href"]) for part in parts if part.type == "link_open"]
        bold = [part.type for part in parts if part.type == "strong_open"]
        yield token.type, token.tag, *numbers, *commands, *links, *bold


def test_numbers_are_those_of_the_code() -> None:
    text = re.sub(r"\n +", " ", PRIVACY["en"].read_text())
    for beginning, facts in SAID.items():
        (line,) = (line for line in re.split(r"\n", text) if line.startswith(beginning))
        assert {fact for fact in facts if fact not in line} == set(), beginning


@each("code", PRIVACY)
def test_a_translation_says_the_same(code: str) -> None:
    ours, english = list(outline(PRIVACY[code])), list(outline(PRIVACY["en"]))
    for place, (mine, theirs) in enumerate(zip(ours, english, strict=False)):
        assert mine == theirs, " ".join(token.content for token in parsed(PRIVACY[code])[max(0, place - 4) : place + 1])
    assert len(ours) == len(english)


def test_a_translation_is_another_text() -> None:
    texts = [{token.content for token in parsed(path) if token.type == "inline"} for path in PRIVACY.values()]
    assert len(PRIVACY) > 1
    for own, others in ((text, texts[:place]) for place, text in enumerate(texts)):
        assert all(len(own & other) < len(own) / 10 for other in others)


async def test_each_language_gets_its_own(tmp_path: Path) -> None:
    with speaking_tagged(*PRIVACY.keys() - {"en"}):
        async with open_site(tmp_path) as site:
            for code, path in PRIVACY.items():
                page = (await site.ask("GET", "/privacy", headers={"Accept-Language": code})).body
                headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
                assert len(headings) > 5 and all(f">{heading}</h" in page for heading in headings)
                assert page.count("<h1>") == 1 and page.count("<table>") > 2
                assert 'class="note"' not in page


async def test_a_language_without_its_own_gets_english_and_a_word(tmp_path: Path) -> None:
    with speaking_tagged("tlh"):
        async with open_site(tmp_path) as site:
            page = (await site.ask("GET", "/privacy", headers={"Accept-Language": "tlh"})).body
    note, _, rest = page.partition('<div lang="en">')
    assert '<html lang="tlh">' in note and re.search(r'<p class="note">tlh·.+</p>', note)
    assert "tlh·" not in rest and "<table>" in rest and "<table>" not in note
