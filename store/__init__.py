"""What the bot remembers: SQL, migrations, sealed tokens. Knows neither Discord nor AniList nor HTTP.

`open_store` opens everything at once. Start reading at store/opening.py; the tables are in store/migrations/.
"""

from store.about import About
from store.airings import Airing, Airings, Standing
from store.attempts import Attempt, Attempts
from store.backup import backup, restore
from store.bulks import BulkRecord, Bulks
from store.changes import ChangeRecord, Changes
from store.commands import Commands
from store.crowd import CrowdFacts, Packed
from store.database import Database
from store.deferred import Ask, Asks
from store.entries import Entries, Entry, FuzzyDate, Remembered
from store.errors import (
    BackupUnfit,
    Damaged,
    InUse,
    KeyMissing,
    KeyUnusable,
    KeyWrong,
    NewerDatabase,
    SealBroken,
    StoreError,
    Unwritable,
)
from store.favourites import Favourites
from store.feeds import EpisodeStanding, Feed, Feeds
from store.guilds import Guilds, GuildSettings
from store.keys import KeyRing
from store.links import Link, Links, ListOptions, Saved
from store.media import Media, MediaFacts, Titles
from store.members import Barred, Members
from store.notices import NewNotice, Notice, Notices, Reader, Settled
from store.opening import Store, open_store
from store.pending_input import Questions
from store.preferences import Preferences
from store.recommendations import Recommendation, Recommendations
from store.reminders import Reminder, Reminders, ReminderStanding
from store.rotation import rotate
from store.shown import Shown, ShownEntry
from store.taking import taken, to_the_end
from store.turns import FavouriteTurns, Turn
from store.visibility import Visibility

__all__ = [
    "About",
    "Airing",
    "Airings",
    "Ask",
    "Asks",
    "Attempt",
    "Attempts",
    "BackupUnfit",
    "Barred",
    "BulkRecord",
    "Bulks",
    "ChangeRecord",
    "Changes",
    "Commands",
    "CrowdFacts",
    "Damaged",
    "Database",
    "Entries",
    "Entry",
    "EpisodeStanding",
    "FavouriteTurns",
    "Favourites",
    "Feed",
    "Feeds",
    "FuzzyDate",
    "GuildSettings",
    "Guilds",
    "InUse",
    "KeyMissing",
    "KeyRing",
    "KeyUnusable",
    "KeyWrong",
    "Link",
    "Links",
    "ListOptions",
    "Media",
    "MediaFacts",
    "Members",
    "NewNotice",
    "NewerDatabase",
    "Notice",
    "Notices",
    "Packed",
    "Preferences",
    "Questions",
    "Reader",
    "Recommendation",
    "Recommendations",
    "Remembered",
    "Reminder",
    "ReminderStanding",
    "Reminders",
    "Saved",
    "SealBroken",
    "Settled",
    "Shown",
    "ShownEntry",
    "Standing",
    "Store",
    "StoreError",
    "Titles",
    "Turn",
    "Unwritable",
    "Visibility",
    "backup",
    "open_store",
    "restore",
    "rotate",
    "taken",
    "to_the_end",
]
