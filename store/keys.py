"""The master keys, newest first: their sources and the keys derived from them. Knows no database.

In the key file, or in SECRET_KEY, a key is 32 bytes as base64url. Keys never appear in an error's text.
"""

import base64
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from redaction import Secret
from store import files
from store.errors import KeyMissing, KeyUnusable, KeyWrong

_BYTES = 32
_RECIPE = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'


class KeyRing:
    """Master keys. The newest key seals; every key opens the values that it has sealed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(dict.fromkeys(keys))
        self._ciphers = {_id(key): AESGCM(_derive(key, "seal")) for key in self._keys}

    @classmethod
    def load(cls, *, file: Path, text: Secret | None, may_create: bool) -> Self:
        """The keys in `text`, or else in `file`, which is created if `may_create`. Raises KeyMissing, KeyUnusable."""
        if text is not None:
            return cls(_parsed(text.reveal(), "SECRET_KEY"))
        if may_create and not file.exists():
            files.create(file, _formatted([_new_key()]))
        return cls(_parsed(_read(file), f"The key file {file}"))

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def newest_id(self) -> bytes:
        """8 bytes that identify the newest key and reveal nothing about it."""
        return _id(self._keys[0])

    def cipher(self, key_id: bytes) -> AESGCM:
        """The cipher of the key with that id. Raises KeyWrong."""
        if key_id not in self._ciphers:
            raise KeyWrong(
                "The database is sealed with a key that is not there: put it back, below any newer ones. All processes "
                "need the same key."
            )
        return self._ciphers[key_id]

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for a purpose other than sealing, derived from the newest key."""
        return _derive(self._keys[0], f"purpose:{purpose}")

    def renewed(self) -> Self:
        """A new key, then these keys."""
        return type(self)([_new_key(), *self._keys])

    def newest(self) -> Self:
        """The newest key alone."""
        return type(self)(self._keys[:1])

    def write(self, file: Path) -> None:
        """Replace the keys in `file` with these, whole or not at all. Raises Unwritable."""
        files.replace(file, _formatted(self._keys))


def _new_key() -> bytes:
    return secrets.token_bytes(_BYTES)


def _derive(key: bytes, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=f"musubi:{info}".encode()).derive(key)


def _id(key: bytes) -> bytes:
    return _derive(key, "id")[:8]


def _formatted(keys: Sequence[bytes]) -> bytes:
    return b"".join(base64.urlsafe_b64encode(key).rstrip(b"=") + b"\n" for key in keys)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & 0o077:
                raise KeyUnusable(f"The key file {file} can be read by others: run `chmod 600 {file}`.")
            return opened.read().decode("ascii", "replace")
    except FileNotFoundError as error:
        raise KeyMissing(
            f"The key file {file} is missing, and tokens are sealed with it: put it back from your copy, "
            "or copy it from another process. If it is lost for good, empty the data folder or the PostgreSQL "
            "database, and everybody links again."
        ) from error
    except OSError as error:
        raise KeyUnusable(f"The key file {file} can't be read: {error.strerror}.") from error


def _parsed(text: str, source: str) -> list[bytes]:
    keys = [_decoded(word) for word in re.split(r"[\s,]+", text.strip())]
    if not all(len(key) == _BYTES for key in keys):
        raise KeyUnusable(f"{source} must hold keys of {_BYTES} bytes as base64url, as `{_RECIPE}` makes them.")
    return keys


def _decoded(word: str) -> bytes:
    """The bytes of the base64url `word`; empty when it is not base64url."""
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
