"""Languages: messages in the current one, plurals, numbers, and the extraction of messages."""

import asyncio
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages import Catalog

from i18n import ENGLISH, Language, current, decimal, language_for, listed, mark, number, speak, speaking, t, tc, tn
from i18n.make import Message, compiled, messages_in
from tests.kit.cases import each
from tests.kit.catalogues import english

HERE, TITLES, SCORE = mark("{name} is here"), ("{count} title", "{count} titles"), ("the button", "Score")


def polish() -> Language:
    """A language with three plurals, spaces between groups of digits, and a decimal comma."""
    catalog = Catalog(locale="pl")
    catalog.add("{name} is here", "Jest tu {name}")
    catalog.add(TITLES, ("{count} tytuł", "{count} tytuły", "{count} tytułów"))
    catalog.add("Score", "Oceń", context="the button")
    catalog.add("1,234 · 12,345.6", "1234 · 12 345,6", context="how numbers are written")
    catalog.add(("{names} and {count} more", "{names} and {count} more"), ("{names} i {count} inny",) * 3)
    language = Language("pl")
    language.messages = GNUTranslations(BytesIO(compiled(catalog)))
    return language


def test_english_is_the_message_of_the_code() -> None:
    assert current() is ENGLISH
    assert t(HERE, name="Aoi") == "Aoi is here" and tc(*SCORE) == "Score"
    assert [tn(*TITLES, count) for count in (0, 1, 12345)] == ["0 titles", "1 title", "12,345 titles"]
    assert number(1234) == "1,234" and decimal(8.5) == "8.5" and decimal(8, 1) == "8.0"
    assert listed(["A", "B"]) == "A, B" and listed(["A", "B"], more=3) == "A, B and 3 more"


def test_another_language_inside_only() -> None:
    with speaking(polish()):
        assert t(HERE, name="{x}") == "Jest tu {x}", "a value is no pattern"
        assert [tn(*TITLES, count) for count in (1, 2, 5, 12345)] == [
            "1 tytuł",
            "2 tytuły",
            "5 tytułów",
            "12 345 tytułów",
        ]
        assert tc(*SCORE) == "Oceń" and t("Score") == "Score"
        assert number(1234) == "1234" and number(-1234567) == "-1 234 567" and decimal(8.5) == "8,5"
        assert listed(["A"], more=1) == "A i 1 inny"
    assert t(HERE, name="Aoi") == "Aoi is here"


async def test_a_task_has_its_own_language() -> None:
    async def in_polish() -> str:
        speak(polish())
        await asyncio.sleep(0)
        return t(HERE, name="Aoi")

    assert await asyncio.gather(in_polish(), asyncio.create_task(in_polish())) == ["Jest tu Aoi"] * 2


@pytest.mark.parametrize("tag", ["en", "en-US", "en-GB", "EN_gb"])
def test_a_tag_of_discord_or_a_browser(tag: str) -> None:
    assert language_for(tag) is ENGLISH


@each("tag", ["tlh", "", "e", "english", "-"])
def test_a_tag_of_no_language_here(tag: str) -> None:
    assert language_for(tag) is None


def test_messages_are_found_wherever_they_stand() -> None:
    source = """
x = f"### {t('In {where}', where=tc('place', 'here'))}" + tn("{count} a", "{count} b", n)
KEPT = mark("two " "parts")
y = t(KEPT) + t(TABLE["key"]) + t(self.title) + t(chosen())
"""
    assert list(messages_in(source, "x.py")) == [
        Message(("In {where}",), None, "x.py"),
        Message(("here",), "place", "x.py"),
        Message(("{count} a", "{count} b"), None, "x.py"),
        Message(("two parts",), None, "x.py"),
    ]


@pytest.mark.parametrize("call", ['t(f"{x}")', 't("a" if x else "b")', 't("a" + b)', 'tn("a", f"b", 1)'])
def test_a_message_that_no_catalogue_could_have_is_refused(call: str) -> None:
    with pytest.raises(ValueError, match="line 1: a message is a plain text"):
        list(messages_in(call, "x.py"))


def test_all_calls_of_the_code_can_be_extracted() -> None:
    assert {path for one in english() for path, _ in one.locations} >= {"i18n/languages.py", "i18n/messages.py"}
