"""Health checks of the settings: each asks one service, and says how to repair a fault."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohttp
import msgspec

from anilist import AniList, AniListError, RateLimited, Scheduler, Unavailable
from config import Settings
from redaction import one_line
from store import InUse, StoreError, open_store
from store.database import NAME as DATABASE_NAME
from version import VERSION

REFUSED_BY_DISCORD = (
    "Discord does not accept DISCORD_TOKEN: reset it on the Bot page of your application and set the new one."
)
DISCORD_UNREACHABLE = "Discord can't be reached: check this machine's network, then try again."

_USER_AGENT = f"DiscordBot (self-hosted Musubi, {VERSION})"
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)


class Finding(msgspec.Struct, frozen=True):
    """The result of a check. `mend` says how to repair a fault, where `text` does not say so itself."""

    text: str
    mend: str = ""
    is_well: bool = False


def well(text: str) -> Finding:
    return Finding(text, is_well=True)


class Application(msgspec.Struct, frozen=True):
    """The application of a bot token, as Discord describes it."""

    id: str
    name: str
    interactions_endpoint_url: str | None = None


class CheckFailed(Exception):
    """A check has failed; the message says what is wrong and what to do."""


class Unreachable(CheckFailed):
    """The service could not be asked, so the setting may be right."""


def anilist_for(settings: Settings, session: aiohttp.ClientSession, scheduler: Scheduler | None = None) -> AniList:
    """A client of AniList, by `settings`."""
    return AniList(
        session,
        api_url=settings.anilist_api_url,
        oauth_url=settings.anilist_oauth_url,
        client_id=settings.anilist_client_id,
        client_secret=settings.anilist_client_secret,
        redirect_uri=settings.redirect_uri,
        referer=settings.public_url or "http://localhost",
        scheduler=scheduler,
    )


async def discord_application(session: aiohttp.ClientSession, settings: Settings) -> Application:
    """The application behind the bot token. Raises :class:`CheckFailed`."""
    url = f"{settings.discord_api_url}/v10/applications/@me"
    headers = {"Authorization": f"Bot {settings.discord_token.reveal()}", "User-Agent": _USER_AGENT}
    try:
        async with session.get(url, headers=headers, timeout=_TIMEOUT, allow_redirects=False) as response:
            if response.status == 401:
                raise CheckFailed(REFUSED_BY_DISCORD)
            if response.status != 200:
                raise Unreachable(f"Discord answered {response.status}: try again later.")
            told = msgspec.json.decode(await response.read(), type=Application)
            return msgspec.structs.replace(told, name=one_line(told.name))
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise Unreachable(DISCORD_UNREACHABLE) from error


async def check_discord(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    application = await discord_application(session, settings)
    if application.interactions_endpoint_url:
        return Finding(
            f"Discord sends interactions to {application.interactions_endpoint_url}, not to this bot",
            "Empty “Interactions Endpoint URL” on the General Information page of your application.",
        )
    return well(f"Discord knows the bot as {application.name}")


async def check_client(anilist: AniList, settings: Settings) -> Finding:
    if await anilist.knows_client():
        return well(f"AniList knows client {settings.anilist_client_id}")
    return Finding(
        f"AniList does not know client {settings.anilist_client_id} with the redirect URL {settings.redirect_uri}",
        "Compare both with https://anilist.co/settings/developer, letter by letter.",
    )


async def check_anilist(anilist: AniList) -> Finding:
    try:
        await anilist.ping()
    except RateLimited as error:
        return Finding("AniList answers, and asks to slow down", f"Wait {error.retry_after:.0f} s.")
    except Unavailable as error:
        notice = f" It says: “{error.notice}”" if error.notice else ""
        return Finding(f"{error}.{notice}", "Try again later; links and lists wait until AniList is back.")
    return well("AniList answers")


async def check_public_url(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Check the address from here; AniList's redirect comes from people's browsers, which may have another way."""
    url = f"{settings.public_url}/healthz"
    mend = (
        f"Is Musubi running, and does your reverse proxy pass {settings.public_url} to {settings.host}:{settings.port}?"
    )
    try:
        async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            if response.status == 200 and await response.content.read(16) == b"ok\n":
                return well(f"{settings.public_url} leads to Musubi")
            return Finding(f"{url} answers {response.status}, and not as Musubi would", mend)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(f"{url} can't be reached ({type(error).__name__})", mend)


async def check_store(settings: Settings) -> Finding:
    """Open the database and count the links; a missing database is not created."""
    if not (settings.data_dir / DATABASE_NAME).exists():
        if not settings.secret_key and settings.secret_key_file.exists():
            return Finding(
                f"There is no database in {settings.data_dir}, but its key {settings.secret_key_file} is there",
                "If people were linked before, set DATA_DIR or restore a backup; if not, the first start makes it.",
            )
        return well(f"There is no data in {settings.data_dir} yet: the first start makes it")
    try:
        async with open_store(
            settings.data_dir, key_file=settings.secret_key_file, key_text=settings.secret_key
        ) as store:
            count = await store.links.count()
    except InUse:
        return well(f"The data in {settings.data_dir} is in use: Musubi is running")
    return well(f"The data in {settings.data_dir} opens with its key; linked accounts: {count}")


async def findings(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """The results of all checks, which run independently."""
    anilist = anilist_for(settings, session)
    checks = [
        check_discord(session, settings),
        check_anilist(anilist),
        check_client(anilist, settings),
        check_store(settings),
    ]
    if settings.public_url:
        checks.append(check_public_url(session, settings))
    return await asyncio.gather(*(_found(check) for check in checks))


async def _found(check: Coroutine[Any, Any, Finding]) -> Finding:
    try:
        return await check
    except (CheckFailed, AniListError, StoreError) as error:
        return Finding(str(error))
