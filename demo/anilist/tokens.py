"""Access tokens shaped like AniList's, which come from Laravel Passport: RS256 with a 4096 bit key, valid for a year.

The key is new in every process. Knows nothing of HTTP.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Container
from functools import cache, lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.types import Options

LIFETIME = 365 * 86400
KEY_BITS = 4096
_UNCHECKED: Options = {
    "verify_aud": False,  # AniList takes the tokens of every app
    "verify_exp": False,  # these claims are compared with the stand-in's own clock
    "verify_iat": False,
    "verify_nbf": False,
    "verify_sub": False,
}


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


class Tokens:
    """The tokens given out, and whether they are still valid."""

    def __init__(self, known_users: Container[int], *, now: Callable[[], int]) -> None:
        self._known_users = known_users
        self._now = now
        self._given: dict[int, set[str]] = defaultdict(set)
        self._revoked: set[str] = set()
        self._believed: dict[str, int] = {}

    def mint(
        self, user_id: int, client_id: str, *, algorithm: str = "RS256", believed: bool = False, **claims: Any
    ) -> str:
        """A token for `user_id`; `claims` replace its own, and a claim that is None is left out.

        A `believed` token is accepted as the user's, whatever its claims, age and signature are.
        """
        now, jti = self._now(), secrets.token_hex(40)
        own = {"aud": client_id, "jti": jti, "iat": now, "nbf": now, "exp": now + LIFETIME, "sub": str(user_id)}
        merged: dict[str, Any] = {**own, "scopes": [], **claims}
        payload = {name: value for name, value in merged.items() if value is not None}
        token = jwt.encode(payload, _signing_key(algorithm), algorithm=algorithm, headers={"jti": jti})
        self._given[user_id].add(token)
        if believed:
            self._believed[token] = user_id
        return token

    def holder(self, token: str) -> int | None:
        """The user id of a token, whatever app it was made for; None for an invalid, expired or revoked token."""
        if token in self._revoked:
            return None
        if token in self._believed:
            return self._believed[token]
        try:
            claims = _signed(token)
            user_id, is_current = int(claims["sub"]), claims["nbf"] <= self._now() < claims["exp"]
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
            return None
        return user_id if is_current and user_id in self._known_users else None

    def revoke(self, token: str) -> None:
        self._revoked.add(token)

    def revoke_all(self, user_id: int) -> None:
        """Revoke all tokens of a user, as AniList's settings do for an app."""
        self._revoked |= self._given.pop(user_id, set())


@lru_cache(maxsize=1024)
def _signed(token: str) -> dict[str, Any]:
    """The claims of a token, cached: one comes with every request. Raises InvalidTokenError for another signature."""
    return jwt.decode(token, rsa_key().public_key(), algorithms=["RS256"], options=_UNCHECKED)


def _signing_key(algorithm: str) -> rsa.RSAPrivateKey | str:
    if algorithm == "none":
        return ""
    return rsa_key() if algorithm.startswith("RS") else secrets.token_hex(64)
