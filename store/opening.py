"""The composition root of the store: it opens the database, finds the keys that fit it, and makes the repositories.

Knows nothing of the tables.
"""

import logging
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import msgspec

from redaction import Secret
from store import canary, files
from store.activities import Activities
from store.activity_news import ActivityNews
from store.activity_posts import PostedActivity
from store.airings import Airings
from store.attempts import Attempts
from store.bulks import Bulks
from store.cached_answers import CachedAnswers
from store.changes import Changes
from store.commands import Commands
from store.copies import Copies, CopySchedule
from store.crowd import CrowdFacts
from store.database import Clock, Database, unix_time
from store.deferred import DeferredRecords
from store.due_lists import DueLists
from store.entries import Entries
from store.errors import KeyUnusable, StoreError, Unmoved
from store.favourites import Favourites
from store.feed_pauses import FeedPauses
from store.feed_posts import FeedPosts
from store.feeds import Feeds
from store.gone_titles import GoneTitles
from store.guilds import Guilds
from store.hearing import Hearing
from store.import_titles import ImportTitles
from store.imports import Imports
from store.keys import KeyRing
from store.known import KnownTitles
from store.languages import Languages
from store.leases import Leases
from store.links import Links
from store.list_views import ListViews
from store.mal_ids import MalIds
from store.media import MediaFacts
from store.members import Members
from store.minute import AniListMinute
from store.notices import Notices
from store.notifications import NotificationRecords
from store.outlines import Outlines
from store.outlooks import Outlooks
from store.overwriting import overwrite_deleted
from store.pending_input import PendingInput
from store.pending_links import PendingLinks
from store.personal_data import PersonalData
from store.preferences import Preferences
from store.processes import Processes
from store.put_back import PutBack
from store.recommendations import Recommendations
from store.relations import Relations
from store.reminders import Reminders
from store.replies import Replies
from store.rooms import Rooms
from store.scrubs import Scrubs
from store.sharers import Sharers
from store.shown import Shown
from store.signals import Signals
from store.sqlite import NAME, SQLite
from store.stats import CachedStats
from store.sweeps import Sweeps
from store.title_events import TitleEvents
from store.toggles import Toggles
from store.visibility import Visibility
from store.welcomes import Welcomes


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """The open store, with a repository for each kind of row. `process` is this process's id, new at each start."""

    process: str
    database: Database
    keys: KeyRing
    links: Links
    list_views: ListViews
    attempts: Attempts
    pending_links: PendingLinks
    visibility: Visibility
    members: Members
    guilds: Guilds
    commands: Commands
    entries: Entries
    due_lists: DueLists
    shown: Shown
    personal_data: PersonalData
    media: MediaFacts
    known: KnownTitles
    outlines: Outlines
    activities: Activities
    hearing: Hearing
    airings: Airings
    changes: Changes
    bulks: Bulks
    imports: Imports
    import_titles: ImportTitles
    mal_ids: MalIds
    deferred: DeferredRecords
    pending_input: PendingInput
    preferences: Preferences
    languages: Languages
    favourites: Favourites
    toggles: Toggles
    replies: Replies
    crowd: CrowdFacts
    recommendations: Recommendations
    cached_answers: CachedAnswers
    relations: Relations
    outlooks: Outlooks
    sweeps: Sweeps
    title_events: TitleEvents
    cached_stats: CachedStats
    reminders: Reminders
    rooms: Rooms
    feeds: Feeds
    sharers: Sharers
    feed_pauses: FeedPauses
    feed_posts: FeedPosts
    activity_news: ActivityNews
    posted_activity: PostedActivity
    notices: Notices
    notifications: NotificationRecords
    gone_titles: GoneTitles
    welcomes: Welcomes
    leases: Leases
    signals: Signals
    processes: Processes
    put_back: PutBack
    minute: AniListMinute
    copies: Copies
    scrubs: Scrubs
    now: Clock

    async def works(self) -> bool:
        """A health check: whether the key opens the canary and a write succeeds."""
        try:
            await canary.check(self.database, self.keys)
            await self.database.execute("UPDATE canary SET checked_at = :now", now=self.now())
        except StoreError:
            return False
        return True


_EMPTY = (
    "The database %s is new and empty, and its key file %s is not. If people were linked before, their data is lost or "
    "in another place: stop, and mend DATA_DIR or DATABASE_URL, or run `python bot.py restore FILE`."
)

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_store(
    folder: Path,
    *,
    key_file: Path,
    key_text: Secret | None = None,
    database_url: Secret | None = None,
    copies: CopySchedule | None = None,
    now: Clock = unix_time,
) -> AsyncGenerator[Store]:
    """Open the SQLite database in `folder`, or the PostgreSQL at `database_url`. Raises StoreError.

    The keys are in `key_text` or else in `key_file`. A missing key file is created, but only while the database has no
    sealed values.
    """
    if key_text is None:
        _refuse_inside(folder, key_file)
    async with _open_database(folder, database_url, now) as (database, overwrite):
        keys = await _fitting_keys(database, key_file, key_text)
        store = _store(database, keys, Scrubs(database, overwrite), Copies(folder, copies, now), now)
        try:
            async with store.signals.listening():
                yield store
        finally:
            await store.leases.finish()
            await store.scrubs.finish()


