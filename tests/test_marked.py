"""Each language has its place on cards and in forms, and a word that is not marked would be found.

``tests/test_calls.py`` looks for one on every card, where it tries them all.
"""

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from i18n import LANGUAGES
from tests.kit.calls import CALLS, ends
from tests.kit.languages import PSEUDO, speaking_only, speaking_tagged
from tests.kit.stage import Stage, named, open_stage
from tests.kit.unmarked import NEED_PLAIN_TITLES, foreign_titles, plain_words, read

# What is said on the way to a row counts, where it can be done.
ROWS = ends((what, call) for what, call in CALLS.items() if what not in NEED_PLAIN_TITLES)
OTHERS = sorted(LANGUAGES.keys() - {"en"})


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    with foreign_titles(tmp_path, monkeypatch):
        async with open_stage(tmp_path / "stage", monkeypatch, before=None) as stage:
            yield stage


async def test_a_word_that_is_not_marked_would_be_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cards.account.t", lambda message, /, **values: message.format(**values))
    with speaking_only(PSEUDO):
        assert plain_words(await read(stage, CALLS["/account"]))


@pytest.mark.parametrize(
    ("codes", "step"), [(OTHERS, 36), *(pytest.param([code], 1, marks=pytest.mark.long) for code in OTHERS)]
)
async def test_each_language_fits_into_cards_and_forms(stage: Stage, codes: Sequence[str], step: int) -> None:
    """SimCord refuses what is longer than Discord takes, which counts as a bug.

    Each language has every `step`-th row, and other ones than the languages before it. With all rows it has a stage of
    its own: a row takes ten hours, and in months the next episode airs.
    """
    for turn, code in enumerate(codes):
        with speaking_only(LANGUAGES[code]):
            for what, call in ROWS[turn * step // len(codes) :: step]:
                with named(what):
                    await read(stage, call)
        assert stage.bugs() == [], code


async def test_a_text_that_is_too_long_would_be_found(stage: Stage) -> None:
    with speaking_tagged("ja"):
        japanese = LANGUAGES["ja"]
    japanese.messages.gettext = lambda message: "x" * 101
    with speaking_only(japanese):
        await read(stage, CALLS["/watched"])
    assert stage.bugs() == [("command", "watched", "bug")]
