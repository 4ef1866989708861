"""OAuth's ``state``: a signed note of who ran /link, used once (RFC 6749, 10.12).

The signature turns away strangers before the store is asked; that a state is used once is the store's matter,
which knows it by its hash only. Knows nothing of either.
"""

import hashlib
import secrets

import jwt

from redaction import Secret

_PURPOSE = "link"


class States:
    """Signs and recognises states with a key of their own."""

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
        """The hash by which the store knows `state`; None when we never signed it, or its time is over."""
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
    """SHA-256 of the whole text, so that no other spelling of the same claims is the same state."""
    return hashlib.sha256(state.reveal().encode()).digest()
