"""The suite checks itself: without any one guard, a test fails.

Each guard is taken out of a copy of the project by replacing its text, which must be found exactly once.
"""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kit.cases import each
from tests.kit.forks import Forks, forks_in
from tests.kit.guards import GUARDS, Guard

ROOT = Path(__file__).parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "data", "backups", "*.key")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with its bytecode. All guards are taken out of the same one."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("guards") / "copy", ignore=NOT_COPIED))


@pytest.fixture(scope="module")
def forks(copy: Path) -> Generator[Forks]:
    with forks_in(copy) as forks:
        yield forks


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


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if guard.is_long else ()) for name, guard in GUARDS.items()]
)
def test_a_missing_guard_is_noticed(copy: Path, forks: Forks, name: str) -> None:
    guard = GUARDS[name]
    with without(guard, copy):
        result = forks.run(f"tests/{guard.test}")
    assert result.code == pytest.ExitCode.TESTS_FAILED, result.output
    assert f"FAILED tests/{guard.test}" in result.output


@each("name", GUARDS)
def test_the_guards_are_where_they_are_looked_for(name: str) -> None:
    guard = GUARDS[name]
    assert (ROOT / guard.file).read_text().count(guard.text) == 1
    test_file, *path = guard.test.split("::")
    assert f"def {path[-1]}(" in (ROOT / "tests" / test_file).read_text()


@pytest.mark.long
def test_with_all_guards_these_tests_pass(forks: Forks) -> None:
    result = forks.run(*sorted({f"tests/{guard.test}" for guard in GUARDS.values()}))
    assert result.code == pytest.ExitCode.OK, result.output
