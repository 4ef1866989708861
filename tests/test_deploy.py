"""What is in deploy/ fits Musubi: settings, files, commands; and, where buildah is to be had, the image runs."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot import parser
from config import IN_FILES, known_names
from demo.anilist import CLIENT_ID, StandIn
from tests.kit.ports import free_port
from tests.kit.processes import ROOT
from tests.kit.services import CLIENT_SECRET, TOKEN, Discord
from tests.kit.terminal import Terminal, on_terminal

DEPLOY = ROOT / "deploy"
COMPOSE = ("compose.yaml", "compose-postgresql.yaml")
UNITS = ("musubi.service", "musubi@.service")
NAMES = {*known_names(), *(f"{name}_FILE" for name in IN_FILES)}
SYSTEMS_OWN = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def lines(name: str) -> list[str]:
    return (DEPLOY / name).read_text().splitlines()


def test_only_settings_that_exist_are_named() -> None:
    texts = {name: (DEPLOY / name).read_text() for name in ("Containerfile", *COMPOSE, *UNITS)}
    named = {
        "Containerfile": re.findall(
            r"([A-Z_]+)=\S", "".join(re.findall(r"^ENV .*", texts["Containerfile"], re.MULTILINE))
        ),
        "compose.yaml": re.findall(r"^ {6}([A-Z_]+): ", texts["compose.yaml"].split("\n  caddy:")[0], re.MULTILINE),
        "compose-postgresql.yaml": re.findall(
            r"(?:^  |[{,] )([A-Z_]+): ", texts["compose-postgresql.yaml"].split("\n  caddy:")[0], re.MULTILINE
        ),
        **{unit: re.findall(r"([A-Z_]+)=/var", texts[unit]) for unit in UNITS},
    }
    for file, settings in named.items():
        assert settings and set(settings) <= NAMES | SYSTEMS_OWN, file


def test_the_image_has_all_that_runs_and_no_demo() -> None:
    copied = [word for line in lines("Containerfile") if line.startswith("COPY ") for word in line.split()[1:-1]]
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "demo", "tests"}
    assert rooms | {path.name for path in ROOT.glob("*.py")} <= set(copied)
    assert all((ROOT / name).exists() for name in copied if not name.startswith("-") and not name.startswith("/"))
    assert "demo" not in copied


def test_the_commands_that_supervisors_give_exist() -> None:
    (check,) = (line for line in lines("Containerfile") if line.startswith("HEALTHCHECK"))
    assert parser().parse_args([re.findall(r'"(\w+)"\]', check)[0]]).command
    for name in COMPOSE:
        (test,) = (line for line in lines(name) if line.strip().startswith("test: ") and "bot.py" in line)
        assert re.findall(r'"([^"]+)"', test) == ["CMD", *re.findall(r'"([^"]+)"', check)]


def test_compose_names_files_that_are_there() -> None:
    for text in ((DEPLOY / name).read_text() for name in COMPOSE):
        assert (DEPLOY / re.findall(r"context: (\S+)", text)[0]).resolve() == ROOT
        assert (ROOT / re.findall(r"dockerfile: (\S+)", text)[0]).exists()
        assert re.findall(r"- \./(\S+?):", text) == ["Caddyfile"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("name", ["musubi.service", "musubi@.service"])
def test_the_unit_is_understood_and_hardened(name: str) -> None:
    unit = DEPLOY / name
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False).stderr
    assert [line for line in said.splitlines() if "is not executable" not in line] == []
    shown = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True, check=False
    ).stdout
    level = re.search(r"exposure level for musubi(?:@i)?\.service: ([\d.]+)", shown)
    assert level and float(level[1]) <= 2.5


class Image:
    """The image as buildah has built it. There is no engine here, so limits and networks can't be tried."""

    def __init__(self, name: str) -> None:
        self.container = buildah("from", name)

    def command(self, *arguments: str, options: Sequence[str] = (), **settings: str) -> list[str]:
        given = [word for name, value in settings.items() for word in ("--env", f"{name}={value}")]
        return ["buildah", "run", *options, *given, self.container, "--", *arguments]

    def run(self, *arguments: str, options: Sequence[str] = (), **settings: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments, options=options, **settings)
        return subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())

    def bot(self, *arguments: str, options: Sequence[str] = (), **settings: str) -> subprocess.CompletedProcess[str]:
        return self.run("/venv/bin/python", "/app/bot.py", *arguments, options=options, **settings)


def _environment() -> dict[str, str]:
    return os.environ | {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}


