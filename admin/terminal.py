"""The terminal: sentences for the admin, and a log in which no secret can appear."""

import logging
import sys
from typing import NoReturn

import discord

from redaction import RedactingFormatter, printable


def say(sentence: str) -> None:
    print(printable(sentence), flush=True)  # noqa: T201  (the one place that prints)


def fail(sentence: str) -> NoReturn:
    """End the process with one sentence and the code by which supervisors know that a restart won't help."""
    print(printable(sentence), file=sys.stderr)  # noqa: T201
    raise SystemExit(2)


def start_logging(level: str) -> None:
    """Log to standard error. The formatter of the one handler redacts, so that every logger is covered."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG discord.py writes down what people type into modals.
    logging.getLogger("discord.gateway").setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    # Musubi has no voice; these warnings would only worry.
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
