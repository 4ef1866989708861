"""The packages: what the code imports is named, what is named is pinned with its needs, and pins have hashes."""

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from itertools import product

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.kit.cases import each
from tests.kit.modules import imports
from tests.kit.processes import ROOT

SETS = ("requirements", "requirements-demo", "requirements-dev")
COME_WITH_AIOHTTP = {"multidict", "yarl"}
READ_BY_PYTHON = {"tzdata"}  # where the machine has no time zones of its own
HERE = {name: str(value) for name, value in default_environment().items()}
MACHINES = [
    {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system.lower()}
    | {"platform_system": system, "platform_machine": machine}
    for python, (system, machine) in product(
        ("3.11", "3.12", "3.13"), (("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"))
    )
]


def named(name: str) -> dict[str, Requirement]:
    """What a person wrote into an ``.in`` file, without the files that it includes."""
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(one.name): one for one in wanted}


@cache
def pinned(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """By package, what pip is told in a ``.txt`` file: the requirement and the hashes of its files."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / f"{name}.txt").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", "").splitlines()
    parts = [(Requirement(line.split(" --hash", 1)[0]), _hashes(line)) for line in lines]
    pins = {str(canonicalize_name(one.name)): (one, hashes) for one, hashes in parts}
    assert len(pins) == len(parts), "one version for every Python"
    return pins


def _hashes(line: str) -> list[str]:
    return re.findall(r"--hash=(\S+)", line)


def needed(requirement: Requirement, machine: dict[str, str]) -> Iterator[Requirement]:
    """What `requirement` needs directly on `machine`, by what is installed here."""
    for one in _needs(requirement.name):
        if any(holds(one, machine | {"extra": extra}) for extra in ("", *requirement.extras)):
            yield one


@cache
def _needs(name: str) -> list[Requirement]:
    try:
        return [Requirement(text) for text in requires(name) or ()]
    except PackageNotFoundError:  # it is for another Python than this one
        return []


def holds(requirement: Requirement, machine: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(HERE | {"extra": ""} | machine)


@each("name", SETS)
def test_every_package_is_pinned_exactly_with_its_hashes(name: str) -> None:
    pins = pinned(name)
    assert len(pins) >= 25
    for one, hashes in pins.values():
        assert re.fullmatch(r"==[\w.]+", str(one.specifier)), one
        assert hashes and all(re.fullmatch(r"sha256:[\da-f]{64}", text) for text in hashes), one


def test_each_set_has_the_versions_of_the_one_before() -> None:
    run, demo, dev = (pinned(name) for name in SETS)
    for smaller, larger in ((run, demo), (demo, dev)):
        assert {name: (str(one.specifier), hashes) for name, (one, hashes) in smaller.items()} == {
            name: (str(larger[name][0].specifier), larger[name][1]) for name in smaller
        }
    assert f"-r {SETS[0]}.in\n" in (ROOT / f"{SETS[1]}.in").read_text()
    assert f"-r {SETS[1]}.in\n" in (ROOT / f"{SETS[2]}.in").read_text()


@each("machine", MACHINES)
def test_nothing_that_a_package_needs_is_left_to_float(machine: dict[str, str]) -> None:
    """Under ``--require-hashes`` pip refuses what the file lacks; it has to hold for every Python and machine."""
    for name in SETS:
        pins, wanted = pinned(name), dict[str, Requirement]()
        for part in SETS[: SETS.index(name) + 1]:
            wanted |= named(part)
        open_, seen = list(wanted.values()), set[str]()
        while open_:
            one = open_.pop()
            pin = pins[canonicalize_name(one.name)][0]
            assert one.specifier.contains(str(pin.specifier).removeprefix("=="), prereleases=True), (one, pin)
            assert holds(pin, machine), (pin, machine)
            if str(one) not in seen:
                seen.add(str(one))
                open_.extend(needed(one, machine))


def test_musubi_needs_exactly_the_named_packages() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/__init__.py")} | {
        path.stem for path in ROOT.glob("*.py")
    }
    files = [
        path for room in rooms - {"tests", "demo"} for path in (*ROOT.glob(f"{room}.py"), *ROOT.glob(f"{room}/**/*.py"))
    ]
    running = [path for path in files if path != ROOT / "i18n" / "make.py"]  # developers alone run that one
    imported = {name for path in running for name in map(_package, imports(path))} - rooms - sys.stdlib_module_names
    imported -= COME_WITH_AIOHTTP
    distributions = packages_distributions()
    assert {canonicalize_name(distributions[name][0]) for name in imported} | READ_BY_PYTHON == named(SETS[0]).keys()


def _package(imported: str) -> str:
    return imported.partition(".")[0]


def test_every_python_that_packages_are_pinned_for_is_tested() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    (pythons,) = re.findall(r"^ +python: \[(.+)\]$", workflow, re.MULTILINE)
    assert [text.strip('" ') for text in pythons.split(",")] == sorted({one["python_version"] for one in MACHINES})
    assert re.search(r"^ +- run: \.ci/run$", workflow, re.MULTILINE)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
