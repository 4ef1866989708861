"""A request to an OAuth token endpoint. RFC 6749, 2.3.1 and 4.1.3."""

from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import hdrs, web


async def read_token_request(request: web.Request) -> dict[str, str]:
    """The parameters, from a form or from JSON; the client in a Basic header takes precedence."""
    given: Mapping[str, Any] = {}
    if request.content_type == "application/json":
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            given = msgspec.json.decode(await request.read(), type=dict[str, Any])
    else:
        given = await request.post()
    texts = {name: str(value) for name, value in given.items() if value is not None}
    return texts | _basic(request.headers.get(hdrs.AUTHORIZATION, ""))


def _basic(header: str) -> dict[str, str]:
    """The client in a Basic header; empty for another or a damaged header."""
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client_id, _, client_secret = b64decode(encoded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": client_secret}
