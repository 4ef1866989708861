"""Salted hashes by which a person is recognised without their id. SQL may call it: see :mod:`store.database`."""

from hashlib import blake2b


def fingerprint(salt: bytes, discord_id: int) -> bytes:
    """Sixteen bytes that lead back to the id only by trying ids; other salts give others."""
    return blake2b(discord_id.to_bytes(8, "big"), digest_size=16, salt=salt).digest()
