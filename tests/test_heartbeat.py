"""``bot.py healthy``: a sign of life for supervisors, with or without Discord and a web server."""

import argparse
import asyncio
import os
import time
from pathlib import Path

import aiohttp
import pytest

from admin import heartbeat
from admin.heartbeat import SECONDS_ALIVE, beating, healthy
from config import DataSettings
from store import files
from tests.kit.processes import outcome_of, started, texts
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


async def test_it_is_healthy_before_discord_answers_and_afterwards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In pin mode there is no web server that could be asked."""
    for mode, given in {"pin": texts(ANILIST_CLIENT_SECRET="s") | {"PUBLIC_URL": ""}, "web": texts()}.items():
        folder = tmp_path / mode
        folder.mkdir()
        async with Discord().serve() as discord, aiohttp.ClientSession() as browser:
            discord.speaks.clear()
            async with started(folder, given, discord_url=discord.url):
                await discord.was_asked("GET", "/users/@me")
                assert verdict(folder / "data", capsys)[0] == 0, mode
                if mode == "pin":
                    outcome = await outcome_of(folder, {}, "healthy", discord_url=discord.url)
                    assert (outcome.code, outcome.err) == (0, "") and "Musubi runs on data" in outcome.out
                else:
                    assert await status(browser, f"{given['PUBLIC_URL']}/healthz") == 200
                    assert await status(browser, f"{given['PUBLIC_URL']}/readyz") == 503
                discord.speaks.set()
                await discord.was_asked("READY", "")
                assert verdict(folder / "data", capsys)[0] == 0, mode


async def status(browser: aiohttp.ClientSession, url: str) -> int:
    async with browser.get(url) as answer:
        return answer.status
