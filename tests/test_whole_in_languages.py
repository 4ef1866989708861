"""Somebody who reads one language alone links, changes an entry and takes it back, and meets no other language."""

import re
from collections.abc import Generator
from typing import Any

import pytest

from cards.editor import EditPart
from cards.list_buttons import OpenEditor, UndoChange
from demo.anilist import TSUMUGI
from i18n import LANGUAGES, decimal, speaking
from library.rules import date_words, dates
from store import FuzzyDate
from tests.kit.languages import speaking_samples, tags
from tests.kit.lists import DEATH_NOTE, Club, told
from tests.kit.unmarked import said
from tests.kit.world import components

STARTED = FuzzyDate(2024, 5, 17)
ENGLISH = re.compile(r"\b(the|you|your|and|with|of|is)\b", re.IGNORECASE)  # words of no name here, and of no Polish


@pytest.fixture(params=["samples", "catalogues"])
def is_tagged(request: pytest.FixtureRequest) -> Generator[bool]:
    """Whether the languages are the samples, in which every other message is tagged."""
    if request.param == "catalogues":
        yield False
        return
    with speaking_samples():
        yield True


class Reader:
    """aoi, who looks at every answer."""

    def __init__(self, club: Club, code: str, *, is_tagged: bool) -> None:
        self.club = club
        self.code = code
        self.is_tagged = is_tagged
        self.language = LANGUAGES[code]
        club.world.set_locale("aoi", code)
        club.world.set_server_locale(code)

    def reads(self, shown: Any) -> str:
        """The texts of a message or a form, which are all in the language."""
        text = "\n".join(said(shown if isinstance(shown, dict) else [*components(shown)]))
        assert tags(text) == ({self.code} if self.is_tagged else set()), text
        assert self.is_tagged or not ENGLISH.search(text), text
        return text

    async def links(self) -> None:
        world = self.club.world
        await world.bot.store.links.delete(world.users["aoi"].id)
        self.reads((await world.slash("aoi", "link")).response)
        self.reads(world.dms("aoi")[-1])
        await world.finish_link("aoi", TSUMUGI)
        self.reads(world.dms("aoi")[-1])
        await world.env.settle()

    def types(self, day: FuzzyDate) -> str:
        with speaking(self.language):
            return dates.show(day)

    def entry(self) -> Any:
        return self.club.entry("aoi", DEATH_NOTE)


def day(parts: Any) -> tuple[int | None, int | None, int | None]:
    return parts.year, parts.month, parts.day


@pytest.mark.parametrize("code", ["ja", "pl"])
async def test_a_link_a_change_and_back(club: Club, is_tagged: bool, code: str) -> None:
    reader = Reader(club, code, is_tagged=is_tagged)
    await reader.links()
    with speaking(reader.language):
        score, yesterday = decimal(8.5), date_words.yesterday()
    title = f"id:{DEATH_NOTE}"
    changed = await club.run("aoi", "edit", title=title, started=reader.types(STARTED), finished=yesterday, score=score)
    assert reader.types(STARTED) in reader.reads(changed.response).replace("\\", "")
    assert (day(reader.entry().started_at), reader.entry().score) == ((2024, 5, 17), 85)
    assert day(reader.entry().completed_at) == (2025, 12, 31)
    editor = await club.press("aoi", changed.response, OpenEditor)
    reader.reads(editor.followups[-1])
    form = await club.press("aoi", editor.followups[-1], EditPart, part="dates")
    assert reader.types(STARTED) in reader.reads(form.modal)
    with speaking(reader.language):
        none = date_words.no_date()
    filled = await club.fill("aoi", form, started=reader.types(STARTED), completed=none)
    reader.reads(told(filled))
    assert (day(reader.entry().started_at), day(reader.entry().completed_at)) == ((2024, 5, 17), (None, None, None))
    undone = await club.press("aoi", told(filled), UndoChange)
    reader.reads(told(undone))
    assert day(reader.entry().completed_at) == (2025, 12, 31)
