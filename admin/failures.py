"""Start-up failures as sentences for the admin."""

import errno
import math

import aiohttp
import discord

from admin.discord_api import DISCORD_UNREACHABLE, REFUSED_BY_DISCORD
from admin.setup import missing_list
from config import MissingSettings, SettingsError
from store import DatabaseAway, StoreError

_MORE_SHARDS = 4011  # https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
_USELESS = 2  # to start again: a setting is missing or wrong
_TEMPORARY = 75  # EX_TEMPFAIL of sysexits.h

EXPECTED = (
    SettingsError,
    StoreError,
    discord.LoginFailure,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
    discord.RateLimited,
    aiohttp.ClientError,
    OSError,
)


def in_words(error: Exception) -> str:
    """An error of :data:`EXPECTED` as a sentence that says what to do."""
    match error:
        case MissingSettings():
            sentence = missing_list(error)
        case discord.DiscordException():
            sentence = _of_discord(error)
        case aiohttp.ClientError() | TimeoutError():
            sentence = DISCORD_UNREACHABLE
        case OSError(filename=None):
            sentence = not_listening(error)
        case OSError():
            sentence = f"{error.filename} can't be used ({error.strerror})."
        case _:
            sentence = str(error)
    return sentence


def not_listening(error: OSError, prefix: str = "") -> str:
    """An error of listening at HOST and PORT; `prefix` stands before both names."""
    host, port = f"{prefix}HOST", f"{prefix}PORT"
    if error.errno == errno.EADDRINUSE:
        return f"{host} and {port} are taken: is another Musubi running? Set {port} to a free one."
    return f"{host} and {port} can't be listened at ({error.strerror}): set others."


def _of_discord(error: discord.DiscordException) -> str:
    match error:
        case discord.LoginFailure():
            return REFUSED_BY_DISCORD
        case discord.HTTPException():
            then = "try again later" if _may_pass(error.status) else "run `python bot.py doctor`"
            return f"Discord answered {error.status} to the start: {then}."
        case discord.ConnectionClosed(code=code) if code == _MORE_SHARDS:
            return "Discord wants Musubi on more shards than it began with: start it again, with more SHARDS if set."
        case discord.ConnectionClosed():
            return f"Discord ended the connection for good (code {error.code}): run `python bot.py doctor`."
        case discord.RateLimited():
            minutes = math.ceil(error.retry_after / 60)
            return f"Musubi was started too often: Discord takes it again in {minutes:,} minutes."
        case _:
            return "Discord does not say where to connect: try again later."


def _may_pass(status: int) -> bool:
    """429 is the answer to too many wrong requests from this address, perhaps by others on it; Discord forgets them."""
    return status == 429 or status >= 500


def exit_code(error: Exception) -> int:
    """The exit code that tells a supervisor whether a later start may succeed without anybody's doing."""
    match error:
        case discord.HTTPException():
            may_pass = _may_pass(error.status)
        case discord.ConnectionClosed():
            may_pass = error.code == _MORE_SHARDS
        case _:
            may_pass = isinstance(
                error, (discord.GatewayNotFound, discord.RateLimited, aiohttp.ClientError, TimeoutError, DatabaseAway)
            )
    return _TEMPORARY if may_pass else _USELESS
