"""JSON in requests and answers: small, of a fixed shape, and complete within seconds.

Knows nothing of the contents.
"""

import asyncio
from typing import Final, TypeVar

import msgspec
from aiohttp import web

from redaction import Secret, decoded_secret
from web.troubles import BROKEN_OFF, DAMAGED, SLOW, Refused

SECONDS_TO_SEND: Final = 10

_DAMAGED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

Body = TypeVar("Body", bound=msgspec.Struct)


class _Claim(msgspec.Struct, frozen=True):
    """The state or ticket by which a request refers to a link; other fields are ignored."""

    state: Secret | None = None
    ticket: Secret | None = None


def json_answer(**told: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(told), content_type="application/json")


async def read_body(request: web.Request, shape: type[Body]) -> Body:
    """The request's JSON as `shape`, which has to forbid unknown fields. Raises :class:`Refused`."""
    try:
        return msgspec.json.decode(await _read(request), type=shape, dec_hook=decoded_secret)
    except _DAMAGED as error:
        raise Refused(DAMAGED) from error


async def claim_of(request: web.Request) -> Secret | None:
    """The state or ticket in the request's JSON; None without either. Raises :class:`Refused`."""
    try:
        claim = msgspec.json.decode(await _read(request), type=_Claim, dec_hook=decoded_secret)
    except _DAMAGED:
        return None
    return claim.state or claim.ticket


async def _read(request: web.Request) -> bytes:
    try:
        if request.content.is_eof():  # it came with the headers, as a small body does, and needs no deadline
            return await request.read()
        async with asyncio.timeout(SECONDS_TO_SEND):
            return await request.read()
    except TimeoutError as error:
        raise Refused(SLOW) from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise Refused(BROKEN_OFF) from error