@asynccontextmanager
async def _open_database(
    folder: Path, database_url: Secret | None, now: Clock
) -> AsyncGenerator[tuple[Database, Callable[[], Awaitable[None]] | None]]:
    """The database, and how the bytes of deleted rows are overwritten; None where the engine has no way."""
    if database_url is None:
        async with SQLite.open(folder, now) as database:
            yield database, partial(overwrite_deleted, database)
        return
    from store.postgresql import PostgreSQL  # noqa: PLC0415  (the driver takes 30 ms and 5 MB that others keep)

    with files.held(folder):
        async with PostgreSQL.open(database_url, now, may_be_newer=True) as database:
            await _refuse_data_left_behind(database, folder)
            yield database, None


async def _refuse_data_left_behind(database: Database, folder: Path) -> None:
    """Refuse to begin with nothing while the data are still in SQLite; after a move its file is elsewhere."""
    if (folder / NAME).exists() and not await canary.exists(database):
        raise Unmoved(
            f"The data are in {folder / NAME}, and {database.where} is empty: run `python bot.py move --from sqlite "
            "--to DATABASE_URL`; or put that file elsewhere, and nobody is linked."
        )


def _store(database: Database, keys: KeyRing, scrubs: Scrubs, copies: Copies, now: Clock) -> Store:
    process = secrets.token_hex(8)
    signals, entries = Signals(database, process), Entries(database)
    languages = Languages(database, signals)
    import_titles = ImportTitles(database, entries)
    links = Links(database, keys, scrubs, languages, now)
    return Store(
        process=process,
        database=database,
        keys=keys,
        links=links,
        list_views=ListViews(database, now),
        attempts=Attempts(database, keys, scrubs, now),
        pending_links=PendingLinks(database, keys, scrubs, links, now),
        visibility=Visibility(database),
        members=Members(database),
        guilds=Guilds(database, signals),
        commands=Commands(database),
        entries=entries,
        due_lists=DueLists(database),
        shown=Shown(database),
        personal_data=PersonalData(database),
        media=MediaFacts(database, signals),
        known=KnownTitles(database),
        outlines=Outlines(database),
        activities=Activities(database),
        hearing=Hearing(database),
        airings=Airings(database),
        changes=Changes(database, entries),
        bulks=Bulks(database, entries),
        imports=Imports(database, import_titles, keys),
        import_titles=import_titles,
        mal_ids=MalIds(database),
        deferred=DeferredRecords(database),
        pending_input=PendingInput(database, now),
        preferences=Preferences(database),
        languages=languages,
        favourites=Favourites(database),
        toggles=Toggles(database),
        replies=Replies(database),
        crowd=CrowdFacts(database),
        recommendations=Recommendations(database),
        cached_answers=CachedAnswers(database),
        relations=Relations(database),
        outlooks=Outlooks(database),
        sweeps=Sweeps(database),
        title_events=TitleEvents(database),
        cached_stats=CachedStats(database),
        reminders=Reminders(database),
        rooms=Rooms(database),
        feeds=Feeds(database),
        sharers=Sharers(database),
        feed_pauses=FeedPauses(database),
        feed_posts=FeedPosts(database),
        activity_news=ActivityNews(database),
        posted_activity=PostedActivity(database),
        notices=Notices(database, process),
        notifications=NotificationRecords(database),
        gone_titles=GoneTitles(database, signals),
        welcomes=Welcomes(database),
        leases=Leases(database, process),
        signals=signals,
        processes=Processes(database),
        put_back=PutBack(database, now),
        minute=AniListMinute(database, keys.derive("minute")),
        copies=copies,
        scrubs=scrubs,
        now=now,
    )


async def _fitting_keys(database: Database, key_file: Path, key_text: Secret | None) -> KeyRing:
    """The keys, checked against the canary; in a new database they seal it. Raises StoreError.

    All in one transaction: of two processes that start on a new database, the second finds the canary of the first.
    """
    async with database.transaction() as transaction:
        sealed = await canary.exists(transaction)
        if not sealed and key_text is None:
            _warn_of_an_older_key(database.where, key_file)
        keys = KeyRing.load(file=key_file, text=key_text, may_create=not sealed)
        if sealed:
            await canary.check(transaction, keys)
        else:
            await canary.write(transaction, keys)
    return keys


def _warn_of_an_older_key(database: str, key_file: Path) -> None:
    """Warn of an empty database beside an older key: the data folder may be the wrong one."""
    if key_file.exists():
        _log.warning(_EMPTY, database, key_file)


def _refuse_inside(folder: Path, key_file: Path) -> None:
    """Refuse a key file inside the data folder: a copy of the folder would hold the tokens and their key."""
    if key_file.resolve().is_relative_to(folder.resolve()):
        raise KeyUnusable(f"The key file {key_file} lies inside the data folder {folder}: move it out of there.")
