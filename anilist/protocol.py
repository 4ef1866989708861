"""AniList's protocol as pure functions: status, headers and body in, a struct or a named error out.

Knows no socket. Error shapes: https://docs.anilist.co/guide/graphql/errors and
https://docs.anilist.co/guide/rate-limiting
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from anilist.decoding import decode
from anilist.errors import (
    AniListError,
    GrantRejected,
    Invalid,
    NotFound,
    RateLimited,
    TokenRejected,
    Unavailable,
)
from redaction import Secret, decoded_secret

_T = TypeVar("_T")
_FOLDER = Path(__file__).parent
_SPREAD = re.compile(r"\.\.\.(\w+)")
_PAUSE = 60.0  # seconds AniList blocks after too many requests; used when the answer does not say
_MAX_PAUSE = 300.0  # an odd header stops all requests for no longer
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Error(msgspec.Struct, frozen=True):
    message: str = ""
    status: int | None = None
    validation: dict[str, list[str]] | None = None


class _Envelope(msgspec.Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[_Error] | None = None


class _Granted(msgspec.Struct, frozen=True):
    access_token: Secret


@cache
def operation_text(name: str) -> str:
    """The text of ``anilist/<name>.graphql``, with the fragments that it spreads, each once."""
    parts = {name: (_FOLDER / f"{name}.graphql").read_text()}
    wanted = _SPREAD.findall(parts[name])
    for fragment in wanted:
        if fragment not in parts:
            parts[fragment] = (_FOLDER / "fragments" / f"{fragment.lower()}.graphql").read_text()
            wanted += _SPREAD.findall(parts[fragment])
    return "\n".join(parts.values())


def read_answer(status: int, headers: Mapping[str, str], body: bytes, shape: type[_T]) -> _T:
    """Decode the ``data`` of a GraphQL answer as `shape`, part by part, or raise the error that AniList means."""
    if status == 429:
        raise RateLimited(_retry_after(headers))
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
        if envelope.errors or status != 200:
            raise _meaning(status, headers, envelope.errors or [])
        return decode(envelope.data, shape)
    except _UNREADABLE as error:
        reason = f"AniList answered {status} with something unreadable"
        raise Unavailable(reason, may_have_happened=not _is_refusal(status)) from error


def read_parts(status: int, headers: Mapping[str, str], body: bytes) -> tuple[dict[str, msgspec.Raw], list[str]]:
    """The parts of the ``data``, by alias, and why AniList refuses some of them; raises its other errors.

    A refused part is null, and the error beside it is no error of the others.
    """
    if status == 429:
        raise RateLimited(_retry_after(headers))
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
        data = (
            {} if bytes(envelope.data) == b"null" else msgspec.json.decode(envelope.data, type=dict[str, msgspec.Raw])
        )
    except _UNREADABLE as error:
        reason = f"AniList answered {status} with something unreadable"
        raise Unavailable(reason, may_have_happened=not _is_refusal(status)) from error
    meanings = [_meaning(status, headers, [error]) for error in envelope.errors or []]
    if not meanings and status != 200:
        meanings = [_meaning(status, headers, [])]
    if serious := next((error for error in meanings if not isinstance(error, Invalid | NotFound)), None):
        raise serious
    return data, [str(error) for error in meanings]


def read_grant(status: int, headers: Mapping[str, str], body: bytes) -> Secret:
    """The access token in the token endpoint's answer (RFC 6749, 5.1 and 5.2)."""
    if status == 429:
        raise RateLimited(_retry_after(headers))
    if status in {400, 401}:
        raise GrantRejected("AniList does not accept the one-time code")
    try:
        if status != 200:
            raise Unavailable(f"AniList's token endpoint answered {status}")
        return msgspec.json.decode(body, type=_Granted, dec_hook=decoded_secret).access_token
    except _UNREADABLE as error:
        raise Unavailable("AniList's token endpoint answered something unreadable") from error


def _meaning(status: int, headers: Mapping[str, str], errors: list[_Error]) -> AniListError:
    first = errors[0] if errors else _Error()
    code = first.status or status
    if code == 429:
        return RateLimited(_retry_after(headers))
    if "not authorized to modify" in first.message:
        return NotFound("there is no such entry, or it is somebody else's")
    if code == 401 or any(error.message.strip(" .").lower() == "invalid token" for error in errors):
        return TokenRejected("AniList does not accept the token any more")
    if code == 404:
        return NotFound(first.message or "not found")
    if code == 400 and first.validation is not None:
        return Invalid(first.validation)
    notice = _notice(first) if code == 403 else None
    return Unavailable(f"AniList answered {code}", notice, may_have_happened=not _is_refusal(code))


def _is_refusal(code: int) -> bool:
    """Whether AniList, or a proxy before it, has not taken the request (RFC 9110, 15.5)."""
    return 400 <= code < 500


def _notice(error: _Error) -> str | None:
    """AniList's own sentence about an outage or a block, cut to a line."""
    return error.message[:300] or None


def _retry_after(headers: Mapping[str, str]) -> float:
    text = headers.get("Retry-After", "")
    return min(float(text), _MAX_PAUSE) if text.isascii() and text.isdigit() and len(text) < 10 else _PAUSE
