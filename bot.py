"""Start here: read the settings, open each part once, wire the parts, run; and the subcommands.

python bot.py            run
python bot.py --help     everything else
"""

import argparse
import asyncio
import errno
import gc
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from admin import application, commands, moving, proxy_note
from admin.arguments import demo_port, file_name
from admin.checks import anilist_for
from admin.failures import EXPECTED, exit_code, in_words, not_listening
from admin.heartbeat import beating, healthy
from admin.process import until_stopped
from admin.processes import announced
from admin.setup import ENV_FILE, log_misspellings, read_data_settings, read_settings
from admin.terminal import fail, say, start_logging
from anilist import AniList, Scheduler, shared_queue
from chat.client import Musubi
from cogs import features
from config import DataSettings, Settings, SettingsError
from library.opening import open_library
from library.sync.list_sync import ListSync
from linking import Ended, Linked, Linking
from redaction import Secret
from store import CopySchedule, Shards, Store, open_store
from store.database import unix_time
from version import VERSION
from web.discord import DiscordSignIn
from web.server import create_app, serve

SECONDS_TO_REACH_DISCORD = 15
SECONDS_TO_FINISH = 4


@asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    now: Callable[[], int] = unix_time,
    connector: aiohttp.BaseConnector | None = None,
    scheduler: Scheduler | None = None,
) -> AsyncGenerator[Musubi, None]:
    """Open all parts of the bot, which is not logged in yet.

    `connector` and `scheduler` are for the demo and the tests, which have their own clock.
    """
    async with (
        open_store(
            settings.data_dir,
            key_file=settings.secret_key_file,
            key_text=settings.secret_key,
            database_url=settings.database_url,
            copies=_copies(settings),
            now=now,
        ) as store,
        aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session,
        _scheduler(store, scheduler) as requests,
    ):
        anilist = anilist_for(settings, session, requests)
        linking = _linking(settings, anilist, store, now)
        async with open_library(anilist, store, now) as parts:
            linking.subscribe(lambda event: read_lists(parts.list_sync, event))
            yield Musubi(
                store=store,
                linking=linking,
                anilist=anilist,
                parts=parts,
                session=session,
                features=features(),
                host=(settings.privacy_url, settings.contact),
                now=now,
                shards=_shards(settings),
            )


@asynccontextmanager
async def _scheduler(store: Store, given: Scheduler | None) -> AsyncGenerator[Scheduler, None]:
    """The scheduler that is given, or one that shares AniList's minute with the other processes on the database."""
    if given or not store.database.is_shared:
        yield given or Scheduler()
        return
    async with shared_queue(store.minute, store.process) as queue:
        yield Scheduler(queue)


def _linking(settings: Settings, anilist: AniList, store: Store, now: Callable[[], int]) -> Linking:
    return Linking(
        anilist=anilist,
        links=store.links,
        attempts=store.attempts,
        pending_links=store.pending_links,
        leases=store.leases,
        signing_key=store.keys.derive("state"),
        client_id=settings.anilist_client_id,
        grant=settings.grant,
        proof=settings.proof,
        now=now,
    )


def _shards(settings: Settings) -> Shards | None:
    """The shards of this process; None is as many as Discord asks for."""
    if settings.role == "web":
        return Shards(1, ())
    part = settings.shards
    return Shards(part.count, tuple(part.numbers)) if part else None


def _copies(settings: Settings) -> CopySchedule | None:
    if settings.backup_dir is None:
        return None
    return CopySchedule(settings.backup_dir, settings.backup_every, settings.backup_keep)


async def read_lists(list_sync: ListSync, event: Linked | Ended) -> None:
    """Read a new link's lists once, in the background."""
    if isinstance(event, Linked):
        list_sync.start_sync(event.link, whole=True)


@asynccontextmanager
async def serve_pages(bot: Musubi, settings: Settings) -> AsyncGenerator[None, None]:
    """Serve the redirect page; nobody can link before the login. AniList's pin page may take its place."""
    if settings.public_url is None:
        yield
        return
    app = create_app(
        linking=bot.linking,
        sign_in=_sign_in(bot, settings),
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        ready=bot.works,
        is_open=lambda: bot.is_set_up,
        now=bot.now,
        report_proxies=lambda proxies: proxy_note.write(settings.data_dir, proxies),
        contact=settings.contact,
    )
    proxy_note.clear(settings.data_dir)
    async with serve(app, settings.host, settings.port):
        yield


@asynccontextmanager
async def serve_metrics(bot: Musubi, settings: Settings) -> AsyncGenerator[None, None]:
    """Serve Prometheus, if `METRICS_PORT` is set, also while Discord does not answer. Raises SettingsError."""
    if settings.metrics_port is None:
        yield
        return
    from web import metrics, pauses  # noqa: PLC0415  (the exporter takes 10 ms and 2 MB that others keep)

    async with AsyncExitStack() as stack:
        measured = metrics.Measured(
            store=bot.store,
            load=lambda: bot.anilist.load,
            servers=lambda: len(bot.guilds),
            is_connected=bot.is_connected,
            interactions=bot.interactions,
            notices=bot.delivery.tally,
            activity=bot.parts.activity_poll.tally,
            renewal=lambda: bot.parts.background_sync.backlog,
            pauses=stack.enter_context(pauses.watching()),
        )
        app = metrics.metrics_app(measured)
        try:
            await stack.enter_async_context(serve(app, settings.metrics_host, settings.metrics_port))
        except OSError as error:
            raise SettingsError(not_listening(error, "METRICS_")) from error
        yield


