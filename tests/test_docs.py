"""What is written agrees with what is there: settings, subcommands, commands, files, the version."""

import argparse
import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from discord import app_commands

from anilist.client import USER_AGENT
from bench import model
from bot import open_bot, parser
from cards import news
from cogs import features
from config import REQUIRED, from_texts, known_names, texts_from
from tests.kit.cases import each
from tests.kit.processes import ROOT, texts
from version import VERSION

README = (ROOT / "README.md").read_text()
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
NOT_OURS = {".git", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", "data", "backups"}

# Commands without a row of their own in docs/budget.md, and the row that tells of them.
ASK_AS_OTHERS = {"link": "finish a link", "unlink": "", "help": "", "manga": "`/anime`", "read": "`/watched`"}


def rows(heading: str) -> list[list[str]]:
    """The cells of README's first table below `heading`, without its head."""
    section = README.split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]
    table = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in table[2:]]


def default_of(name: str) -> str:
    """The default as an admin would write it; empty where there is none."""
    value = getattr(from_texts({**dict.fromkeys(REQUIRED, ""), **DUMMIES}), name.lower())
    return "" if name in REQUIRED or value in (None, ()) else str(value)


DUMMIES = {name: text for name, text in texts().items() if name in REQUIRED}


def subcommands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


async def slash_commands(folder: Path) -> set[str]:
    """Every command that Discord is told, subcommands with their groups."""
    settings = from_texts(texts(DATA_DIR=str(folder / "data"), SECRET_KEY_FILE=str(folder / "key")))
    async with open_bot(settings) as bot, bot:
        for module in features():
            await module.setup(bot)
        return {one.qualified_name for one in bot.tree.walk_commands() if isinstance(one, app_commands.Command)}


def our_files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not NOT_OURS.intersection(parts) and not parts[0].startswith(".venv-"):
            yield path


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    written = {name.strip("`"): default.strip("`") for name, default, _ in rows("Settings")}
    assert written == {name: default_of(name) for name in known_names()}
    assert len(rows("Settings")) == len(written)


def test_every_setting_is_in_the_example_with_its_default_and_a_comment() -> None:
    written = re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE)
    assert sorted(written) == sorted((name, default_of(name)) for name in known_names())
    for paragraph in EXAMPLE.split("\n\n"):
        assert paragraph.startswith("#")


def test_the_example_sets_nothing_but_defaults() -> None:
    assert texts_from({}, ROOT / ".env.example") == {
        name: default_of(name) for name in known_names() if default_of(name)
    }


def test_the_readme_says_where_the_required_settings_come_from() -> None:
    assert [row[0].strip("`") for row in rows("Run it")] == [*REQUIRED, "DISCORD_CLIENT_SECRET"]


def blocks(text: str) -> Sequence[str]:
    """The lines of all blocks of shell commands, continued ones as one."""
    found = re.findall(r"^ *```sh\n(.+?)^ *```", text, re.MULTILINE | re.DOTALL)
    return "".join(found).replace("\\\n", " ").splitlines()


@each("document", DOCUMENTS)
def test_every_subcommand_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"bot\.py ([a-z][a-z-]+)", document.read_text()))
    assert named <= subcommands().keys()


def test_the_lines_of_the_container_fit_the_image() -> None:
    """The volume, the port, the command and the user's home are the image's."""
    image = (ROOT / "deploy" / "Containerfile").read_text()
    (program,) = re.findall(r'^ENTRYPOINT \["(.+)", "(.+)"\]$', image, re.MULTILINE)
    (volume,) = re.findall(r"^VOLUME (.+)$", image, re.MULTILINE)
    (port,) = re.findall(r"^EXPOSE (.+)$", image, re.MULTILINE)
    lines = [line for path in DOCUMENTS for line in blocks(path.read_text()) if line.startswith("docker ")]
    text = "\n".join(lines)
    assert len(lines) > 5
    assert set(re.findall(r"-f (deploy/\S+)", text)) == {
        "deploy/Containerfile",
        "deploy/compose.yaml",
        "deploy/compose-postgresql.yaml",
    }
    assert set(re.findall(r"-v musubi:(\S+)", text)) == {volume}
    assert re.findall(r"-p 127\.0\.0\.1:\d+:(\d+)", text) == [port]
    assert re.findall(r"docker exec musubi (\S+) (\S+)", text) == [program]
    assert set(re.findall(r"-e ([A-Z_]+)=", text)) <= {*known_names()}


