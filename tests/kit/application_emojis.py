"""The emojis of an application at the fake Discord: https://discord.com/developers/docs/resources/emoji.

Takes what Discord takes, and no more: names, pictures, and a limit. Knows no bot.
"""

import base64
import io
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec
from aiohttp import hdrs, web
from PIL import Image

LIMIT = 2000
_PATH = "/api/v10/applications/{id}/emojis"
_FIRST_ID = 1_400_000_000_000_000_000
_MOST_BYTES = 256 * 1024


class ApplicationEmojis:
    """Holds the emojis by their ids, and records their uploads by name."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.uploads: list[str] = []
        self._ids = count(_FIRST_ID)

    @property
    def names(self) -> set[str]:
        return set(self.held.values())

    def routes(self) -> Iterator[web.RouteDef]:
        yield web.get(_PATH, self._list)
        yield web.post(_PATH, self._create)
        yield web.delete(_PATH + "/{emoji_id}", self._delete)

    def add(self, name: str) -> str:
        emoji_id = str(next(self._ids))
        self.held[emoji_id] = name
        return emoji_id

    async def _list(self, _: web.Request) -> web.Response:
        return _json({"items": [_emoji(*one) for one in self.held.items()]})

    async def _create(self, request: web.Request) -> web.Response:
        body = msgspec.json.decode(await request.read())
        if len(self.held) >= LIMIT:
            return _json({"message": "Maximum number of emojis reached (2000)", "code": 30008}, 400)
        if not re.fullmatch(r"\w{2,32}", body["name"], re.ASCII) or body["name"] in self.names:
            return _json({"message": "Invalid Form Body", "code": 50035}, 400)
        kind, _, picture = body["image"].partition(";base64,")
        content = base64.b64decode(picture)
        assert kind == "data:image/png" and len(content) <= _MOST_BYTES
        assert Image.open(io.BytesIO(content)).size == (128, 128)
        self.uploads.append(body["name"])
        return _json(_emoji(self.add(body["name"]), body["name"]), 201)

    async def _delete(self, request: web.Request) -> web.Response:
        del self.held[request.match_info["emoji_id"]]
        return web.Response(status=204)


def _emoji(emoji_id: str, name: str) -> dict[str, Any]:
    more = {"roles": [], "require_colons": True, "managed": False, "animated": False, "available": True}
    return {"id": emoji_id, "name": name, **more}


def _json(body: object, status: int = 200) -> web.Response:
    """Without a charset, like Discord's."""
    return web.Response(body=msgspec.json.encode(body), status=status, headers={hdrs.CONTENT_TYPE: "application/json"})
