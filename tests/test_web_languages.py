"""The language of a page: which one a browser gets, and which words are in it."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from string import Template

import pytest

from cards.host import Host
from cards.link import invitation
from linking import Invitation
from redaction import Secret
from tests.kit.cards import parts
from tests.kit.languages import speaking_tagged, tags
from tests.kit.processes import ROOT
from tests.kit.site import HandedClock, Site, open_site
from web.language import preferred
from web.texts import BUTTONS, LINK_PAGE, PLAIN_PAGE, PROBLEMS, SCRIPT
from web.troubles import GONE

STATIC = ROOT / "web" / "static"

PREFERRED = {
    "": "en",
    "de": "de",
    "de-AT": "de",
    "DE-at": "de",
    "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7": "de",
    "en-GB,en;q=0.9,de;q=0.8": "en",
    "zh-CN,zh;q=0.9,de;q=0.8,en;q=0.7": "de",
    "en;q=0.5, de;q=0.9": "de",
    "de;q=0.9,en": "en",
    "en;q=0.9,de": "de",
    "de;q=0.001": "de",
    " de ; q=1.0 ": "de",
    "de;q=0": "en",
    "de;q=0,*": "en",
    "*": "en",
    "zh,*;q=0.5,de;q=0.3": "en",
    "zh": "en",
    "x-klingon, tlh, de;q=0.1": "de",
    "pt-PT,pt;q=0.9,en;q=0.8": "pt-BR",
    "PT_br": "en",
}
MALFORMED = [
    *("de;q=2", "de;q=-1", "de;q=nan", "de;q=1e9", "de;q=", "de;q=0.0001", "de;q=1.5", "de;;q=1", "de=1", ";q=1"),
    *("../../de", "de/../en", "d\u0435", "\uff44\uff45", "de\x00", "*-de", "--", "-", ",", ",,,,", " " * 8000),
    *("a" * 8000, "a-" * 4000, "zh," * 2600 + "de", "zh;q=1," * 1000, "de-" + "1" * 9),
]


@pytest.fixture
def spoken() -> Iterator[None]:
    """Musubi speaks German and Brazilian Portuguese, by tags before the English texts."""
    with speaking_tagged("de", "pt-BR"):
        yield


@pytest.fixture
async def site(spoken: None, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, clock=HandedClock()) as site:
        yield site


@pytest.mark.usefixtures("spoken")
def test_the_language_that_a_browser_prefers() -> None:
    assert {header: preferred(header).code for header in PREFERRED} == PREFERRED


@pytest.mark.usefixtures("spoken")
def test_a_malformed_part_names_no_language() -> None:
    for header in MALFORMED:
        assert preferred(header).code == "en", header
        assert preferred(f"de,{header}").code == "de", header
    assert preferred("zh," * 60 + "de").code == "de" and preferred("zh," * 70 + "de").code == "en"


async def test_a_page_says_its_language(site: Site) -> None:
    for path in ("/", "/callback", "/discord", "/privacy", "/nowhere"):
        for header, code in {"de-CH,de;q=0.9,en;q=0.5": "de", "en": "en", "zh": "en", "de;q=2": "en"}.items():
            answer = await site.ask("GET", path, headers={"Accept-Language": header})
            assert f'<html lang="{code}">' in answer.body, path
            assert tags(answer.body) == ({code} - {"en"}), path
            assert answer.headers["Content-Language"] == code
            assert answer.headers["Vary"] == "Accept-Language"
        assert (await site.ask("GET", path)).headers["Content-Language"] == "en"


async def test_a_trouble_says_its_language(site: Site) -> None:
    answer = await site.post("/link/who", headers={"Accept-Language": "de"}, state="unknown")
    assert (answer.status, answer.headers["Content-Language"], answer.headers["Vary"]) == (410, "de", "Accept-Language")
    assert (answer.body["heading"], answer.body["message"]) == (f"de·{GONE.heading}", f"de·{GONE.message}")


async def test_a_language_is_of_one_request(site: Site) -> None:
    """One connection may carry the requests of many people: a reverse proxy keeps it open."""
    heads = [
        f"GET / HTTP/1.1\r\nHost: x\r\n{more}\r\n" for more in ("Accept-Language: de\r\n", "", "Connection: close\r\n")
    ]
    answer = await site.raw("".join(heads).encode())
    assert answer.headers["Content-Language"] == "de"
    assert re.findall("Content-Language: (..)", answer.body) == ["en", "en"]


async def test_what_is_in_no_language_does_not_vary(site: Site) -> None:
    for path in ("/static/link.js", "/static/style.css", "/healthz"):
        answer = await site.ask("GET", path, headers={"Accept-Language": "de"})
        assert not {"Vary", "Content-Language"} & set(answer.headers)


def test_each_text_has_its_place() -> None:
    more = {"link.html": {"lang", "texts"}, "plain.html": {"lang", "title", "body"}}
    for name, words in {"link.html": LINK_PAGE, "plain.html": PLAIN_PAGE}.items():
        page = Template((STATIC / name).read_text())
        assert page.is_valid() and set(page.get_identifiers()) == words.keys() | more[name]
    script = (STATIC / "link.js").read_text()
    assert {name for name in SCRIPT if f"texts.{name}" not in script} == set()
    assert {name for name in PROBLEMS if not re.search(rf"\bproblems\.{name}\b", script)} == set()
    named = set(re.findall(r"\btexts\.(\w+)", script)) - {"problems"}
    assert named <= SCRIPT.keys() and set(re.findall(r"\bproblems\.(\w+)", script)) <= PROBLEMS.keys()


def test_buttons_in_discord_have_the_names_that_the_page_says() -> None:
    card = invitation(Invitation(b"", Secret("https://anilist.co"), 0), "code", Host())
    assert {part["label"] for part in parts(card.to_components()) if part["type"] == 2} == set(BUTTONS.values())
