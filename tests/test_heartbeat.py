"""``bot.py healthy``: a sign of life for supervisors, with or without Discord and a web server."""

import argparse
import asyncio
import os
import time
from pathlib import Path

import pytest

from admin import heartbeat
from admin.heartbeat import SECONDS_ALIVE, beating, healthy
from config import DataSettings
from store import files
from tests.kit.processes import outcome_of, running, started, texts
from tests.kit.services import Discord


def verdict(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """The exit code, and what is said."""
    code: object = 0
    try:
        healthy(DataSettings(data_dir=folder), argparse.Namespace())
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out


async def test_a_beat_is_fresh_and_grows_old(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verdict(tmp_path, capsys)
    assert code == 1 and said.startswith(f"Musubi has never run on {tmp_path}")
    with files.held(tmp_path):
        old = time.time() - SECONDS_ALIVE - 2
        os.utime(tmp_path / "musubi.lock", (old, old))
        assert verdict(tmp_path, capsys)[0] == 1
        async with beating(tmp_path):
            while verdict(tmp_path, capsys)[0]:  # noqa: ASYNC110  (it is given at the task's first turn)
                await asyncio.sleep(0)
    code, said = verdict(tmp_path, capsys)
    assert code == 0 and said.startswith(f"Musubi runs on {tmp_path}: its last sign of life is 0 seconds old.")
    os.utime(tmp_path / "musubi.lock", (old, old))
    code, said = verdict(tmp_path, capsys)
    assert code == 1 and said.startswith(f"Musubi does not run on {tmp_path}: its last sign of life is 47 seconds old.")


async def test_a_disk_that_takes_no_beats_is_logged_once_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(heartbeat, "SECONDS_BETWEEN", 0)
    lock = tmp_path / "musubi.lock"
    async with beating(tmp_path):
        for times in (1, 2):
            for _ in range(20):
                await asyncio.sleep(0)
            assert caplog.text.count("No sign of life can be given") == times
            lock.touch()
            for _ in range(20):
                await asyncio.sleep(0)
            lock.unlink()


async def test_it_is_healthy_before_discord_answers_and_in_pin_mode(tmp_path: Path) -> None:
    """In pin mode no web server is started; nobody could ask one."""
    pin = texts(ANILIST_CLIENT_SECRET="s") | {"PUBLIC_URL": ""}
    async with Discord().serve() as discord:
        discord.is_silent = True
        async with started(tmp_path, pin, discord_url=discord.url):
            await discord.was_asked("GET", "/users/@me")
            outcome = await outcome_of(tmp_path, {}, "healthy", discord_url=discord.url)
            assert (outcome.code, outcome.err) == (0, "") and "Musubi runs on data" in outcome.out
        discord.is_silent = False
        async with running(tmp_path, texts(), discord.url):
            assert (await outcome_of(tmp_path, {}, "healthy", discord_url=discord.url)).code == 0
