"""What the model of the limits takes for granted: how people use Musubi, a host's machine, and what was measured."""

import argparse
import re
from statistics import median
from typing import Annotated, Any, Self, get_type_hints

import msgspec
from msgspec import Meta

from anilist.budget import USUAL
from library.sync.backlog import REQUESTS_A_WEEK


class Usage(msgspec.Struct, frozen=True):
    """How much a linked member does in a day: requests to AniList that they cause, and commands."""

    requests: float
    commands: float


USAGES = {"quiet": Usage(0.4, 2), "usual": Usage(1.6, 6), "busy": Usage(5.9, 20)}


class Assumptions(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of the model; each is an option."""

    per_minute: Annotated[float, Meta(description="requests that go to AniList in a minute; it takes 30")] = USUAL
    renewal: Annotated[
        float, Meta(description="requests a week for each member's lists: six for changes, two for both lists whole")
    ] = REQUESTS_A_WEEK
    awaited: Annotated[
        float, Meta(description="requests a week for each member's lists before reminders that depend on them")
    ] = 2
    active: Annotated[
        float, Meta(description="the part of members who do something on AniList’s site or in an app in a day")
    ] = 0.3
    appearances: Annotated[float, Meta(description="how often such a member appears in a day, and is read")] = 2
    airing: Annotated[
        float, Meta(description="titles on the air that people watch; 50 of them are a request an hour")
    ] = 400
    peak: Annotated[float, Meta(description="the part of a day that falls into its busiest hour")] = 0.08
    keystrokes: Annotated[float, Meta(description="suggestions asked for with each command")] = 5
    entries: Annotated[float, Meta(description="entries on each member's lists")] = 500
    together: Annotated[float, Meta(description="linked members in each server")] = 5
    reminded: Annotated[float, Meta(description="the part of members who are reminded of the same episode")] = 0.05
    core: Annotated[float, Meta(description="the part of a core that may be busy in the busiest hour")] = 0.7
    memory: Annotated[float, Meta(description="megabytes of memory that Musubi may take")] = 1024
    disk: Annotated[float, Meta(description="gigabytes of disk for the database and one copy of it")] = 10


class Measured(msgspec.Struct, frozen=True):
    """What the bench has found: milliseconds of the processor, and megabytes when idle."""

    command: float
    keystroke: float
    megabytes: float

    @classmethod
    def read(cls, document: str) -> Self:
        """From docs/performance.md: the median command, suggestions while typing, memory."""
        commands = re.findall(r"^\| `/[^|]*\| [^|]* \| ([\d.]+) ms \| [\d.]+ ms \|", document, re.MULTILINE)
        return cls(
            median(map(float, commands)),
            _found(r"^\| autocomplete \| p50 ([\d.]+) ms", document),
            _found(r"^\| memory when idle \| (\d+) MB", document),
        )


def _found(pattern: str, document: str) -> float:
    found = re.search(pattern, document, re.MULTILINE)
    assert found, f"docs/performance.md has no {pattern}"
    return float(found[1])


def option(name: str) -> str:
    """The assumption's option on the command line."""
    return f"--{name.replace('_', '-')}"


def above_zero(text: str) -> float:
    """A number for an option. Raises ArgumentTypeError."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return number


def described() -> dict[str, str]:
    """The assumptions in words, by their names."""
    hints: dict[str, Any] = get_type_hints(Assumptions, include_extras=True)
    return {name: hints[name].__metadata__[0].description for name in Assumptions.__struct_fields__}
