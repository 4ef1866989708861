"""Servers, their members, and interactions in them, as Discord's gateway tells of them. Pure: ids in, JSON out."""

from collections.abc import Iterable
from typing import Any

APPLICATION_ID = "930000000000000001"
BOT: dict[str, Any] = {"id": APPLICATION_ID, "username": "Musubi", "discriminator": "0", "avatar": None, "bot": True}
MESSAGE: dict[str, Any] = {
    "id": "7001",
    "channel_id": "6001",
    "author": BOT,
    "content": "",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "type": 0,
    "pinned": False,
    **{name: [] for name in ("mentions", "mention_roles", "attachments", "embeds", "components")},
}
COMMAND, PRESS, SENT = 2, 3, 5  # types of interactions; a form is sent
_EVERYTHING = str((1 << 53) - 1)  # permissions


def a_user(user_id: int, name: str = "aoi") -> dict[str, Any]:
    return {"id": str(user_id), "username": name, "discriminator": "0", "avatar": None}


def a_member(user: dict[str, Any]) -> dict[str, Any]:
    """A member who may do everything."""
    joined = "2026-01-01T00:00:00+00:00"
    return {"user": user, "roles": [], "joined_at": joined, "deaf": False, "mute": False, "flags": 0}


def server_id(shard_id: int, shards: int, number: int = 0) -> int:
    """The id of a server that the shard sees."""
    return ((100_000_000_000 + number) * shards + shard_id) << 22


def a_server(guild_id: int, users: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """The event of a server with one channel, whose id follows its own, and with the bot among its members."""
    everyone = {"id": str(guild_id), "name": "@everyone", "permissions": _EVERYTHING, "position": 0, "color": 0}
    empty = ("emojis", "stickers", "features", "threads", "presences", "voice_states", "stage_instances")
    return {
        "id": str(guild_id),
        "name": "Anime Club",
        "owner_id": "1",
        "unavailable": False,
        "roles": [{**everyone, "hoist": False, "managed": False, "mentionable": False, "flags": 0}],
        "channels": [_channel(guild_id)],
        "members": [a_member(user) for user in (BOT, *users)],
        "member_count": 3,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "preferred_locale": "en-US",
        **{name: [] for name in empty},
    }


def in_messages(user: dict[str, Any]) -> dict[str, Any]:
    """The part of an interaction that says where it is: in the bot's direct messages."""
    channel = {"id": "6001", "type": 1, "recipients": [user], "last_message_id": None}
    return {"user": user, "channel_id": "6001", "channel": channel, "context": 1, "authorizing_integration_owners": {}}


def in_server(guild_id: int, user: dict[str, Any]) -> dict[str, Any]:
    """The part of an interaction that says where it is: in the server's channel."""
    channel = _channel(guild_id)
    return {
        "guild_id": str(guild_id),
        "guild": {"id": str(guild_id), "locale": "en-US", "features": []},
        "member": {**a_member(user), "permissions": _EVERYTHING},
        "channel_id": channel["id"],
        "channel": {**channel, "guild_id": str(guild_id), "permissions": _EVERYTHING},
        "app_permissions": _EVERYTHING,
        "context": 0,
        "authorizing_integration_owners": {"0": str(guild_id)},
    }


def an_interaction(number: int, kind: int, data: dict[str, Any], where: dict[str, Any], token: str) -> dict[str, Any]:
    same = {"application_id": APPLICATION_ID, "version": 1, "entitlements": [], "attachment_size_limit": 1}
    return {**same, "id": str(number), "type": kind, "data": data, "token": token, **where}


def called(command: dict[str, Any], path: str, options: dict[str, Any]) -> dict[str, Any]:
    """The data of a slash command, or of the subcommand that `path` names; people are given by their users."""
    given = [_option(_named(command, path), name, value) for name, value in options.items()]
    for name in reversed(path.split()[1:]):
        given = [{"name": name, "type": 1, "options": given}]
    people = [value for value in options.values() if isinstance(value, dict)]
    return {"id": command["id"], "name": command["name"], "type": 1, "options": given, "resolved": _resolved(people)}


def from_menu(command: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    """The data of a command in the menu of a user (type 2) or of a message (type 3)."""
    resolved = _resolved([target]) if command["type"] == 2 else {"messages": {target["id"]: target}}
    what = {name: command[name] for name in ("id", "name", "type")}
    return {**what, "target_id": target["id"], "resolved": resolved}


def _channel(guild_id: int) -> dict[str, Any]:
    texts = {"name": "general", "topic": None, "last_message_id": None, "parent_id": None}
    return {**texts, "id": str(guild_id + 1), "type": 0, "position": 0, "permission_overwrites": [], "nsfw": False}


def _named(command: dict[str, Any], path: str) -> dict[str, Any]:
    for name in path.split()[1:]:
        command = next(one for one in command["options"] if one["name"] == name)
    return command


def _option(command: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    kind = next(one["type"] for one in command["options"] if one["name"] == name)
    return {"name": name, "type": kind, "value": value["id"] if isinstance(value, dict) else value}


def _resolved(people: Iterable[dict[str, Any]]) -> dict[str, Any]:
    people = list(people)
    members = {one["id"]: {**a_member(one), "permissions": _EVERYTHING} for one in people}
    return {"users": {one["id"]: one for one in people}, "members": members}
