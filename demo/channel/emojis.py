"""The pictures of the bot's own emojis: SimCord throws away what the bot uploads, and its preview needs it.

Knows SimCord's record of the bot's requests.
"""

import base64

import simcord
from simcord.backend.cdn import CDN_BASE


def emoji_pictures(env: simcord.Env) -> dict[str, tuple[str, bytes]]:
    """What the bot has uploaded, as assets of a preview: by address, a file's name and content."""
    uploads = dict[str, str]()
    for request in env.http_requests:
        if request.method == "POST" and request.path.endswith("/emojis"):
            body: dict[str, str] = request.json or {}
            uploads[body["name"]] = body["image"]
    return {
        f"{CDN_BASE}/emojis/{emoji.id}.png": (f"{emoji.name}.png", _content(uploads[emoji.name]))
        for emoji in env.backend.application_emojis.values()
        if emoji.name in uploads
    }


def _content(data_uri: str) -> bytes:
    return base64.b64decode(data_uri.partition(",")[2])