def test_the_lines_without_make_do_what_make_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    lines = [line for line in blocks(README) if ".venv" in line]
    assert lines == [
        "python3 -m venv .venv",
        ".venv/bin/pip install --require-hashes -r requirements.txt",
        ".venv/bin/python bot.py",
    ]
    for part in ("-m venv $(VENV)", "--require-hashes -r", "$(VENV)/run: requirements.txt", "$(BIN)/python bot.py"):
        assert part in makefile


def test_where_to_clone_from_is_written_once() -> None:
    """So that one edit sets it."""
    (line,) = (line for path in DOCUMENTS for line in blocks(path.read_text()) if line.startswith("git clone "))
    address = line.split()[2].encode()
    assert [path for path in our_files() if address in path.read_bytes()] == [ROOT / "README.md"]


def test_compose_and_the_unit_are_where_the_documents_say() -> None:
    hosting = (ROOT / "docs" / "hosting.md").read_text()
    unit = (ROOT / "deploy" / "musubi.service").read_text()
    (settings,) = re.findall(r"^EnvironmentFile=(.+)$", unit, re.MULTILINE)
    assert f"install -D -m 600 .env.example {settings}" in hosting
    (given,) = re.findall(r"^Environment=(.+)$", unit, re.MULTILINE)
    (started,) = re.findall(r"^ExecStart=(.+)$", unit, re.MULTILINE)
    assert f"`{given} {started}`" in hosting
    assert "env_file: .env" in (ROOT / "deploy" / "compose.yaml").read_text()
    assert "install -m 600 .env.example deploy/.env" in hosting


def test_every_subcommand_is_in_the_readme() -> None:
    written = [row[0].strip("`").removeprefix("python bot.py").strip() for row in rows("Commands on the terminal")]
    positional = {
        name: [one.metavar for one in sub._actions if not one.option_strings] for name, sub in subcommands().items()
    }
    assert sorted(written) == sorted(["", *(" ".join([name, *map(str, more)]) for name, more in positional.items())])


def test_every_option_is_in_the_readme() -> None:
    options = {
        option for sub in [parser(), *subcommands().values()] for one in sub._actions for option in one.option_strings
    }
    assert options - {"-h", "--help"} == set(re.findall(r"`(--[a-z-]+)`", README))


async def test_every_command_is_in_the_readme_and_nothing_more(tmp_path: Path) -> None:
    written = [row[0] for row in rows("Commands in Discord")]
    assert sorted(written) == sorted(f"`/{name}`" for name in await slash_commands(tmp_path))


async def test_the_changelog_tells_of_every_command(tmp_path: Path) -> None:
    for name in await slash_commands(tmp_path):
        assert f"`/{name}`" in CHANGELOG
    for name in subcommands().keys() - {"demo"}:
        assert re.search(rf"`(python bot\.py )?{name}`", CHANGELOG)


def test_there_is_one_version() -> None:
    releases = [name for name in re.findall(r"^## (\S+)", CHANGELOG, re.MULTILINE) if name != "Unreleased"]
    assert releases[0] == VERSION
    assert f"Musubi/{VERSION} " in USER_AGENT
    code = [path for path in our_files() if path.suffix in {".py", ".toml"}]
    said = re.compile(rf"(?<![\d.]){re.escape(VERSION)}(?![\d.])")
    assert [path for path in code if said.search(path.read_text())] == [ROOT / "version.py"]


