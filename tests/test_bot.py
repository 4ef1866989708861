"""bot.py: its subcommands, and what a start says that can't go on. Every start here is a process of its own."""

import asyncio
import errno
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from discord import ConnectionClosed, GatewayNotFound, HTTPException, RateLimited
from discord.http import Route

import bot
from admin.commands import when
from admin.discord_api import DISCORD_UNREACHABLE
from admin.failures import EXPECTED, exit_code, in_words
from bot import log_in, open_bot
from config import SettingsError, from_texts
from linking import LinkingPerson
from redaction import Secret
from store import DatabaseAway, Unwritable
from tests.kit.cases import each
from tests.kit.home import a_link, a_token
from tests.kit.loop_time import LoopTime
from tests.kit.processes import ROOT, Outcome, environment, outcome_of, said_why, texts
from tests.kit.services import TOKEN, Discord
from version import VERSION

SUBCOMMANDS = {
    "doctor": ["--newest"],
    "healthy": [],
    "demo": ["--port"],
    "backup": ["FILE"],
    "restore": ["FILE"],
    "rotate-key": [],
    "move": ["--from", "--to"],
}
AOI = LinkingPerson(discord_id=400000000000000001, name="aoi", created_at=1, guild_id=None, guild_name=None)


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with Discord().serve() as discord:
        yield discord


def test_without_a_subcommand_musubi_runs() -> None:
    assert bot.parser().parse_args([]).command is bot.run_command


def test_help_lists_the_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bot.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert re.findall(r"^    ([\w-]+)", text, re.MULTILINE) == list(SUBCOMMANDS)
    assert "Without a subcommand it runs" in " ".join(text.split())


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bot.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Musubi {VERSION}\n"


