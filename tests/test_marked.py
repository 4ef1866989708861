"""Every word of ours is marked for translation, and each language has its place on cards and in forms."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from i18n import LANGUAGES
from tests.kit.calls import CALLS, ends
from tests.kit.languages import PSEUDO, longest, speaking_only, speaking_tagged
from tests.kit.stage import Stage, open_stage
from tests.kit.unmarked import foreign_titles, found, lines

# They search by a typed name:
_NEED_PLAIN_TITLES = {
    *("/who, which one", "/rate, which one", "/rate, did you mean"),
    *("/character, which one", "/staff, which one", "/studio, which one"),
}
# What is said on the way to a row counts, where it can be done.
_DOABLE = ends((what, call) for what, call in CALLS.items() if what not in _NEED_PLAIN_TITLES)
ROWS = dict(_DOABLE) | {what: CALLS[what] for what in sorted(_NEED_PLAIN_TITLES)}
OTHERS = sorted(LANGUAGES.keys() - {"en"})


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    with foreign_titles(tmp_path, monkeypatch):
        async with open_stage(tmp_path / "stage", monkeypatch) as stage:
            yield stage


async def test_no_card_or_form_has_a_word_that_is_not_marked(stage: Stage) -> None:
    """Nor a text that would be too long in one of the languages."""
    with speaking_only(longest()):
        everything = await found(stage, ROWS.items())
    assert bugs(stage) == []
    assert {what: said for what, said in everything.items() if said} == {}
    assert ROWS.keys() - everything.keys() == _NEED_PLAIN_TITLES


async def test_a_word_that_is_not_marked_would_be_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cards.account.t", lambda message, /, **values: message.format(**values))
    with speaking_only(PSEUDO):
        assert (await found(stage, [("/account", CALLS["/account"])]))["/account"]


@pytest.mark.parametrize("step", [36, pytest.param(1, marks=pytest.mark.long)])
async def test_each_language_fits_into_cards_and_forms(stage: Stage, step: int) -> None:
    """SimCord refuses what is longer than Discord takes, which counts as a bug.

    Each language has every `step`-th row, and other ones than the languages before it.
    """
    for turn, code in enumerate(OTHERS):
        with speaking_only(LANGUAGES[code]):
            await lines(stage, [*ROWS.items()][turn * step // len(OTHERS) :: step])
        assert bugs(stage) == [], code


async def test_a_text_that_is_too_long_would_be_found(stage: Stage) -> None:
    with speaking_tagged("ja"):
        japanese = LANGUAGES["ja"]
    japanese.messages.gettext = lambda message: "x" * 101
    with speaking_only(japanese):
        await lines(stage, [("/watched", CALLS["/watched"])])
    assert bugs(stage) == [("command", "watched", "bug")]


def bugs(stage: Stage) -> list[tuple[str, ...]]:
    return [labels for labels in stage.club.world.bot.interactions.counts if "bug" in labels]
