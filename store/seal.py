"""*Authenticated encryption* of a secret for its row alone. Knows no database.

version (1 byte) | key id (8) | nonce (12) | AES-256-GCM's ciphertext and tag. The place is authenticated too, so a
sealed value does not open after it is copied to another row, or after its row is given to another person.
"""

import os

import msgspec
from cryptography.exceptions import InvalidTag

from redaction import Secret
from store.errors import SealBroken
from store.keys import KeyRing

_VERSION = b"\x01"


class SealedColumn(msgspec.Struct, frozen=True):
    """The place of a sealed value: table, column, and the accounts that the row belongs to."""

    table: str
    column: str
    discord_id: int = 0
    anilist_id: int = 0

    def __bytes__(self) -> bytes:
        return f"{self.table}:{self.column}:{self.discord_id}:{self.anilist_id}".encode()


def seal(keys: KeyRing, secret: Secret, place: SealedColumn) -> bytes:
    nonce = os.urandom(12)
    sealed = keys.cipher(keys.newest_id).encrypt(nonce, secret.reveal().encode(), bytes(place))
    return _VERSION + keys.newest_id + nonce + sealed


def unseal(keys: KeyRing, blob: bytes, place: SealedColumn) -> Secret:
    """Open `blob`. Raises SealBroken; KeyWrong when none of `keys` has sealed it."""
    broken = SealBroken(f"A sealed value in {place.table} was changed or moved from outside: restore a backup.")
    if blob[:1] != _VERSION or len(blob) < 1 + 8 + 12 + 16:
        raise broken
    cipher = keys.cipher(blob[1:9])
    try:
        return Secret(cipher.decrypt(blob[9:21], blob[21:], bytes(place)).decode())
    except InvalidTag as error:
        raise broken from error