def buildah(*arguments: str | Path) -> str:
    done = subprocess.run(
        ["buildah", *arguments], capture_output=True, text=True, check=False, env=_environment(), cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """Upon Debian's own Python in the place of the real base, which takes a registry."""
    if not (shutil.which("buildah") and shutil.which("mmdebstrap")):
        pytest.skip("buildah or mmdebstrap is not installed")
    base = tmp_path_factory.mktemp("base") / "base.tar"
    packages = "--include=python3,python3-venv,ca-certificates"
    subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", packages, "bookworm", base], check=True)
    scratch = buildah("from", "scratch")
    buildah("add", "--quiet", scratch, base, "/")
    buildah("commit", "--quiet", "--rm", scratch, "localhost/musubi-base")
    certificates = "/etc/ssl/certs:/etc/ssl/certs:ro"
    options = ["--network", "host", "--volume", certificates, "--build-arg", "BASE=localhost/musubi-base"]
    (line,) = re.findall(r"^docker build (.+)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    buildah("bud", *options, *shlex.split(line))
    image = Image("localhost/musubi")
    yield image
    buildah("rm", image.container)


@pytest.mark.deploy
def test_the_image_runs_as_nobody_who_may_change_it(image: Image) -> None:
    program = "import os; print(os.getuid(), os.getcwd(), os.access('/app', os.W_OK), os.access('/data', os.W_OK))"
    assert image.run("/venv/bin/python", "-c", program).stdout == "10001 /data False True\n"


@pytest.mark.deploy
def test_the_image_answers_its_commands(image: Image) -> None:
    assert "subcommands:" in image.bot("--help").stdout
    assert image.bot("healthy").stdout.startswith("Musubi has never run on data")
    assert "Some settings are missing" in image.bot().stderr
    nowhere = dict.fromkeys(("DISCORD_API_URL", "ANILIST_API_URL", "ANILIST_OAUTH_URL"), "http://127.0.0.1:9")
    token = f"{'a' * 24}.{'b' * 6}.{'c' * 38}"
    least = {"DISCORD_TOKEN": token, "ANILIST_CLIENT_ID": "1", "PUBLIC_URL": "http://localhost:8080"}
    found = image.bot("doctor", **least, **nowhere)
    assert "✗ Discord can't be reached" in found.stdout and "There is no data in data yet" in found.stdout


@pytest.mark.deploy
@pytest.mark.skipif(os.getuid() != 0, reason="the folder is to be the image's user's")
async def test_from_the_first_question_to_a_healthy_container(image: Image, tmp_path: Path) -> None:
    """As README's lines go on, with stand-ins for both services."""
    os.chown(tmp_path, 10001, 10001)
    port = str(free_port())
    address = f"http://localhost:{port}"
    anilist = StandIn(per_minute=None, redirect_uri=f"{address}/callback")
    folders = ("--volume", f"{tmp_path}:/data", "--volume", f"{ROOT}/tests:/app/tests:ro")
    options = ("--network", "host", *folders)
    async with Discord().serve() as discord, anilist.serve():
        discord.application["redirect_uris"] = [f"{address}/discord"]
        services = {
            "DISCORD_API_URL": discord.api_url,
            "ANILIST_API_URL": anilist.api_url,
            "ANILIST_OAUTH_URL": anilist.oauth_url,
        }
        given = {**services, "PORT": port, "HOST": "127.0.0.1"}
        stand_in = {"DISCORD_STAND_IN": discord.url, "PYTHONPATH": "/app"}
        program = ("/venv/bin/python", "-P", "/app/tests/kit/running.py")

        def play(terminal: Terminal) -> None:
            for shown, answer in (
                ("(hidden while you paste it): ", TOKEN),
                (f"[{address}]: ", ""),
                ("AniList client ID", CLIENT_ID),
                ("(hidden while you paste it): ", CLIENT_SECRET),
            ):
                terminal.shows(shown)
                terminal.type(answer)
            terminal.shows("✓ Discord accepts DISCORD_CLIENT_SECRET")
            terminal.shows(f"Redirect URL to enter at AniList: {address}/callback")
            assert image.bot("healthy", options=options).returncode == 0
            found = image.bot("doctor", options=options, **given)
            assert found.returncode == 0, found.stdout + found.stderr
            terminal.interrupt()
            terminal.process.wait(20)

        command = image.command(*program, options=("--tty", *options), **given, **stand_in)
        await on_terminal(Terminal(command, env=_environment()), play, seconds=120)
    left = {entry.name: entry.stat().st_mode & 0o077 for entry in os.scandir(tmp_path)}
    assert left == {".env": 0, "data": 0, "musubi.key": 0}


def test_the_units_of_one_process_and_of_several_are_alike() -> None:
    """But for the settings, the folder of each process, and the user whose key all share."""
    one, several = (dict.fromkeys(line for line in lines(name) if line and not line.startswith("#")) for name in UNITS)
    own = ("Description=", "After=", "Environment", "User=")
    assert [line for line in one if not line.startswith(own)] == [line for line in several if not line.startswith(own)]


def test_the_processes_of_compose_have_all_shards_and_stand_in_for_each_other() -> None:
    text = (DEPLOY / "compose-postgresql.yaml").read_text()
    parts = re.findall(r"SHARDS: (\S+), DATA_DIR: (\S+) }", text)
    assert [shards for shards, _ in parts] == ["0/2", "1/2"] * 2
    assert len({folder for _, folder in parts}) == len(parts)
