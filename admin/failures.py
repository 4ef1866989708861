"""Start-up failures as sentences for the admin."""

import errno

import aiohttp
import discord

from admin.application import DISCORD_UNREACHABLE, REFUSED_BY_DISCORD
from admin.setup import missing_list
from config import MissingSettings, SettingsError
from store import StoreError

EXPECTED = (
    SettingsError,
    StoreError,
    discord.LoginFailure,
    discord.HTTPException,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    OSError,
)


def in_words(error: Exception) -> str:
    """An error of :data:`EXPECTED` as a sentence that says what to do."""
    match error:
        case MissingSettings():
            sentence = missing_list(error)
        case discord.LoginFailure():
            sentence = REFUSED_BY_DISCORD
        case discord.HTTPException():
            sentence = f"Discord answered {error.status} to the start: try again later."
        case discord.ConnectionClosed():
            sentence = f"Discord ended the connection for good (code {error.code}): run `python bot.py doctor`."
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
