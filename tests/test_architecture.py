"""The arrows of docs/architecture.md: who may import whom. This table is the diagram."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from cogs import features
from tests.kit.modules import imports, names

ROOT = Path(__file__).parent.parent

BASE = {"config", "redaction", "tally", "version"}
ARROWS = {
    "version": set(),
    "redaction": set(),
    "tally": set(),
    "config": {"redaction"},
    "i18n": set(),
    "anilist": {"redaction", "tally", "version"},
    "store": {"redaction"},
    "linking": {"i18n", "anilist", "store", "redaction"},
    "library": {"i18n", "anilist", "store", "redaction", "tally"},
    "cards": {"library", "linking", "i18n", "anilist", "store", "redaction"},
    "chat": {"cards", "library", "linking", "i18n", "anilist", "store", *BASE},
    "cogs": {"chat", "cards", "library", "linking", "i18n", "anilist", "store", *BASE},
    "web": {"linking", "i18n", "anilist", "store", *BASE},
    "admin": {"library", "anilist", "store", *BASE},
    "demo": {"cards", "library", "linking", "anilist", "store", *BASE},
    "bot": {"admin", "cogs", "chat", "web", "demo", "library", "linking", "i18n", "anilist", "store", *BASE},
}
OUTSIDE = {
    "discord": {"bot", "admin", "chat", "cogs", "cards", "demo"},
    "simcord": {"demo"},
    "aiohttp.web": {"bot", "web", "demo"},
    "aiohttp": {"bot", "admin", "anilist", "chat", "web", "demo"},
    "aiosqlite": {"store"},
    "sqlite3": {"store"},
    "asyncpg": {"store"},
    "jwt": {"anilist", "linking", "demo"},
    "graphql": {"demo"},
    "rapidfuzz": {"library"},
    "numpy": {"library"},
    "PIL": {"cards", "demo"},
    "babel": {"i18n"},
    "prometheus_client": {"web"},
}

FILES = [
    *(ROOT / f"{name}.py" for name in ("bot", "config", "redaction", "tally", "version")),
    *(path for name in ARROWS for path in sorted((ROOT / name).rglob("*.py"))),
]


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def is_of(name: str, library: str) -> bool:
    return f"{name}.".startswith(f"{library}.")


def test_imports_follow_the_arrows() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        for name in imports(path)
        if name.split(".")[0] in ARROWS.keys() - {room(path)} - ARROWS[room(path)]
    ]
    assert wrong == []


def test_libraries_stay_in_their_rooms() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        for name in imports(path)
        for library, rooms in OUTSIDE.items()
        if is_of(name, library) and room(path) not in rooms
    ]
    assert wrong == []


def test_admin_knows_one_module_of_library() -> None:
    found = {name for path in FILES if room(path) == "admin" for name in imports(path) if is_of(name, "library")}
    assert {name for name in found if not is_of(name, "library.sync.backlog")} == set()


def test_no_test_module_imports_another() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / "tests").rglob("*.py")
        for name in imports(path)
        if re.match(r"tests\.(\w+\.)*test_\w+\.", f"{name}.")
    ]
    assert wrong == [], "what tests share stands in tests/kit"


def test_the_stand_ins_know_nothing_of_what_they_stand_in_for() -> None:
    """But the posters are written with the letters of cards' pictures."""
    wiring = {ROOT / "demo" / "run.py", ROOT / "demo" / "club.py", ROOT / "demo" / "anilist" / "posters.py"}
    for path in (path for path in FILES if room(path) == "demo" and path not in wiring):
        assert {name.split(".")[0] for name in imports(path)} & ARROWS.keys() <= {"demo", *BASE}, path


def test_only_the_engines_import_a_database_driver() -> None:
    drivers = {"aiosqlite", "sqlite3", "asyncpg"}
    importing = {path.name for path in FILES if drivers & {name.split(".")[0] for name in imports(path)}}
    assert importing == {"sqlite_driver.py", "sqlite_short_reads.py", "postgresql_driver.py"}


def test_every_room_is_in_the_diagram() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {path.stem for path in ROOT.glob("*.py")}
    assert rooms - {"tests"} == ARROWS.keys()
    diagram = (ROOT / "docs" / "architecture.md").read_text()
    assert all(f"{name}/" in diagram or f"{name}.py" in diagram for name in ARROWS)


def test_the_packages_of_library_are_acyclic() -> None:
    """Each imports only those above it in the table of `library/__init__.py`, which lists all of them."""
    table = ast.get_docstring(ast.parse((ROOT / "library" / "__init__.py").read_text())) or ""
    order = re.findall(r"^    (\w+)", table, re.MULTILINE)
    parts = {path.stem: [path] for path in ROOT.glob("library/*.py") if path.stem != "__init__"}
    parts |= {path.parent.name: sorted(path.parent.rglob("*.py")) for path in ROOT.glob("library/*/__init__.py")}
    assert sorted(order) == sorted(parts)
    for place, part in enumerate(order):
        imported = {name.split(".")[1] for path in parts[part] for name in imports(path) if name.startswith("library.")}
        assert imported <= set(order[: place + 1]), part


def test_no_class_name_stands_in_two_modules() -> None:
    """A private class counts as well: one search for a name finds one thing."""
    modules = defaultdict[str, set[str]](set)
    for path in FILES:
        for name in names(path)[1]:
            modules[name.lstrip("_")].add(str(path.relative_to(ROOT)))
    assert {name: found for name, found in modules.items() if len(found) > 1} == {}


def test_every_module_of_cogs_is_a_feature_and_is_executed_once() -> None:
    """`load_extension` would execute each a second time, with classes of its own."""
    loaded = {module.__name__: module for module in features()}
    assert loaded.keys() == {f"cogs.{path.stem}" for path in ROOT.glob("cogs/*.py")} - {"cogs.__init__"}
    assert all(sys.modules[name] is module for name, module in loaded.items())
    assert features() == list(loaded.values())


def test_what_not_every_host_needs_is_loaded_when_it_is_needed() -> None:
    """The exporter is for an admin who watches: it takes memory, and time at the start."""
    program = "import sys, bot; bot.features(); sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_no_feature_reads_or_writes_an_id_by_itself() -> None:
    """Only cards/ids.py does. Other modules have expressions for texts: escaped, cut, drawn."""
    for path in (path for path in FILES if room(path) in {"cards", "cogs", "chat"} and path.name != "ids.py"):
        code = path.read_text()
        assert not re.search(r'f["\']musubi:|match\[|add_dynamic_items|DynamicItem', code), path
        assert path.name == "client.py" or "on_interaction" not in code, path
        assert "re.compile" not in code or path.name in {"card.py", "description.py", "letters.py", "markup.py"}, path
