"""OAuth's ``state``: a signed token that names the person who ran /link, used once (RFC 6749, 10.12).

So are the texts by which the page comes back after that: its ticket, and the state of Discord's sign-in.

The signature turns strangers away before the store is read, in every process that has the key. The store, which knows
a state by its hash only, sees to it that a state is used once. This module knows nothing of the store.
"""

import hashlib
import secrets
from typing import Final, Literal, get_args

import jwt

from redaction import Secret

Purpose = Literal["link", "page"]
_PURPOSES: Final = get_args(Purpose)


class States:
    """Signs and recognises states, with a key for them alone."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        # By hash: the purpose and the end of each state whose signature was verified lately.
        self._known: dict[bytes, tuple[Purpose, int]] = {}

    def __len__(self) -> int:
        """The number of states that are remembered."""
        return len(self._known)

    def sign(self, discord_id: int, *, issued_at: int, expires_at: int, purpose: Purpose = "link") -> Secret:
        claims: dict[str, object] = {
            "aud": "musubi",
            "purpose": purpose,
            "sub": str(discord_id),
            "jti": secrets.token_urlsafe(32),
            "iat": issued_at,
            "exp": expires_at,
        }
        return Secret(jwt.encode(claims, self._key, algorithm="HS256"))

    def recognise(self, state: Secret, *, now: int, purpose: Purpose | None = "link") -> bytes | None:
        """The hash by which the store knows `state`; None when Musubi did not sign it, or it has expired.

        Without a `purpose` it may be for any.
        """
        try:
            known = state_hash(state)
            signed_for, expires_at = self._known.get(known) or self._verified(state)
        except (jwt.InvalidTokenError, ValueError):
            return None
        if now >= expires_at or (purpose and purpose != signed_for):
            return None
        self._remember(known, signed_for, expires_at, now)
        return known

    def _verified(self, state: Secret) -> tuple[Purpose, int]:
        """The purpose and the end of a state of ours. Raises jwt.InvalidTokenError, and ValueError for odd letters."""
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
        if claims.get("purpose") not in _PURPOSES:
            raise jwt.InvalidTokenError("signed for another purpose")
        return claims["purpose"], claims["exp"]

    def _remember(self, known: bytes, purpose: Purpose, expires_at: int, now: int) -> None:
        """Remember a state until it expires: each request asks twice, and to verify a signature takes longest."""
        while self._known and self._known[first := next(iter(self._known))][1] <= now:
            del self._known[first]
        self._known[known] = purpose, expires_at


def state_hash(state: Secret) -> bytes:
    """SHA-256 of the whole text, so that another spelling of the same claims is another state."""
    return hashlib.sha256(state.reveal().encode()).digest()
