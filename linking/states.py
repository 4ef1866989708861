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
        except (jwt.InvalidTokenError, ValueError):
            return None
        return state_hash(state) if claims.get("purpose") == _PURPOSE and now < claims["exp"] else None


def state_hash(state: Secret) -> bytes:
    """SHA-256 of the whole text, so that another spelling of the same claims is another state."""
    return hashlib.sha256(state.reveal().encode()).digest()
