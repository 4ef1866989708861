"""Every word of ours is marked for translation: in the pseudo-language no card, form or suggestion has a plain word."""

from pathlib import Path

import pytest

from tests.kit.calls import CALLS
from tests.kit.stage import open_stage
from tests.kit.unmarked import found, pseudo

_NEED_PLAIN_TITLES = {"/who, which one", "/rate, which one", "/rate, did you mean"}  # they search by a typed name


async def test_no_card_or_form_has_a_plain_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pseudo(tmp_path, monkeypatch):
        async with open_stage(tmp_path / "stage", monkeypatch) as stage:
            everything = await found(stage, CALLS.items())
    assert {what: lines for what, lines in everything.items() if lines} == {}
    assert CALLS.keys() - everything.keys() == _NEED_PLAIN_TITLES


async def test_a_plain_word_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pseudo(tmp_path, monkeypatch):
        async with open_stage(tmp_path / "stage", monkeypatch) as stage:
            monkeypatch.setattr("cards.account.t", lambda message, /, **values: message.format(**values))
            everything = await found(stage, [("/account", CALLS["/account"])])
    assert everything["/account"]
