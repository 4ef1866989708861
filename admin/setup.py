"""The first start on a terminal: asks for missing settings, checks each with its service, writes ``.env``."""

import asyncio
import getpass
import logging
import os
import re
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import aiohttp

from admin.checks import anilist_for, check_client
from admin.discord_api import discord_application
from admin.findings import CheckFailed, Unreachable
from admin.sign_in import check_sign_in
from admin.terminal import say, start_logging
from anilist import AniListError
from config import (
    DataSettings,
    MissingSettings,
    Settings,
    SettingsError,
    data_from_texts,
    from_texts,
    missing_names,
    misspelt_names,
    read_setting,
    texts_from,
)
from redaction import Secret

_log = logging.getLogger(__name__)

ENV_FILE = Path(".env")
_QUESTIONS = {
    "DISCORD_TOKEN": "Discord bot token (https://discord.com/developers/applications → yours → Bot → Reset Token)",
    "PUBLIC_URL": "Public address, where members' browsers reach this machine",
    "ANILIST_CLIENT_ID": "AniList client ID (https://anilist.co/settings/developer → Create New Application)",
    "DISCORD_CLIENT_SECRET": "Discord client secret, so that people sign in instead of typing a code "
    "(your application at Discord → OAuth2 → Reset Secret; Enter goes on without it)",
}
_OFFERED = "DISCORD_CLIENT_SECRET"
_REDIRECTS: Mapping[str, Callable[[Settings], str]] = {
    "ANILIST_CLIENT_ID": lambda settings: f"The redirect URL to enter at AniList: {settings.redirect_uri}",
    _OFFERED: lambda settings: f"The redirect to add and save at Discord, OAuth2: {settings.sign_in_redirect_uri}",
}
_PLACEHOLDERS = {
    "DISCORD_TOKEN": f"{'0' * 18}.{'0' * 6}.{'0' * 27}",
    "PUBLIC_URL": "http://localhost",
    "ANILIST_CLIENT_ID": "0",
}

_BACK = "back"

Ask = Callable[[str, str], str]
Say = Callable[[str], None]


def read_settings(env_file: Path, *, may_ask: bool) -> Settings:
    """The settings of this start. Raises SettingsError; MissingSettings only if there is no terminal to ask on."""
    texts = texts_from(os.environ, env_file)
    if missing_names(texts) and may_ask:
        for sentence in misspellings(env_file):
            say(sentence)
        texts = complete(texts, env_file, ask=ask_on_terminal, say=say)
    settings = from_texts(texts)
    start_logging(settings.log_level, settings.log_format)
    return settings


def read_data_settings(env_file: Path) -> DataSettings:
    """The settings of a command that needs the data alone. Raises SettingsError."""
    settings = data_from_texts(texts_from(os.environ, env_file))
    start_logging(settings.log_level, settings.log_format)
    return settings


def misspellings(env_file: Path) -> list[str]:
    """A sentence for each name that is set and nearly a setting's, without its value."""
    return [
        f"{name} is set, but Musubi has no such setting: did you mean {meant}?"
        for name, meant in misspelt_names(os.environ, env_file).items()
    ]


def log_misspellings(env_file: Path) -> None:
    for sentence in misspellings(env_file):
        _log.warning(sentence)


def ask_on_terminal(name: str, question: str) -> str:
    # A process that a shell starts in the background ignores Ctrl-C for good, and we have promised that it stops.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if _is_secret(name):
        return getpass.getpass(f"{question}\n  (hidden while you paste it): ")
    return input(f"{question}: ")


def _is_secret(name: str) -> bool:
    return name.endswith(("TOKEN", "SECRET"))


def complete(texts: dict[str, str], env_file: Path, *, ask: Ask, say: Say) -> dict[str, str]:
    """Ask for each missing setting until it is right, and write it down at once; returns all texts.

    Raises SettingsError when a setting that is given is wrong.
    """
    _with_placeholders(texts)
    say(
        f"Musubi needs a few things before it can start. Type {_BACK} to correct the answer before. "
        f"Ctrl-C stops; what you have answered is kept in {env_file}."
    )
    names, at = _to_ask(texts), 0
    while at < len(names):
        name = names[at]
        if name in _REDIRECTS:
            say(_REDIRECTS[name](_with_placeholders(texts)))
        text = _ask_until_right(name, texts, ask, say)
        if text:
            texts = {**texts, name: text}
            write_setting(env_file, name, text)
        at = max(at - 1, 0) if text is None else at + 1
    return texts