def _sign_in(bot: Musubi, settings: Settings) -> DiscordSignIn | None:
    if settings.discord_client_secret is None:
        return None
    return DiscordSignIn(
        session=bot.session,
        api_url=settings.discord_api_url,
        client_id=lambda: str(bot.application_id),
        client_secret=settings.discord_client_secret,
        redirect_uri=settings.sign_in_redirect_uri,
    )


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; acknowledged interactions are finished first."""
    async with (
        open_bot(settings) as bot,
        beating(settings.data_dir),
        announced(bot.store, settings),
        serve_metrics(bot, settings),
        bot,
    ):
        await until_stopped(work(bot, settings))
        await bot.finish(seconds=SECONDS_TO_FINISH)


async def work(bot: Musubi, settings: Settings) -> None:
    """Log in and answer Discord and browsers, for good. When cancelled, it lets the browsers' requests end.

    Without a shard, browsers alone are answered.
    """
    async with serve_pages(bot, settings):
        await log_in(bot, settings.discord_token)
        say(f"Invite Musubi to a server: {bot.invite_url}")
        say(f"Redirect URL to enter at AniList: {settings.redirect_uri}")
        setting_up = asyncio.create_task(application.set_up(bot.session, settings, say))
        try:
            await asyncio.gather(bot.connect() if bot.has_gateway else asyncio.Event().wait(), settle(bot))
        finally:
            setting_up.cancel()


async def settle(bot: Musubi) -> None:
    """Exempt the objects that stay for good from Python's garbage collector, which takes 0.1 s to look through them.

    The collector is off while they are loaded, because none of them becomes garbage then.
    """
    gc.disable()
    try:
        await bot.parts.title_loading.wait()
    finally:
        gc.freeze()
        gc.enable()


async def log_in(bot: Musubi, token: Secret) -> None:
    """Log in and sync the commands, for as long as Discord asks to wait.

    Raises TimeoutError when Discord stays silent.
    """
    login = asyncio.create_task(bot.login(token.reveal()))
    try:
        await asyncio.wait({login}, timeout=SECONDS_TO_REACH_DISCORD)
        # Discord's first answer sets the id; syncing the commands may then take longer, and is waited for.
        if bot.application_id is None and not login.done():
            raise TimeoutError("Discord did not answer")
        await login
    finally:
        login.cancel()


def run_command(_: argparse.Namespace) -> None:
    settings = read_settings(ENV_FILE, may_ask=sys.stdin.isatty())
    log_misspellings(ENV_FILE)
    asyncio.run(run(settings))


def demo_command(arguments: argparse.Namespace) -> None:
    from demo.run import run as run_demo  # noqa: PLC0415  (a server does not have the demo's packages)

    start_logging("WARNING")
    try:
        asyncio.run(run_demo(open_bot, serve_pages, until_stopped, say, port=arguments.port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        fail(f"One of the ports {arguments.port} to {arguments.port + 2} is taken: choose another with --port.")


def with_settings(command: Callable[[Settings, argparse.Namespace], None]) -> Callable[[argparse.Namespace], None]:
    return lambda arguments: command(read_settings(ENV_FILE, may_ask=False), arguments)


def with_data(command: Callable[[DataSettings, argparse.Namespace], None]) -> Callable[[argparse.Namespace], None]:
    return lambda arguments: command(read_data_settings(ENV_FILE), arguments)


def parser() -> argparse.ArgumentParser:
    """The subcommands; without one, Musubi runs."""
    root = argparse.ArgumentParser(
        prog="bot.py",
        description="Musubi: AniList in Discord (unofficial, for AniList). Without a subcommand it runs, "
        "and asks on a terminal for the settings that are missing.",
    )
    root.add_argument("--version", action="version", version=f"Musubi {VERSION}")
    root.set_defaults(command=run_command)
    subcommands = root.add_subparsers(title="subcommands", metavar="SUBCOMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], None], words: str) -> argparse.ArgumentParser:
        sub = subcommands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    doctor = add("doctor", with_settings(commands.doctor), "say what is set, reachable and wrong, and how to fix it")
    doctor.add_argument("--newest", action="store_true", help="ask the clone's origin for a newer release, too")
    add("healthy", with_data(healthy), "say whether Musubi runs on the data folder, for a supervisor: exit code 0 or 1")
    demo = add("demo", demo_command, "try everything in a browser, without any account")
    demo.add_argument("--port", type=demo_port, default=8000, help="port of the page to open (default: 8000)")
    backup = add("backup", with_data(commands.backup), "write a copy of the data to FILE")
    backup.add_argument("file", type=file_name, metavar="FILE")
    restore = add("restore", with_data(commands.restore), "put the copy in FILE in the place of the data")
    restore.add_argument("file", type=file_name, metavar="FILE")
    add("rotate-key", with_data(commands.rotate_key), "encrypt everything with a new key and drop the old one")
    engine = "sqlite, or DATABASE_URL for the PostgreSQL that is set"
    move = add("move", with_data(moving.move), "move all data from SQLite into PostgreSQL, or back")
    move.add_argument("--from", dest="source", type=moving.engine_name, required=True, metavar="ENGINE", help=engine)
    move.add_argument("--to", dest="target", type=moving.engine_name, required=True, metavar="ENGINE", help=engine)
    return root


def main(arguments: list[str]) -> None:
    """Run the subcommand of `arguments`; an error that keeps Musubi from starting is one sentence."""
    parsed = parser().parse_args(arguments)
    try:
        parsed.command(parsed)
    except EXPECTED as error:
        fail(in_words(error), exit_code(error))
    except (KeyboardInterrupt, EOFError):
        # Python takes a moment to end, in which a second Ctrl-C would kill it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise SystemExit(130) from None


if __name__ == "__main__":
    main(sys.argv[1:])