@each("port", ["0", "65534", "99999", "-1", "²", "8000.5"])
def test_a_port_that_is_none_is_named(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bot.main(["demo", f"--port={port}"])
    assert ended.value.code == 2
    assert f"'{port}' is no port: choose a number from 1 to 65533" in capsys.readouterr().err


@each("name", SUBCOMMANDS)
def test_every_subcommand_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bot.main([name, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: bot.py {name}")
    assert all(argument in text for argument in SUBCOMMANDS[name])


@pytest.mark.parametrize(
    "arguments", [["backup"], ["restore"], ["rotate-keys"], ["demo", "--port", "x"], ["--verbose"]]
)
def test_wrong_arguments_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bot.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: bot.py")


def test_an_unknown_subcommand_is_named_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bot.main(["rotate-keys"])
    assert "argument SUBCOMMAND: invalid choice: 'rotate-keys'" in capsys.readouterr().err


async def test_bot_py_itself_is_what_is_run(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "bot.py")),
        cwd=tmp_path,
        env=environment(texts(PORT="http")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    outcome = Outcome(process.returncode or 0, out.decode(), err.decode())
    assert said_why(outcome) == "PORT must be a number from 1 to 65535."


async def test_missing_settings_are_listed_with_where_they_come_from(tmp_path: Path) -> None:
    outcome = await outcome_of(tmp_path, {"PORT": "8080"})
    assert (outcome.code, outcome.out) == (2, "")
    lines = outcome.err.splitlines()
    assert lines[0] == "Some settings are missing. Put them into .env (see .env.example):"
    assert [line.split()[0] for line in lines[1:]] == ["DISCORD_TOKEN", "PUBLIC_URL", "ANILIST_CLIENT_ID"]
    assert "https://discord.com/developers/applications" in lines[1]
    assert "https://anilist.co/settings/developer" in lines[3]


async def test_a_bad_token(tmp_path: Path, discord: Discord) -> None:
    given = texts(DISCORD_TOKEN=TOKEN.replace("a", "x"))
    outcome = await outcome_of(tmp_path, given, discord_url=discord.url)
    assert said_why(outcome).startswith("Discord does not accept DISCORD_TOKEN: reset it on the Bot page")


async def test_discord_out_of_reach(tmp_path: Path) -> None:
    sentence = said_why(await outcome_of(tmp_path, texts()), may_pass=True)
    assert sentence == "Discord can't be reached: check this machine's network, then try again."


async def test_discord_refuses(tmp_path: Path, discord: Discord) -> None:
    discord.status = 403
    outcome = await outcome_of(tmp_path, texts(), discord_url=discord.url)
    assert said_why(outcome) == "Discord answered 403 to the start: run `python bot.py doctor`."


def test_a_supervisor_tries_again_where_a_later_start_may_succeed() -> None:
    for error, words, code in (
        (http_error(503), "Discord answered 503 to the start: try again later.", 75),
        (http_error(429), "Discord answered 429 to the start: try again later.", 75),
        (http_error(403), "Discord answered 403 to the start: run `python bot.py doctor`.", 2),
        (GatewayNotFound(), "Discord does not say where to connect: try again later.", 75),
        (RateLimited(3540.1), "Musubi was started too often: Discord takes it again in 60 minutes.", 75),
        (
            closed(4011),
            "Discord wants Musubi on more shards than it began with: start it again, with more SHARDS if set.",
            75,
        ),
        (closed(4004), "Discord ended the connection for good (code 4004): run `python bot.py doctor`.", 2),
        (aiohttp.ClientConnectionError(), DISCORD_UNREACHABLE, 75),
        (TimeoutError(), DISCORD_UNREACHABLE, 75),
        (DatabaseAway("It is away."), "It is away.", 75),
        (Unwritable("It is full."), "It is full.", 2),
        (SettingsError("PORT must be a number."), "PORT must be a number.", 2),
        (
            OSError(errno.EADDRINUSE, ""),
            "HOST and PORT are taken: is another Musubi running? Set PORT to a free one.",
            2,
        ),
    ):
        assert isinstance(error, EXPECTED)
        assert (in_words(error), exit_code(error)) == (words, code)


def http_error(status: int) -> HTTPException:
    return HTTPException(SimpleNamespace(status=status, reason=""), "")  # pyright: ignore[reportArgumentType]


def closed(code: int) -> ConnectionClosed:
    return ConnectionClosed(SimpleNamespace(close_code=code), shard_id=0)  # pyright: ignore[reportArgumentType]


@pytest.mark.long
async def test_a_silent_discord_is_given_up_in_a_process(tmp_path: Path, discord: Discord) -> None:
    discord.speaks.clear()
    outcome = await outcome_of(tmp_path, texts(), discord_url=discord.url)
    assert said_why(outcome, may_pass=True).startswith("Discord can't be reached")


async def test_a_silent_discord_is_given_up(tmp_path: Path, discord: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bot.SECONDS_TO_REACH_DISCORD <= 15
    monkeypatch.setattr(bot, "SECONDS_TO_REACH_DISCORD", 0.1)
    monkeypatch.setattr(Route, "BASE", f"{discord.api_url}/v10")
    discord.speaks.clear()
    async with open_bot(_settings(tmp_path)) as musubi, musubi:
        with pytest.raises(TimeoutError, match="Discord did not answer"):
            await log_in(musubi, Secret(TOKEN))


async def test_telling_discord_the_commands_may_take_its_time(
    tmp_path: Path, discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", f"{discord.api_url}/v10")
    time = LoopTime(monkeypatch)
    discord.seconds_to_take_commands = 2 * bot.SECONDS_TO_REACH_DISCORD
    async with open_bot(_settings(tmp_path)) as musubi, musubi:
        logging_in = asyncio.create_task(log_in(musubi, Secret(TOKEN)))
        await discord.was_asked("PUT", "/commands")
        time.ahead += discord.seconds_to_take_commands
        await logging_in
        assert (await musubi.store.commands.told()).digest


async def test_the_port_is_taken(tmp_path: Path, discord: Discord) -> None:
    given = texts()
    with socket.create_server(("127.0.0.1", int(given["PORT"]))):
        outcome = await outcome_of(tmp_path, given, discord_url=discord.url)
    assert said_why(outcome) == "HOST and PORT are taken: is another Musubi running? Set PORT to a free one."


async def test_a_port_of_the_demo_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = await outcome_of(tmp_path, {}, "demo", "--port", str(port))
    assert said_why(outcome) == f"One of the ports {port} to {port + 2} is taken: choose another with --port."


async def test_a_host_that_is_not_here(tmp_path: Path, discord: Discord) -> None:
    outcome = await outcome_of(tmp_path, texts(HOST="192.0.2.1"), discord_url=discord.url)
    assert said_why(outcome).startswith("HOST and PORT can't be listened at (")


async def test_a_backup_is_made_and_put_back(tmp_path: Path) -> None:
    given = {"PORT": "no matter"}  # none of Discord's settings, nor AniList's
    async with open_bot(_settings(tmp_path)) as musubi:
        await musubi.linking.begin(AOI)
        await musubi.store.links.save(a_link(), a_token())
        saved = await outcome_of(tmp_path, given, "backup", "copy.db")  # while it is in use
        assert (saved.code, saved.err) == (0, "")
        assert saved.out == (
            "Written to copy.db; linked accounts in it: 1. "
            "It is useless without the key (musubi.key), which is not in it.\n"
        )
        await musubi.store.links.delete(AOI.discord_id)
        refused = said_why(await outcome_of(tmp_path, given, "restore", "copy.db"))
        assert refused.startswith("Another Musubi runs on the data folder data")
    assert (tmp_path / "musubi.key").read_bytes().strip() not in (tmp_path / "copy.db").read_bytes()

    restored = await outcome_of(tmp_path, given, "restore", "copy.db")
    assert (restored.code, restored.err) == (0, "")
    assert re.fullmatch(
        r"Restored into data; linked accounts: 1\. The copy was made on [-\d]+ at \d\d:\d\d UTC, "
        r"less than an hour ago\. "
        r"What was there before is in data/backups/replaced-\d+\.db\.\n",
        restored.out,
    )
    rotated = await outcome_of(tmp_path, given, "rotate-key")
    assert (rotated.code, rotated.err) == (0, "")
    assert rotated.out.startswith("Sealed with a new key: 1 tokens.")
    async with open_bot(_settings(tmp_path)) as musubi:
        assert await musubi.store.attempts.live_for(AOI.discord_id)


@each(
    ("seconds", "words"),
    [(0, "less than an hour"), (3600, "1 hour"), (86399, "23 hours"), (86400, "1 day"), (9 * 86400, "9 days")],
)
def test_an_admin_reads_when_and_how_long_ago(seconds: int, words: str) -> None:
    assert when(1_700_000_000, 1_700_000_000 + seconds) == f"on 2023-11-14 at 22:13 UTC, {words} ago"


BAD_FILES = ["", ".", "letters/copy.db", "/dev/null", "/dev/full", "/proc/1/mem", "x" * 5000, "\udcff.db", "letters"]
EACH_IN_TURN = """
import sys
from bot import main
from pathlib import Path
Path("letters").write_text("to my aunt")
for file in eval(sys.argv[1]):
    for command in ("backup", "restore"):
        try:
            main([command, file])
        except SystemExit as ended:
            print(ended.code, flush=True)
        else:
            print("done")
"""


async def test_no_argument_ends_in_a_traceback(tmp_path: Path) -> None:
    async with open_bot(_settings(tmp_path)):
        pass
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", EACH_IN_TURN, repr(BAD_FILES)),
        cwd=tmp_path,
        env=environment({}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, out.decode().split()) == (0, ["2"] * 2 * len(BAD_FILES)), err.decode()
    sentences = [line for line in err.decode().splitlines() if not line.startswith("usage: ")]
    assert len(sentences) == 2 * len(BAD_FILES)
    assert all(sentence.endswith((".", "choose another")) for sentence in sentences)
    assert (tmp_path / "letters").read_text() == "to my aunt"


def _settings(folder: Path) -> bot.Settings:
    return from_texts(texts(DATA_DIR=str(folder / "data"), SECRET_KEY_FILE=str(folder / "musubi.key")))
