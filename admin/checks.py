"""Health checks of the settings: each asks one service, and says how to repair a fault."""

import asyncio
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from admin.activity import check_activity
from admin.application import check_discord
from admin.backlog import check_backlog
from admin.feeds import check_feeds
from admin.findings import CheckFailed, Finding, well
from admin.machine import check_machine, check_newest
from admin.postgresql import check_postgresql
from admin.processes import check_processes
from admin.proxy_note import check_proxies
from anilist import AniList, AniListError, RateLimited, Scheduler, Unavailable
from config import Settings
from store import InUse, StoreError, files, open_store, refuse_place
from store.sqlite import NAME as DATABASE_NAME

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # who listens at all is asked at loopback  # noqa: S104
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)


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


async def check_client(anilist: AniList, settings: Settings) -> Finding:
    """Whether AniList has the admin's client. Raises AniList's errors: a first start goes on without the answer."""
    if await anilist.knows_client():
        return well(f"AniList knows client {settings.anilist_client_id}")
    return Finding(
        f"AniList does not know client {settings.anilist_client_id} with the redirect URL {settings.redirect_uri}",
        "Compare both with https://anilist.co/settings/developer, letter by letter.",
    )


async def _told_client(anilist: AniList, settings: Settings) -> Finding:
    try:
        return await check_client(anilist, settings)
    except AniListError as error:
        return Finding(f"Whether AniList knows client {settings.anilist_client_id} can't be told: {error}")


async def check_anilist(anilist: AniList) -> Finding:
    try:
        await anilist.ping()
    except RateLimited as error:
        return Finding("AniList answers, and asks to slow down", f"Wait {error.retry_after:.0f} s.")
    except Unavailable as error:
        notice = f" It says: “{error.notice}”" if error.notice else ""
        return Finding(f"{error}.{notice}", "Try again later; links and lists wait until AniList is back.")
    used, most = anilist.load.used, anilist.load.per_minute
    hint = (
        "Members wait for their turn at busy times, and lists are renewed more slowly." if used > most * 3 / 4 else ""
    )
    return well(f"AniList answers; of {most} requests a minute {used} are used", hint)


async def check_public_url(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Check the address from here; AniList's redirect comes from people's browsers, which may have another way."""
    url = f"{settings.public_url}/healthz"
    mend = (
        f"Is Musubi running, and does your reverse proxy pass {settings.public_url} to {settings.host}:{settings.port}?"
    )
    return await _served(session, url, b"ok\n", f"{settings.public_url} leads to Musubi", mend)


async def check_metrics(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Check the exporter, which answers as soon as Musubi runs."""
    host = _EVERY_ADDRESS.get(settings.metrics_host, settings.metrics_host)
    url = str(URL.build(scheme="http", host=host, port=settings.metrics_port, path="/metrics"))
    return await _served(session, url, b"# HELP musubi_", f"{url} is there for Prometheus", "Is Musubi running?")


async def _served(session: aiohttp.ClientSession, url: str, beginning: bytes, words: str, mend: str) -> Finding:
    """Whether `url` answers with `beginning`, which only Musubi's page has."""
    try:
        async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            if response.status == 200 and (await response.content.read(16)).startswith(beginning):
                return well(words)
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
        refuse_place(settings.data_dir, key_file=settings.secret_key_file, key_text=settings.secret_key)
        return well(f"There is no data in {settings.data_dir} yet: the first start makes it")
    try:
        async with open_store(
            settings.data_dir, key_file=settings.secret_key_file, key_text=settings.secret_key
        ) as store:
            count = await store.links.count()
    except InUse:
        return well(f"The data in {settings.data_dir} is in use: Musubi is running")
    return well(f"The data in {settings.data_dir} opens with its key; linked accounts: {count}")


async def check_copies(folder: Path) -> Finding:
    """Whether automatic copies can be made in `folder`, which the first one makes."""
    files.refuse_unwritable(folder)
    return well(f"Copies of the database can be written to {folder}")


async def check_data(anilist: AniList, settings: Settings) -> list[Finding]:
    """The store, then lists and feeds: an older release's database has been brought up to date by then."""
    if settings.database_url:
        found = [*await check_postgresql(settings), *await check_processes(settings)]
    else:
        found = [await check_store(settings)]
    return [
        *found,
        *await check_backlog(anilist, settings),
        *await check_activity(settings),
        *await check_feeds(settings),
    ]


async def check_address(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """The address, and then the proxy in front of it: Musubi has seen the request by which the address was checked."""
    address = await check_public_url(session, settings)
    return [address, *check_proxies(settings)]


async def findings(
    session: aiohttp.ClientSession, settings: Settings, secret_files: Iterable[Path], newest_of: Path | None = None
) -> list[list[Finding]]:
    """The results of all checks, which run independently; with `newest_of`, a clone, a newer release is looked for."""
    anilist = anilist_for(settings, session)
    checks: list[Coroutine[Any, Any, Finding | list[Finding]]] = [
        check_discord(session, settings),
        check_anilist(anilist),
        _told_client(anilist, settings),
        check_data(anilist, settings),
    ]
    if settings.public_url:
        checks.append(check_address(session, settings))
    if settings.metrics_port:
        checks.append(check_metrics(session, settings))
    if settings.backup_dir:
        checks.append(check_copies(settings.backup_dir))
    if newest_of:
        checks.append(check_newest(newest_of))
    checks.append(check_machine(settings, secret_files))
    return await asyncio.gather(*(_found(check) for check in checks))


async def _found(check: Coroutine[Any, Any, Finding | list[Finding]]) -> list[Finding]:
    try:
        found = await check
    except (CheckFailed, AniListError, StoreError) as error:
        found = Finding(str(error))
    except OSError as error:
        if error.filename is None:  # it is about no file: a connection's, or a time-out
            raise
        found = Finding(f"{error.filename} can't be used ({error.strerror})", "Run the doctor as the user of Musubi.")
    return [found] if isinstance(found, Finding) else found
