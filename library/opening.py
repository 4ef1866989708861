"""Opening the library: the index is loaded, and running fetches are ended at the close."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

import msgspec

from anilist import AniList
from library.activity.gathering import Gathering
from library.activity.lines import ActivityLines
from library.activity.missing import MissingActivities
from library.activity.poll import ActivityPoll
from library.answer_cache import AnswerCache
from library.browse.pages import Browsing
from library.browse.terms import TermCache
from library.cast.characters import Characters
from library.cast.finding import character_finder, staff_finder, studio_finder
from library.cast.staff import StaffMembers
from library.cast.studios import Studios
from library.changes.bulk import BulkEditor
from library.changes.custom_lists import CustomListEditor
from library.changes.deferred import DeferredChanges
from library.changes.editing import Editor
from library.changes.receipts import Receipts
from library.changes.replies import ReplyEditor
from library.changes.say import TextEditor
from library.changes.thumbs import ThumbEditor
from library.changes.toggles import ToggleEditor
from library.changes.user_locks import UserLocks
from library.crowd import Crowd, CrowdCache
from library.finding.finder import Finder
from library.finding.name_finder import NameFinder
from library.following import FollowedPeople
from library.franchise.franchises import Franchises
from library.imports.importer import Importer
from library.listing.pages import ListPages
from library.listing.views import Views
from library.notify.feeds import ServerFeeds
from library.notify.reminders import PersonReminders
from library.profile import Profiles
from library.schedule.airing import Schedule
from library.schedule.poll import Poll
from library.stats import Stats
from library.strangers import Strangers
from library.sync.background import BackgroundSync
from library.sync.gone_index import GoneIndex
from library.sync.gone_titles import GoneTitleCheck
from library.sync.library import Library
from library.sync.list_sync import ListSync
from library.sync.notifications import NotificationReading
from library.sync.sources import sources_of
from library.sync.title_loading import TitleLoading
from library.sync.title_pages import TitlePages
from library.sync.title_store import TitleStore
from library.titles.catalogue import Catalogue
from library.upcoming.news import TitleNews
from library.upcoming.poll import UpcomingPoll
from store import NamedKind, Store


class LibraryParts(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of the library that commands use."""

    library: Library
    list_pages: ListPages
    views: Views
    titles: TitleStore
    list_sync: ListSync
    title_loading: TitleLoading
    background_sync: BackgroundSync
    activity_poll: ActivityPoll
    finder: Finder
    editor: Editor
    toggles: ToggleEditor
    replies: ReplyEditor
    bulk: BulkEditor
    importer: Importer
    receipts: Receipts
    deferred: DeferredChanges
    thumbs: ThumbEditor
    texts: TextEditor
    poll: Poll
    schedule: Schedule
    upcoming: UpcomingPoll
    title_news: TitleNews
    crowd: Crowd
    browsing: Browsing
    terms: TermCache
    strangers: Strangers
    profiles: Profiles
    stats: Stats
    custom_lists: CustomListEditor
    answers: AnswerCache
    characters: Characters
    staff: StaffMembers
    studios: Studios
    name_finders: Mapping[NamedKind, NameFinder]
    followed: FollowedPeople
    franchises: Franchises
    reminders: PersonReminders
    feeds: ServerFeeds
    notifications: NotificationReading
    gone: GoneIndex
    gone_titles: GoneTitleCheck
    gathering: Gathering
    activity_lines: ActivityLines
    missing_activities: MissingActivities


@asynccontextmanager
async def open_library(anilist: AniList, store: Store, now: Callable[[], int]) -> AsyncGenerator[LibraryParts]:
    """The parts, wired. Titles are loaded meanwhile, and what runs at the close is ended."""
    parts = await _wired(anilist, store, now)
    parts.title_loading.start()
    try:
        yield parts
    finally:
        await parts.importer.close()
        await parts.finder.close()
        for one in parts.name_finders.values():
            await one.close()
        await parts.list_sync.close()
        await parts.title_loading.close()


