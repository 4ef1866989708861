"""One-time authorization codes (RFC 6749, 4.1.2). Knows nothing of HTTP or of their issuer."""

from collections.abc import Callable

import msgspec

LIFETIME = 600  # seconds


class CodeRefused(Exception):
    """The code can't be redeemed; the message has the reason."""


class _IssuedCode(msgspec.Struct):
    user_id: int
    redirect_uri: str | None
    expires_at: int
    spent: bool = False


class Codes:
    """The codes given out, each good for one redemption within ten minutes."""

    def __init__(self, *, now: Callable[[], int], mint: Callable[[], str]) -> None:
        self._now = now
        self._mint = mint
        self._grants: dict[str, _IssuedCode] = {}

    def issue(self, user_id: int, redirect_uri: str | None) -> str:
        """A new code; `redirect_uri` is None when the browser's request had none."""
        code = self._mint()
        self._grants[code] = _IssuedCode(user_id, redirect_uri, self._now() + LIFETIME)
        return code

    def redeem(self, code: str, redirect_uri: str | None) -> int:
        """The user id that the code was issued for. Raises CodeRefused."""
        grant = self._grants.get(code)
        if grant is None:
            raise CodeRefused("Cannot decrypt the authorization code")
        if grant.expires_at <= self._now():
            raise CodeRefused("Authorization code has expired")
        if grant.spent:
            raise CodeRefused("Authorization code has been revoked")
        if grant.redirect_uri is not None and grant.redirect_uri != redirect_uri:
            raise CodeRefused("Invalid redirect URI")
        grant.spent = True
        return grant.user_id
