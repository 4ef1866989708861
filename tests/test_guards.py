"""The suite checks itself: without any one guard, a test fails.

Each guard is taken out of a copy of the project by replacing its text, which must be found exactly once.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.guards import GUARDS

ROOT = Path(__file__).parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "data", "backups", "*.key")


def copy_to(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT, folder / "copy", ignore=NOT_COPIED))


def run(copy: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run `tests` of a copy of the project, up to the first that fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONPATH"))}
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
def test_a_missing_guard_is_noticed(tmp_path: Path, name: str) -> None:
    guard, copy = GUARDS[name], copy_to(tmp_path)
    guarded = (copy / guard.file).read_text()
    assert guarded.count(guard.text) == 1, f"{guard.file} has changed: where is the guard now?"
    (copy / guard.file).write_text(guarded.replace(guard.text, guard.instead))
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
def test_with_all_guards_these_tests_pass(tmp_path: Path) -> None:
    result = run(copy_to(tmp_path), *sorted({f"tests/{guard.test}" for guard in GUARDS.values()}))
    assert result.returncode == 0, result.stdout + result.stderr
