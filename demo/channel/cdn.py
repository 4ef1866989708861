"""The pictures that Discord's CDN would have: avatars, and the bot's own emojis, which SimCord throws away.

Knows SimCord's people, and its record of the bot's requests. ``avatar.png`` is made of ``web/static/mark.svg``.
"""

import base64
from pathlib import Path

import simcord
from simcord.backend.cdn import CDN_BASE

from demo.pictures import portrait

AVATAR = "portrait"  # in place of the hash by which Discord names an avatar
_BOT = Path(__file__).parent / "avatar.png"


def pictures(env: simcord.Env) -> dict[str, tuple[str, bytes]]:
    """Assets of a preview: by address, a file's name and content."""
    return {**_avatars(env), **emojis(env)}


def emojis(env: simcord.Env) -> dict[str, tuple[str, bytes]]:
    """What the bot has uploaded."""
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


def _avatars(env: simcord.Env) -> dict[str, tuple[str, bytes]]:
    people = [user for user in env.backend.users.values() if user.avatar == AVATAR]
    return {
        f"{CDN_BASE}/avatars/{user.id}/{AVATAR}.png": (
            f"{user.id}.png",
            _BOT.read_bytes() if user.bot else portrait(user.id),
        )
        for user in people
    }


def _content(data_uri: str) -> bytes:
    return base64.b64decode(data_uri.partition(",")[2])
