"""What the bot remembers: SQL, migrations, sealed tokens. Knows neither Discord nor AniList nor HTTP.

`open_store` opens everything at once. Start reading at store/opening.py; the tables are in store/migrations/.
"""

from store.attempts import Attempt, Attempts
from store.backup import backup, restore
from store.commands import Commands
from store.database import Database
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
from store.keys import KeyRing
from store.links import Link, Links, ListOptions, Saved
from store.opening import Store, open_store
from store.rotation import rotate
from store.visibility import Visibility

__all__ = [
    "Attempt",
    "Attempts",
    "BackupUnfit",
    "Commands",
    "Damaged",
    "Database",
    "InUse",
    "KeyMissing",
    "KeyRing",
    "KeyUnusable",
    "KeyWrong",
    "Link",
    "Links",
    "ListOptions",
    "NewerDatabase",
    "Saved",
    "SealBroken",
    "Store",
    "StoreError",
    "Unwritable",
    "Visibility",
    "backup",
    "open_store",
    "restore",
    "rotate",
]
