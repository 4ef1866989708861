"""The reader of AniList's access tokens: JSON Web Tokens whose signature AniList alone can check.

AniList publishes no key, so a claim read here is no proof. It weeds out texts that can't be a token for this app; the
proof is that AniList answers ``Viewer`` with the same id. Knows nothing of HTTP.
"""

import jwt
import msgspec

from redaction import Secret

MAX_TOKEN_BYTES = 4096
_LATEST = 253_402_300_799  # the last second of the year 9999; also keeps infinity and NaN out


class MalformedToken(ValueError):
    """The text can't be an AniList token for this app; the message says why, without quoting it."""


class Claims(msgspec.Struct, frozen=True):
    """An AniList token's own claims: the AniList user's id and the time of its end (unix seconds)."""

    user_id: int
    expires_at: int


class _Payload(msgspec.Struct, frozen=True):
    aud: str | int | list[str | int]
    exp: float
    sub: str | int


def read_claims(token: Secret, *, client_id: str, now: int) -> Claims:
    """Check shape, algorithm, audience, expiry and subject; raise :class:`MalformedToken` at the first that is wrong.

    AniList's tokens come from Laravel Passport: RS256, ``aud`` the client id, ``sub`` the user id as a string.
    """
    payload = _decode(token.reveal())
    audience = payload.aud if isinstance(payload.aud, list) else [payload.aud]
    if [str(one) for one in audience] != [client_id]:
        raise MalformedToken("the token was made for another app")
    if not now < payload.exp <= _LATEST:
        raise MalformedToken("the token has expired, or never will")
    subject = str(payload.sub)
    if not (subject.isascii() and subject.isdigit() and len(subject) < 16):
        raise MalformedToken("the token names no user")
    return Claims(user_id=int(subject), expires_at=int(payload.exp))


def _decode(text: str) -> _Payload:
    if len(text) > MAX_TOKEN_BYTES or not text.isascii() or text.count(".") != 2 or not all(text.split(".")):
        raise MalformedToken("this is no token")
    try:
        if jwt.get_unverified_header(text).get("alg") != "RS256":
            raise MalformedToken("the token is not signed as AniList signs")
        return msgspec.convert(jwt.decode(text, options={"verify_signature": False}), _Payload)
    except (jwt.InvalidTokenError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise MalformedToken("the token is damaged") from error