def _to_ask(texts: Mapping[str, str]) -> list[str]:
    """What is missing, and then what is offered: the sign-in, where there is a web server."""
    missing = missing_names(texts)
    has_pages = "PUBLIC_URL" in texts or "PUBLIC_URL" in missing
    return [*missing, _OFFERED] if missing and has_pages and _OFFERED not in texts else missing


def write_setting(env_file: Path, name: str, text: str) -> None:
    """Set `name` in `env_file`, which only its owner can read from then on; all other lines stay as they are."""
    lines = env_file.read_text("utf-8").splitlines() if env_file.exists() else []
    old = [number for number, line in enumerate(lines) if re.match(rf"\s*(export\s+)?{name}\s*=", line)]
    for number in reversed(old[1:]):
        del lines[number]
    place = slice(old[0], old[0] + 1) if old else slice(len(lines), None)
    lines[place] = [f"{name}={text}"]
    draft = env_file.with_name(f"{env_file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    draft.replace(env_file)


def _with_placeholders(texts: Mapping[str, str]) -> Settings:
    """The settings, with placeholders for the missing ones."""
    return from_texts({**texts, **{name: _PLACEHOLDERS[name] for name in missing_names(texts)}})


def _ask_until_right(name: str, texts: dict[str, str], ask: Ask, say: Say) -> str | None:
    """The answer in the form for the file; None to go back, empty to go on without what is offered.

    An answer that could not be checked becomes the default.
    """
    default = texts.get(name, "")
    if name == "PUBLIC_URL" and not default:
        default = f"http://localhost:{texts.get('PORT', '8080')}"
    while True:
        text = ask(name, _question(name, default)).strip() or default
        if text.lower() == _BACK:
            return None
        if name == _OFFERED and not text:
            return ""
        try:
            if text:
                text = _plain(read_setting(name, text))
                say(f"  ✓ {asyncio.run(_approve(name, _with_placeholders({**texts, name: text})))}")
                return text
        except Unreachable as error:
            default = text
            say(f"  ✗ {error} What you have typed is kept: Enter tries it again.")
        except (SettingsError, CheckFailed) as error:
            say(f"  ✗ {error}")


def _question(name: str, default: str) -> str:
    shown = "what you have typed" if _is_secret(name) else default
    return _QUESTIONS[name] + (f" [{shown}]" if default else "")


def _plain(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)


async def _approve(name: str, settings: Settings) -> str:
    """Check an answer with its service, and return the result as a sentence. Raises CheckFailed."""
    async with aiohttp.ClientSession() as session:
        match name:
            case "DISCORD_TOKEN":
                return f"Discord knows the bot as {(await discord_application(session, settings)).name}"
            case "ANILIST_CLIENT_ID":
                return await _approve_client(session, settings)
            case "DISCORD_CLIENT_SECRET":
                return await _approve_sign_in(session, settings)
            case _:
                return "noted"


async def _approve_sign_in(session: aiohttp.ClientSession, settings: Settings) -> str:
    secret, *redirects = await check_sign_in(session, settings, await discord_application(session, settings))
    if not secret.is_well:
        raise CheckFailed(f"{secret.text}. {secret.mend}")
    for redirect in redirects:
        if not redirect.is_well:
            raise Unreachable(f"{redirect.text}. {redirect.mend}.")
    return secret.text


async def _approve_client(session: aiohttp.ClientSession, settings: Settings) -> str:
    try:
        finding = await check_client(anilist_for(settings, session), settings)
    except AniListError as error:
        if not await _is_online(session, settings):
            raise Unreachable(
                "Neither AniList nor Discord can be reached: check this machine's network, then try again."
            ) from error
        return f"noted, but not checked: {error}"  # an outage at AniList does not hold the admin up
    if not finding.is_well:
        raise CheckFailed(f"{finding.text}. {finding.mend} Type {_BACK} to correct the address.")
    return finding.text


async def _is_online(session: aiohttp.ClientSession, settings: Settings) -> bool:
    """Whether Discord answers, even with an error."""
    try:
        await discord_application(session, settings)
    except Unreachable:
        return False
    except CheckFailed:
        return True
    return True


def missing_list(error: MissingSettings) -> str:
    """The sentences for a start without a terminal: all missing settings, their sources, and misspelt ones."""
    beginning = "Some settings are missing. Put them into .env (see .env.example):"
    lines = [f"  {name}  {_QUESTIONS[name]}" for name in error.names]
    return "\n".join([beginning, *lines, *misspellings(ENV_FILE)])
