"""The repositories of the store, one for each kind of row, and how each is made. Knows none of their tables."""

import secrets

import msgspec

from store import canary
from store.activities import Activities
from store.activity_news import ActivityNews
from store.activity_posts import PostedActivity
from store.airings import Airings
from store.attempts import Attempts
from store.bulks import Bulks
from store.cached_answers import CachedAnswers
from store.changes import Changes
from store.commands import Commands
from store.copies import Copies
from store.crowd import CrowdFacts
from store.database import Clock, Database
from store.deferred import DeferredRecords
from store.due_lists import DueLists
from store.entries import Entries
from store.errors import StoreError
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
from store.pending_input import PendingInput
from store.pending_links import PendingLinks
from store.personal_data import PersonalData
from store.preferences import Preferences
from store.processes import Processes
from store.profile import ProfileLines
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
    profile_lines: ProfileLines
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


def repositories(database: Database, keys: KeyRing, scrubs: Scrubs, copies: Copies, now: Clock) -> Store:
    """The repositories of an open database."""
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
        profile_lines=ProfileLines(database),
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
