"""The store: SQL, migrations, sealed tokens. Knows neither Discord nor AniList nor HTTP.

`open_store` opens everything at once. Start reading at store/opening.py; the tables are in store/migrations/.
"""

from store.activities import Activities, Activity
from store.activity_news import ActivityNews, OwnChange, PostPlace, ToldActivity, ToldChange, Untold
from store.activity_posts import ActivityPost, PostedActivity
from store.airings import Airing, Airings, AiringStatus
from store.attempts import Attempt, Attempts
from store.backup import backup, restore
from store.bulks import Bulks
from store.cached_answers import CachedAnswer, CachedAnswers
from store.changes import Changes, History
from store.claims import Notice, Settled, Topic
from store.commands import Commands, ToldCommands
from store.copies import CopySchedule
from store.crowd import CrowdFacts, PackedEntries
from store.database import Database
from store.deferred import DeferredRecord, DeferredRecords
from store.due_lists import DueLists, ListAges, due_lists_beside
from store.entries import Entries
from store.entry import CachedEntry, Entry, FuzzyDate
from store.errors import (
    Damaged,
    DatabaseAway,
    InUse,
    InvalidBackup,
    KeyMissing,
    KeyUnusable,
    KeyWrong,
    NewerDatabase,
    SealBroken,
    StoreError,
    Unwritable,
)
from store.favourites import Favourites, NamedFavourite, NamedKind, Subject, SubjectKind
from store.feed_pauses import FeedPauses, Pause, PausedFeed, paused_feeds_beside
from store.feed_posts import FeedPosts
from store.feeds import EpisodeStatus, Feed, Feeds
from store.gone_titles import GoneTitle, GoneTitles, TitleReport
from store.guilds import Guilds, GuildSettings
from store.hearing import HeardPerson, Hearing, HearingState, OffReason, hearing_beside
from store.import_titles import ImportState, ImportTitle, ImportTitles, TitleCount, TitleState
from store.imports import Import, ImportMode, Imports
from store.journal import ChangeItem, ChangeRecord, EntryAnswer, Journal
from store.keys import KeyRing
from store.known import Discretion, KnownTitle, KnownTitles
from store.languages import Languages
from store.leases import Leases
from store.links import Link, Links, ListOptions, OpenLink, ReplacedLinks
from store.list_views import ListViews
from store.looking import Look, look_at
from store.mal_ids import MalIds
from store.media import Media, MediaFacts, TitleNames
from store.members import HiddenMembers, Members
from store.notices import NewNotice, Notices, Recipient, Timing, TopicNotice
from store.notifications import Notification, NotificationChoices, NotificationRecords
from store.opening import open_store, refuse_place
from store.outlines import EntryOutline, MediaOutline, Outlines, StatusCount
from store.outlooks import Outlook, Outlooks, OutlookStep, TitleEvent, TitleEventKind
from store.pending_input import PendingInput
from store.pending_links import PendingLink, PendingLinks, Progress
from store.personal_data import PersonalData
from store.preferences import Preferences
from store.processes import Process, Processes, SeenProcess, processes_beside
from store.profile import ProfileLines, ProfileMedia
from store.recommendations import Recommendation, Recommendations
from store.relations import Relation, Relations
from store.reminders import Reminder, Reminders, ReminderStatus
from store.replies import Replies, Reply
from store.repositories import Store
from store.rooms import Room, RoomKey, Rooms, WaitingGuest
from store.rotation import rotate
from store.shards import ALL_SHARDS, Shards, shard_of
from store.sharers import Sharers, SharingChoice
from store.shown import Shown, ShownEntry
from store.stats import CachedStats
from store.sweeps import Sweep, Sweeps
from store.taking import taken, to_the_end
from store.title_events import TitleEvents, ToldEvent
from store.toggles import Toggle, Toggles
from store.visibility import Visibility

__all__ = [
    "ALL_SHARDS",
    "Activities",
    "Activity",
    "ActivityNews",
    "ActivityPost",
    "Airing",
    "AiringStatus",
    "Airings",
    "Attempt",
    "Attempts",
    "Bulks",
    "CachedAnswer",
    "CachedAnswers",
    "CachedEntry",
    "CachedStats",
    "ChangeItem",
    "ChangeRecord",
    "Changes",
    "Commands",
    "CopySchedule",
    "CrowdFacts",
    "Damaged",
    "Database",
    "DatabaseAway",
    "DeferredRecord",
    "DeferredRecords",
    "Discretion",
    "DueLists",
    "Entries",
    "Entry",
    "EntryAnswer",
    "EntryOutline",
    "EpisodeStatus",
    "Favourites",
    "Feed",
    "FeedPauses",
    "FeedPosts",
    "Feeds",
    "FuzzyDate",
    "GoneTitle",
    "GoneTitles",
    "GuildSettings",
    "Guilds",
    "HeardPerson",
    "Hearing",
    "HearingState",
    "HiddenMembers",
    "History",
    "Import",
    "ImportMode",
    "ImportState",
    "ImportTitle",
    "ImportTitles",
    "Imports",
    "InUse",
    "InvalidBackup",
    "Journal",
    "KeyMissing",
    "KeyRing",
    "KeyUnusable",
    "KeyWrong",
    "KnownTitle",
    "KnownTitles",
    "Languages",
    "Leases",
    "Link",
    "Links",
    "ListAges",
    "ListOptions",
    "ListViews",
    "Look",
    "MalIds",
    "Media",
    "MediaFacts",
    "MediaOutline",
    "Members",
    "NamedFavourite",
    "NamedKind",
    "NewNotice",
    "NewerDatabase",
    "Notice",
    "Notices",
    "Notification",
    "NotificationChoices",
    "NotificationRecords",
    "OffReason",
    "OpenLink",
    "Outlines",
    "Outlook",
    "OutlookStep",
    "Outlooks",
    "OwnChange",
    "PackedEntries",
    "Pause",
    "PausedFeed",
    "PendingInput",
    "PendingLink",
    "PendingLinks",
    "PersonalData",
    "PostPlace",
    "PostedActivity",
    "Preferences",
    "Process",
    "Processes",
    "ProfileLines",
    "ProfileMedia",
    "Progress",
    "Recipient",
    "Recommendation",
    "Recommendations",
    "Relation",
    "Relations",
    "Reminder",
    "ReminderStatus",
    "Reminders",
    "ReplacedLinks",
    "Replies",
    "Reply",
    "Room",
    "RoomKey",
    "Rooms",
    "SealBroken",
    "SeenProcess",
    "Settled",
    "Shards",
    "Sharers",
    "SharingChoice",
    "Shown",
    "ShownEntry",
    "StatusCount",
    "Store",
    "StoreError",
    "Subject",
    "SubjectKind",
    "Sweep",
    "Sweeps",
    "Timing",
    "TitleCount",
    "TitleEvent",
    "TitleEventKind",
    "TitleEvents",
    "TitleNames",
    "TitleReport",
    "TitleState",
    "Toggle",
    "Toggles",
    "ToldActivity",
    "ToldChange",
    "ToldCommands",
    "ToldEvent",
    "Topic",
    "TopicNotice",
    "Untold",
    "Unwritable",
    "Visibility",
    "WaitingGuest",
    "backup",
    "due_lists_beside",
    "hearing_beside",
    "look_at",
    "open_store",
    "paused_feeds_beside",
    "processes_beside",
    "refuse_place",
    "restore",
    "rotate",
    "shard_of",
    "taken",
    "to_the_end",
]
