"""The store's errors, named for what the admin does next; each text is a sentence for them.

StoreError
├── InUse           another Musubi runs on this data folder: stop it first
├── Unwritable      the disk, the file system or the permissions are in the way
├── Damaged         the database is not sound: restore a backup
├── NewerDatabase   a newer Musubi has written it: update
├── KeyMissing      sealed tokens exist and their key does not: put it back
├── KeyWrong        the key there is does not open what is sealed: put the right one back
├── KeyUnusable     the key is short, damaged, readable by others or kept beside the data
├── SealBroken      a sealed value was changed or moved from outside
└── InvalidBackup   this file is no backup that could be restored
"""


class StoreError(Exception):
    """Base of every reason why the store refuses."""


class InUse(StoreError):
    """Another process holds the data folder's lock."""


class Unwritable(StoreError):
    """The system refuses to let the store read or write."""


class Damaged(StoreError):
    """The database is not what SQLite or Musubi wrote."""


class NewerDatabase(StoreError):
    """The database has migrations that this Musubi does not know."""


class KeyMissing(StoreError):
    """The key file is not there although something is sealed with it."""


class KeyWrong(StoreError):
    """None of the keys is the one that something is sealed with."""


class KeyUnusable(StoreError):
    """The key can't be used, or not safely."""


class SealBroken(StoreError):
    """A sealed value does not open at the place where it was found."""


class InvalidBackup(StoreError):
    """The file can't take the database's place, or a copy of the database came out unsound."""
