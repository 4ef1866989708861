"""The options of the tests. A process that only hands tests out needs no fixtures: `tests/kit/plugin.py` has them."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick",
        action="store_true",
        help="tests that open nothing, and the first of each other module; no large modules",
    )
    parser.addoption(
        "--postgresql", action="store_true", help="tests that open a database, on PostgreSQL in the place of SQLite"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Folders of tests lie in memory, where there is room: waiting for a disk is a third of a test's time."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2**30:
        tempfile.tempdir = str(_MEMORY)
    if config.option.dist == "no" or config.option.collectonly:
        gc.disable()  # until all tests are collected: what is loaded stays, and would be looked through again and again
        config.pluginmanager.import_plugin("tests.kit.plugin")
