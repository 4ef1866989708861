"""The doctor's checks of the machine, and of a newer release."""

import resource
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from admin.findings import well
from admin.machine import check_disk, check_newest, check_open_files, check_secrets
from config import from_texts
from tests.kit.processes import texts
from version import VERSION


def test_files_with_secrets_that_others_can_read(tmp_path: Path) -> None:
    closed, opened, absent = tmp_path / "closed", tmp_path / "opened", tmp_path / "absent"
    for file, mode in ((closed, 0o640), (opened, 0o644)):
        file.touch()
        file.chmod(mode)
    assert check_secrets([closed, absent]).is_well
    finding = check_secrets([closed, opened])
    assert finding.text.startswith(f"Others on this machine can read {opened},")
    assert finding.mend.endswith(f"`chmod o= {opened}`.")
    assert not finding.is_well


@pytest.mark.parametrize(("most", "hint"), [(256, True), (1024, False), (resource.RLIM_INFINITY, False)])
def test_a_low_limit_of_open_files(most: int, hint: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (most, most))
    finding = check_open_files()
    assert finding.is_well and ("ulimit -n 4096" in finding.mend) is hint
    assert (f"pages take {most // 4} connections" in finding.text) is hint


def test_a_disk_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = from_texts(texts(DATA_DIR=str(tmp_path), BACKUP_DIR=str(tmp_path)))
    assert list(check_disk(settings)) == []
    (tmp_path / "musubi.db").write_bytes(bytes(1_500_000))
    size = 1_500_000
    for free, faults_found in ((size, 0), (size - 1, 2)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        found = list(check_disk(settings))
        assert [finding.is_well for finding in found] == ([False] * faults_found or [True])
        assert all("1.5 MB" in finding.text + finding.mend for finding in found)


async def test_a_newer_release_is_found_where_the_clone_came_from(tmp_path: Path) -> None:
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    author = ("-c", "user.name=x", "-c", "user.email=x@x.invalid")

    def git(*arguments: str | Path, at: Path) -> None:
        subprocess.run(["git", "-C", at, *arguments], check=True, capture_output=True)

    git("init", origin, at=tmp_path)
    git(*author, "commit", "--allow-empty", "-m", "x", at=origin)
    git("clone", origin, clone, at=tmp_path)
    assert (await check_newest(clone)).text.startswith(f"This is Musubi {VERSION}; whether there is a newer one")
    for tag in (f"v{VERSION}", "v0.0.1", "nightly", "99.1"):
        git("tag", tag, at=origin)
    assert await check_newest(clone) == well(f"There is no newer release than this, {VERSION}")
    git("tag", "v100.20.3", at=origin)
    newer = await check_newest(clone)
    assert newer.text == f"Musubi 100.20.3 is out, and this is {VERSION}"
    assert newer.mend == "docs/upgrading.md says how to update." and not newer.is_well
    assert (await check_newest(tmp_path)).is_well  # no clone, as in the container
