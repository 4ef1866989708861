"""The terminal: sentences for the admin, and a log in which no secret can appear."""

import logging
import sys
from typing import NoReturn

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from redaction import RedactingFormatter, RedactingJsonFormatter, printable
from store import DatabaseAway

_BROKEN = (aiohttp.ClientError, OSError, discord.ConnectionClosed, discord.DiscordServerError, ReconnectWebSocket)
_FORGOTTEN = 10062  # Discord no longer knows the interaction
_ANSWERED = 40060  # the interaction has an answer, by another process with the same shard


class ConnectionsInOneLine(logging.Filter):
    """Logs a broken connection to Discord, or a late answer, as one line without discord.py's traceback.

    An answer that another process has given before is not worth a line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        code = error.code if isinstance(error, discord.HTTPException) and record.name.startswith("discord.") else 0
        if code == _ANSWERED:
            return False
        if record.name.startswith("discord.") and (code == _FORGOTTEN or isinstance(error, _BROKEN)):
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
            record.exc_info = None
        return True


class OutagesOnce(logging.Filter):
    """Drops what fails while the database's server is away: the engine has said that, and says when it is back."""

    def filter(self, record: logging.LogRecord) -> bool:
        arguments = record.args if isinstance(record.args, tuple) else ()
        failed = any(isinstance(argument, DatabaseAway) for argument in arguments)
        return not failed or record.name.startswith("store.postgresql")


def say(sentence: str) -> None:
    print(printable(sentence), flush=True)  # noqa: T201  (the one place that prints)


def fail(sentence: str, code: int = 2) -> NoReturn:
    """End the process with one sentence, and an exit code: 2 tells supervisors not to start it again."""
    print(printable(sentence), file=sys.stderr)  # noqa: T201
    raise SystemExit(code)


def start_logging(level: str, log_format: str = "text") -> None:
    """Log to standard error. The formatter of the only handler redacts, so it covers all loggers."""
    handler = logging.StreamHandler()
    handler.addFilter(ConnectionsInOneLine())
    handler.addFilter(OutagesOnce())
    as_text = RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(RedactingJsonFormatter() if log_format == "json" else as_text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At DEBUG discord.py logs the texts that people type into modals.
    logging.getLogger("discord.gateway").setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    # Musubi has no voice; discord.py's warning about it would only worry admins.
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
