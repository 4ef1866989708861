"""OAuth's ``state``: a signed token that names the person who ran /link, used once (RFC 6749, 10.12).

The signature turns strangers away before the store is read. The store, which knows a state by its hash only, sees
to it that a state is used once. This module knows nothing of the store.
"""

import hashlib
import secrets

import jwt

from redaction import Secret

_PURPOSE = "link"


class States:
    """Signs and recognises states, with a key for this purpose alone."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[bytes, int] = {}  # by hash: when each state expires whose signature was verified lately

    def __len__(self) -> int:
        """The number of states that are remembered."""
        return len(self._known)

    def sign(self, discord_id: int, *, issued_at: int, expires_at: int) -> Secret:
        claims: dict[str, object] = {
            "aud": "musubi",
            "purpose": _PURPOSE,
            "sub": str(discord_id),
            "jti": secrets.token_urlsafe(32),
            "iat": issued_at,
            "exp": expires_at,
        }
        return Secret(jwt.encode(claims, self._key, algorithm="HS256"))

    def recognise(self, state: Secret, *, now: int) -> bytes | None:
        """The hash by which the store knows `state`; None when Musubi did not sign it, or it has expired."""
        try:
            known = state_hash(state)
            expires_at = self._known[known] if known in self._known else self._verified(state)
        except (jwt.InvalidTokenError, ValueError):
            return None
        if now >= expires_at:
            return None
        self._remember(known, expires_at, now)
        return known

    def _verified(self, state: Secret) -> int:
        """The time at which a state of ours expires. Raises jwt.InvalidTokenError, and ValueError for odd letters."""
        claims = jwt.decode(
            state.reveal(),
            self._key,
            algorithms=["HS256"],
            audience="musubi",
            options={
                "require": ["exp", "iat", "jti", "sub", "aud"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
        if claims.get("purpose") != _PURPOSE:
            raise jwt.InvalidTokenError("signed for another purpose")
        return claims["exp"]

    def _remember(self, known: bytes, expires_at: int, now: int) -> None:
        """Remember a state until it expires: each request asks twice, and to verify a signature takes longest."""
        while self._known and self._known[first := next(iter(self._known))] <= now:
            del self._known[first]
        self._known[known] = expires_at


def state_hash(state: Secret) -> bytes:
    """SHA-256 of the whole text, so that another spelling of the same claims is another state."""
    return hashlib.sha256(state.reveal().encode()).digest()
