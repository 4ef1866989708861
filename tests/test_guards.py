"""The suite checks itself: without any one guard, a test fails.

Each guard is taken out of a copy of the project by replacing its text, which must be found exactly once.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kit.guards import GUARDS, Guard

ROOT = Path(__file__).parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "data", "backups", "*.key")
NOT_PASSED_ON = ("PYTEST_", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project. All guards are taken out of the same one, so that it is compiled once."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("guards") / "copy", ignore=NOT_COPIED))


@contextmanager
def without(guard: Guard, copy: Path) -> Generator[None]:
    """The guard is out; it is put back at the end."""
    file = copy / guard.file
    guarded = file.read_text()
    assert guarded.count(guard.text) == 1, f"{guard.file} has changed: where is the guard now?"
    write(file, guarded.replace(guard.text, guard.instead))
    try:
        yield
    finally:
        write(file, guarded)


def write(file: Path, text: str) -> None:
    """Python tells a file from its bytecode by size and second, which may be the same: the bytecode goes."""
    file.write_text(text)
    for bytecode in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        bytecode.unlink()


def run(copy: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run `tests` of a copy of the project, up to the first that fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-n", "0", *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if guard.is_long else ()) for name, guard in GUARDS.items()]
)
def test_a_missing_guard_is_noticed(copy: Path, name: str) -> None:
    guard = GUARDS[name]
    with without(guard, copy):
        result = run(copy, f"tests/{guard.test}")
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"FAILED tests/{guard.test}" in result.stdout


@pytest.mark.parametrize("name", GUARDS)
def test_the_guards_are_where_they_are_looked_for(name: str) -> None:
    guard = GUARDS[name]
    assert (ROOT / guard.file).read_text().count(guard.text) == 1
    test_file, *path = guard.test.split("::")
    assert f"def {path[-1]}(" in (ROOT / "tests" / test_file).read_text()


@pytest.mark.long
def test_with_all_guards_these_tests_pass(copy: Path) -> None:
    result = run(copy, *sorted({f"tests/{guard.test}" for guard in GUARDS.values()}))
    assert result.returncode == 0, result.stdout + result.stderr
