"""Salted hashes that recognise a person without their id. Knows no table."""

from hashlib import blake2b


def fingerprint(salt: bytes, discord_id: int) -> bytes:
    """Sixteen bytes that lead back to the id only by trying ids; another salt gives another hash."""
    return blake2b(discord_id.to_bytes(8, "big"), digest_size=16, salt=salt).digest()
