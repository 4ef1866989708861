"""``MediaList``, ``MediaListCollection`` and the mutations. A list entry's source is the MediaList."""

from typing import Any

from demo.anilist.lists import MediaList
from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal, invalid
from demo.anilist.resolve.entries import entries_of, ordered
from demo.anilist.saving import saved, saved_alike
from demo.anilist.scores import shown
from demo.anilist.world import Info

_NAMES = {
    "CURRENT": {"ANIME": "Watching", "MANGA": "Reading"},
    "PLANNING": {"ANIME": "Planning", "MANGA": "Planning"},
    "COMPLETED": {"ANIME": "Completed", "MANGA": "Completed"},
    "REPEATING": {"ANIME": "Rewatching", "MANGA": "Rereading"},
    "PAUSED": {"ANIME": "Paused", "MANGA": "Paused"},
    "DROPPED": {"ANIME": "Dropped", "MANGA": "Dropped"},
}
_MOST = 500  # entries in a chunk


def media_list_collection(_root: None, info: Info, **arguments: Any) -> Node:
    """A person's list, latest change first. The person is never inferred from the token."""
    if not arguments.get("type"):
        raise invalid(type="The type field is required.")
    filters = {name: value for name, value in arguments.items() if name not in {"chunk", "perChunk"}}
    world, viewer = info.context.world, info.context.viewer
    person = world.person(arguments.get("userId"), arguments.get("userName"), seen_by=viewer)
    found = ordered(entries_of(info, filters), ["UPDATED_TIME_DESC"])
    size = min(arguments.get("perChunk") or _MOST, _MOST)
    start = size * ((arguments.get("chunk") or 1) - 1)
    chunk = found[start : start + size] if arguments.get("chunk") else found
    return {
        "user": person,
        "lists": _groups(chunk, person, arguments["type"]),
        "hasNextChunk": bool(arguments.get("chunk")) and len(found) > start + size,
    }


def _groups(entries: list[MediaList], person: AniListUser, media_type: str) -> list[Node]:
    """Status lists without entries hidden from them, then custom lists; an entry may be in several."""
    groups = [
        _group(names[media_type], status, [e for e in entries if e.status == status and not e.hidden_from_status_lists])
        for status, names in _NAMES.items()
    ] + [
        _group(name, None, [entry for entry in entries if name in entry.custom_lists])
        for name in person.options[media_type].custom_lists or ()
    ]
    return [group for group in groups if group["entries"]]


def _group(name: str, status: str | None, entries: list[MediaList]) -> Node:
    return {
        "name": name,
        "status": status,
        "isCustomList": status is None,
        "isSplitCompletedList": False,
        "entries": entries,
    }


def save_media_list_entry(_root: None, info: Info, **arguments: Any) -> MediaList:
    given = {name: value for name, value in arguments.items() if value is not None}
    return saved(info.context.world, info.context.owner, given)


def update_media_list_entries(_root: None, info: Info, **arguments: Any) -> list[MediaList]:
    """Change all entries; none of them when an entry is not the viewer's, or a value is refused."""
    given = {name: value for name, value in arguments.items() if value is not None}
    return saved_alike(info.context.world, info.context.owner, given.pop("ids", []), given)


def delete_media_list_entry(_root: None, info: Info, **arguments: Any) -> Node:
    lists, owner = info.context.world.lists, info.context.owner
    entry = lists.entry(arguments.get("id") or 0)
    if entry is None or entry.user_id != owner.id:
        raise Refusal(403, "You are not authorized to modify this MediaList")
    lists.remove(entry)
    return {"deleted": True}


def media(entry: MediaList, _info: Info) -> Node:
    return all_media()[entry.media_id]


def user(entry: MediaList, info: Info) -> AniListUser:
    return info.context.world.people[entry.user_id]


def score(entry: MediaList, info: Info, **arguments: Any) -> float:
    """The score in the wanted format, else in the format of the list's owner."""
    return shown(entry.score, arguments.get("format") or user(entry, info).score_format)


def custom_lists(entry: MediaList, info: Info, **arguments: Any) -> Any:
    """Whether the entry is on each custom list, by name; null for a person without custom lists."""
    names = user(entry, info).options[all_media()[entry.media_id]["type"]].custom_lists
    if not names:
        return None
    if arguments.get("asArray"):
        return [{"name": name, "enabled": name in entry.custom_lists} for name in names]
    return {name: name in entry.custom_lists for name in names}


def advanced_scores(entry: MediaList, info: Info) -> dict[str, float] | None:
    names = user(entry, info).options[all_media()[entry.media_id]["type"]].advanced_scoring
    given = entry.advanced_scores
    return {name: given[at] if at < len(given) else 0 for at, name in enumerate(names)} if names else None


RESOLVERS = {
    "Query.MediaListCollection": media_list_collection,
    "Mutation.SaveMediaListEntry": save_media_list_entry,
    "Mutation.UpdateMediaListEntries": update_media_list_entries,
    "Mutation.DeleteMediaListEntry": delete_media_list_entry,
    "MediaList.score": score,
    "MediaList.customLists": custom_lists,
    "MediaList.advancedScores": advanced_scores,
    "MediaList.media": media,
    "MediaList.user": user,
}