async def _wired(anilist: AniList, store: Store, now: Callable[[], int]) -> LibraryParts:
    catalogue = Catalogue()
    gone = GoneIndex(store.gone_titles, catalogue)
    store.signals.subscribe("gone_titles", gone.load)
    await gone.load()
    sources = sources_of(anilist, store, catalogue, gone, now)
    title_loading = TitleLoading(store.media, catalogue)
    notifications = NotificationReading(store, anilist, sources.access, now)
    list_sync = ListSync(sources, notifications)
    answers = AnswerCache(store.cached_answers, now)
    pages = TitlePages(sources, store.relations, answers)
    library = Library(sources, list_sync, pages)
    finder = Finder(sources, library, pages, title_loading, catalogue)
    name_finders: dict[NamedKind, NameFinder] = {
        "CHARACTER": character_finder(sources, answers),
        "STAFF": staff_finder(sources, answers),
        "STUDIO": studio_finder(sources, answers),
    }
    locks, deferred = UserLocks(sources.access, store.leases), DeferredChanges(sources, store.deferred)
    receipts = Receipts(store.changes, store.toggles, now)
    store.signals.subscribe("titles", title_loading.hear)
    followed = FollowedPeople(sources, partial(store.signals.tell, "follows"))
    store.signals.subscribe("follows", followed.hear)
    importer = Importer(sources, library, list_sync, store, locks)
    title_news = TitleNews(store.outlooks, store.sweeps, store.title_events, store.notices, store.media, now)
    background_sync = BackgroundSync(list_sync, anilist, store, now)
    return LibraryParts(
        library=library,
        list_pages=ListPages(store.known, store.outlines, list_sync, title_loading, catalogue, now),
        views=Views(store.list_views),
        titles=sources.titles,
        list_sync=list_sync,
        title_loading=title_loading,
        background_sync=background_sync,
        activity_poll=ActivityPoll(anilist, store, background_sync, now),
        finder=finder,
        editor=Editor(sources, library, store.changes, receipts, locks, deferred),
        toggles=ToggleEditor(sources, library, followed.changed, store.toggles, receipts, locks, deferred),
        replies=ReplyEditor(sources, store.replies, locks, deferred),
        importer=importer,
        bulk=BulkEditor(sources, library, list_sync, store.bulks, receipts, locks, deferred),
        receipts=receipts,
        deferred=deferred,
        thumbs=ThumbEditor(sources, locks),
        texts=TextEditor(sources, locks),
        poll=Poll(sources, store.airings),
        upcoming=UpcomingPoll(sources, store.outlooks, store.sweeps, store.relations, title_news),
        title_news=title_news,
        schedule=Schedule(sources, list_sync, store.airings),
        crowd=Crowd(store.crowd, store.recommendations, CrowdCache(store.crowd, catalogue.public, now)),
        browsing=Browsing(sources, list_sync, answers, store.shown),
        terms=TermCache(anilist, answers),
        strangers=Strangers(anilist, sources.titles, store.media, answers, now),
        answers=answers,
        characters=Characters(sources, answers),
        staff=StaffMembers(sources, answers),
        studios=Studios(sources, answers),
        name_finders=name_finders,
        followed=followed,
        franchises=Franchises(sources, store.relations, pages),
        custom_lists=CustomListEditor(sources, library, list_sync, locks),
        stats=Stats(sources, list_sync, store.shown, store.cached_stats),
        profiles=Profiles(sources, list_sync, store.profile_lines),
        reminders=PersonReminders(store.reminders, store.notices, store.entries, store.media, now),
        notifications=notifications,
        gone=gone,
        gone_titles=GoneTitleCheck(sources, list_sync, store.gone_titles),
        feeds=ServerFeeds(store.feeds, store.media, now),
        gathering=Gathering(store.activity_news, store.notices, now),
        activity_lines=ActivityLines(store.activity_news, store.media),
        missing_activities=MissingActivities(anilist, store.activities, now),
    )
