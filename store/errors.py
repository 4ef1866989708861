"""The store's errors, named for what the admin does next; each text is a sentence for them.

StoreError
├── InUse           another Musubi runs on this data folder or this PostgreSQL: stop it first
├── Unwritable      the disk, the file system or the permissions are in the way
│   └── DatabaseAway    its server can't be reached; Musubi goes on by itself when it is there again
├── Damaged         the database is damaged or changed by another program: restore a backup
├── NewerDatabase   a newer Musubi has written it: update
├── KeyMissing      sealed tokens exist and their key does not: put it back
├── KeyWrong        the present key does not open the sealed values: put the right one back
├── KeyUnusable     the key is short, damaged, readable by others or kept beside the data
├── SealBroken      a sealed value was changed or moved from outside
├── InvalidBackup   this file is not a backup that can be restored
└── Unmoved         the data can't be moved from this database to that one, or have not been moved yet

StatementRefused is none of them: no admin can mend it.
"""


class StoreError(Exception):
    """Base of the store's errors."""


class InUse(StoreError):
    """Another process holds the data folder's lock, or runs on a database that is needed alone."""


class Unwritable(StoreError):
    """The system refuses to let the store read or write."""


class DatabaseAway(Unwritable):
    """The database's server is away. The engine says so once in the log, so others need not repeat it."""


class Damaged(StoreError):
    """The database was damaged, or changed by another program."""


class NewerDatabase(StoreError):
    """The database has migrations that this Musubi does not know."""


class KeyMissing(StoreError):
    """The key file is missing, and values are sealed with its key."""


class KeyWrong(StoreError):
    """A value is sealed with a key that is not among the keys."""


class KeyUnusable(StoreError):
    """The key can't be used, or not safely."""


class SealBroken(StoreError):
    """A sealed value does not open at the place where it was found."""


class InvalidBackup(StoreError):
    """The file can't replace the database, or a copy of the database came out unsound."""


class Unmoved(StoreError):
    """Nothing was moved, and both databases are as they were."""


class StatementRefused(Exception):
    """A statement breaks a rule of the schema or of SQL, which is a bug. The text has nothing of a row's content."""
