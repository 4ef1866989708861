"""What an admin's slips do: names of files that are something else, files that are not there."""

import logging
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from anilist import Unavailable
from redaction import redact
from store import InvalidBackup, backup
from tests.kit.home import Home, a_link, fill
from tests.kit.processes import outcome_of, texts
from web.errors import translate_errors


@pytest.mark.parametrize("name", ["keys/musubi.key", "data/musubi.lock", "letters.txt"])
async def test_a_backup_takes_no_other_files_place(home: Home, name: str) -> None:
    async with home.open() as store:
        await fill(store, 1)
        (home.root / "letters.txt").write_text("Dear Aoi")
        before = (home.root / name).read_bytes()
        with pytest.raises(InvalidBackup, match="no backup"):
            await backup(home.data, home.root / name)
        assert (home.root / name).read_bytes() == before
    async with home.open() as store:
        assert await store.links.token(a_link().discord_id)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("backup", "copy.db"), "There is no database in data: set DATA_DIR to the folder that has it."),
        (("restore", "nothing.db"), "There is no file nothing.db: give another one."),
        (("rotate-key",), "There is no database in data: set DATA_DIR to the folder that has it."),
    ],
)
async def test_what_is_not_there_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    outcome = await outcome_of(tmp_path, texts(), *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"{sentence}\n"
    assert not (tmp_path / "copy.db").exists()


def test_an_interaction_token_stays_out_of_the_log() -> None:
    """discord.py warns of Discord's limits with the whole address; with its token, anybody may edit the answer."""
    token = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiY2RlZmdo"
    said = redact(f"429: PATCH https://discord.com/api/v10/webhooks/1/{token}/messages/@original, retrying in 1 s")
    assert said == "429: PATCH https://discord.com/api/v10/webhooks/1/***/messages/@original, retrying in 1 s"


async def test_words_of_others_are_text_on_our_error_pages(caplog: pytest.LogCaptureFixture) -> None:
    async def ask_anilist(_: object) -> None:
        raise Unavailable("down", notice="<script>alert(1)</script>")

    answer = await translate_errors(make_mocked_request("GET", "/"), ask_anilist)  # pyright: ignore[reportArgumentType]
    assert isinstance(answer, web.Response) and answer.text
    assert "&lt;script&gt;" in answer.text and "<script>alert" not in answer.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
