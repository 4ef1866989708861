"""A process of its own: how long it takes to start, and the memory that it takes then."""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

_PAGE = resource.getpagesize()
_MEGABYTE = 2**20


async def started(module: str, *arguments: str) -> dict[str, float]:
    """Run ``python -m module`` until it ends; returns its facts, and the seconds until each report.

    Those of the processor, which other processes don't make longer, are named ``… busy``.
    """
    before = time.time()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    reports: list[dict[str, Any]] = [json.loads(line) for line in output.splitlines()]
    found: dict[str, float] = {}
    for report in reports:
        found[report["what"]] = report["at"] - before
        found[f"{report['what']} busy"] = report["busy"]
        found |= report["facts"]
    return found


def report(what: str, **facts: float) -> None:
    """Say that `what` has come about now."""
    print(json.dumps({"what": what, "at": time.time(), "busy": time.process_time(), "facts": facts}), flush=True)


def megabytes() -> float:
    """Resident in memory at this moment."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / _MEGABYTE


def most_megabytes() -> float:
    """The most that was ever resident; not ``ru_maxrss``, which begins with what the process before `exec` had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