def test_the_news_are_those_of_the_newest_version() -> None:
    """/help shows them: a release gives them its number, or has new ones."""
    (newest, *_) = re.findall(r"^## (\S+)", CHANGELOG, re.MULTILINE)
    assert news.OF in {newest, VERSION}


def test_the_limits_are_those_of_the_model() -> None:
    """`python -m bench.model --write` writes them; `make bench` does so too."""
    measured = model.Measured.read(model.MEASURED.read_text())
    written = model.DOCUMENT.read_text()
    assert written == model.written(written, model.tables(model.Assumptions(), measured))


@each("document", DOCUMENTS)
def test_what_a_document_points_to_is_there(document: Path) -> None:
    text = document.read_text()
    links = [target for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if "://" not in target]
    paths = re.findall(r"`([\w.-]+/[\w./-]*\.(?:py|md|sql|graphql|html))`", text)
    for there in (*(document.parent / link for link in links), *(ROOT / path for path in paths)):
        assert there.exists(), there


@each("document", DOCUMENTS)
def test_a_heading_that_a_document_points_to_is_there(document: Path) -> None:
    for target, anchor in re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", document.read_text()):
        there = document.parent / target if target else document
        headings = re.findall(r"^#+ (.+)$", there.read_text(), re.MULTILINE)
        assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_every_room_of_the_map_is_there() -> None:
    lines = ARCHITECTURE.split("```")[1].strip().splitlines()
    names = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert len(names) > 5
    assert all((ROOT / name).exists() for name in names)
    packages = [line.split()[0] for line in lines if line.startswith(" ")]
    assert sorted(packages) == sorted(path.parent.name for path in ROOT.glob("library/*/__init__.py"))


def test_every_state_machine_is_drawn_where_the_map_says() -> None:
    rows = re.findall(r"^\| .+ \| (.+) \| `(\w+/[\w/]+\.py)` \|$", section("State machines"), re.MULTILINE)
    assert len(rows) >= 4
    for states, path in rows:
        drawing = ast.get_docstring(ast.parse((ROOT / path).read_text())) or ""
        assert "─▶" in drawing
        assert [state for state in states.split(", ") if not re.search(rf"\b{state}\b", drawing)] == []


def section(heading: str) -> str:
    return ARCHITECTURE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


async def test_the_budget_tells_what_every_command_asks(tmp_path: Path) -> None:
    budget = (ROOT / "docs" / "budget.md").read_text()
    commands = await slash_commands(tmp_path)
    assert {name for name in commands if f"`/{name}`" not in budget} == set(ASK_AS_OTHERS)
    assert all(f"| {row}" in budget for row in ASK_AS_OTHERS.values())


def test_every_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for path in (*DOCUMENTS, ROOT / ".env.example", ROOT / ".ci" / "run") for target in _make(path)}
    assert {"demo", "run", "test", "test-long", "help"} <= named <= targets


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert sorted(phony.split()) == sorted(re.findall(r"^([a-z-]+):.*## \w", makefile, re.MULTILINE))


def _make(path: Path) -> list[str]:
    return re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(), re.MULTILINE)


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    folders = b"work|root|home|Users"  # at the root of a disk
    elsewhere = re.compile(rb"(?<![\w.:/}])/(?:" + folders + rb")/\w|\.\./" + b"shared")
    assert [path for path in our_files() if elsewhere.search(path.read_bytes())] == []


def test_every_decision_is_a_paragraph_and_stands_once() -> None:
    decisions = [one for one in section("Decisions").split("\n\n") if one.strip()]
    titles = [one.split("**")[1] for one in decisions]
    assert all(one.lstrip().startswith("**20") and one.count("**20") == 1 for one in decisions)
    assert len(set(titles)) == len(titles)
    assert [title for one, title in zip(decisions, titles, strict=True) if "*Would change:*" not in one] == []
