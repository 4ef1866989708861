"""The first start of bot.py on a terminal, from the first question to the login."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from config import texts_from
from demo.anilist import CLIENT_ID, StandIn
from tests.kit.ports import free_port
from tests.kit.processes import ROOT, environment
from tests.kit.services import TOKEN, Discord
from tests.kit.terminal import Terminal, on_terminal


def bot_py(folder: Path, settings: dict[str, str]) -> Terminal:
    program = [sys.executable, "-P", ROOT / "tests" / "kit" / "running.py"]
    return Terminal(program, cwd=folder, env=environment(settings))


@pytest.fixture
async def services() -> AsyncIterator[dict[str, str]]:
    """The settings that lead to the stand-ins."""
    anilist = StandIn(per_minute=None)
    async with Discord().serve() as discord, anilist.serve():
        yield {
            "DISCORD_API_URL": discord.api_url,
            "ANILIST_API_URL": anilist.api_url,
            "ANILIST_OAUTH_URL": anilist.oauth_url,
        }


async def test_a_first_start_on_a_terminal(services: dict[str, str], tmp_path: Path) -> None:
    port = free_port()

    def play(terminal: Terminal) -> None:
        terminal.shows("ANILIST_CLIENTID is set, but Musubi has no such setting: did you mean ANILIST_CLIENT_ID?")
        terminal.shows("Reset Token)")
        terminal.shows("hidden while you paste it): ")
        terminal.type(TOKEN)
        terminal.shows("✓ Discord knows the bot as Musubi")
        terminal.shows(f"[http://localhost:{port}]: ")
        terminal.type("")
        terminal.shows(f"The redirect URL to enter at AniList: http://localhost:{port}/callback")
        terminal.shows("AniList client ID")
        terminal.type("999")
        terminal.shows("✗ AniList does not know client 999")
        terminal.type(CLIENT_ID)
        terminal.shows(f"✓ AniList knows client {CLIENT_ID}")
        terminal.shows(f"The redirect to add and save at Discord, OAuth2: http://localhost:{port}/discord")
        terminal.shows("(hidden while you paste it): ")
        terminal.type("")
        terminal.shows("Discord can't be reached: check this machine's network, then try again.")
        assert terminal.process.wait() == 75

    given = {**services, "LOG_LEVEL": "ERROR", "PORT": str(port), "ANILIST_CLIENTID": CLIENT_ID}
    terminal = await on_terminal(bot_py(tmp_path, given), play)
    assert TOKEN not in terminal.text
    assert "Traceback" not in terminal.text
    assert len(texts_from({}, tmp_path / ".env")) == 3


@contextmanager
def ignoring_interrupts() -> Generator[None]:
    """What is started in here ignores Ctrl-C, as all does that a shell starts in the background."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


async def test_ctrl_c_stops_a_first_start_that_began_by_ignoring_it(services: dict[str, str], tmp_path: Path) -> None:
    with ignoring_interrupts():
        await can_be_left(services, tmp_path, Terminal.interrupt)


@pytest.mark.parametrize("leave", [Terminal.interrupt, lambda terminal: terminal.type("\x04")])
async def test_a_first_start_can_be_left(
    services: dict[str, str], tmp_path: Path, leave: Callable[[Terminal], None]
) -> None:
    await can_be_left(services, tmp_path, leave)


async def can_be_left(services: dict[str, str], tmp_path: Path, leave: Callable[[Terminal], None]) -> None:
    def play(terminal: Terminal) -> None:
        terminal.shows("Public address")
        # What comes between the prompt and the reading is lost, as it is to a person, who presses again and again.
        while terminal.process.poll() is None:
            leave(terminal)
            with suppress(subprocess.TimeoutExpired):
                terminal.process.wait(0.02)
        assert terminal.process.returncode == 130

    terminal = await on_terminal(bot_py(tmp_path, {**services, "DISCORD_TOKEN": TOKEN}), play)
    assert "Traceback" not in terminal.text
