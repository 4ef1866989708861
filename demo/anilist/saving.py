"""``SaveMediaListEntry`` and ``UpdateMediaListEntries``: AniList's checks, and the few values that it fills in."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from demo.anilist.blurbs import LOCKED
from demo.anilist.lists import DateParts, MediaList
from demo.anilist.media import all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal, invalid
from demo.anilist.scores import kept
from demo.anilist.world import AniListWorld

_MOST = {"scoreRaw": 100, "repeat": 1000, "priority": 255, "progress": 2**31, "progressVolumes": 2**31}
_LONGEST_NOTES = 6000
_ABOVE = re.compile("[\U00010000-\U0010ffff]")
_PLAIN = {
    "status": "status",
    "scoreRaw": "score",
    "progress": "progress",
    "progressVolumes": "progress_volumes",
    "repeat": "repeat",
    "priority": "priority",
    "private": "private",
    "notes": "notes",
    "hiddenFromStatusLists": "hidden_from_status_lists",
}


def saved(world: AniListWorld, owner: AniListUser, given: dict[str, Any]) -> MediaList:
    """Create or change the owner's entry by the values `given`; others stay. Raises Refusal."""
    entry = _entry(world, owner, given)
    after = _changed(world, owner, entry, given)
    _put(world, owner, after)
    return after


def saved_alike(
    world: AniListWorld, owner: AniListUser, entry_ids: list[int], given: dict[str, Any]
) -> list[MediaList]:
    """Change several of the owner's entries by the values `given`, all or none. Raises Refusal."""
    entries = [_entry(world, owner, {"id": entry_id}) for entry_id in entry_ids]
    changed = [_changed(world, owner, entry, given) for entry in entries]
    for entry in changed:
        _put(world, owner, entry)
    return changed


def _put(world: AniListWorld, owner: AniListUser, entry: MediaList) -> None:
    """Keep a saved entry, and make its activity."""
    before, node = world.lists.entry(entry.id), all_media()[entry.media_id]
    world.lists.put(entry)
    world.activities.tell(owner, before, entry, node, world.now())


def _changed(world: AniListWorld, owner: AniListUser, before: MediaList, given: dict[str, Any]) -> MediaList:
    if "score" in given and "scoreRaw" not in given:
        given = {**given, "scoreRaw": kept(given["score"], owner.score_format)}
    _check(given)
    changes = {attribute: given[name] for name, attribute in _PLAIN.items() if name in given}
    if "notes" in changes:
        changes["notes"] = _ABOVE.split(changes["notes"], 1)[0]  # AniList cuts notes off there without an error
    changes |= _lists_and_dates(owner.options[all_media()[before.media_id]["type"]].custom_lists or (), given)
    after = msgspec.structs.replace(before, **changes, updated_at=world.now())
    if given.get("status") == "COMPLETED" and after.completed_at == DateParts():
        after = msgspec.structs.replace(after, completed_at=_today(world))
    return world.keeping(before, after)


def _entry(world: AniListWorld, owner: AniListUser, given: dict[str, Any]) -> MediaList:
    """The entry to change, or a new entry that is not on the list yet."""
    if "id" in given:
        entry = world.lists.entry(given["id"])
        if entry is None or entry.user_id != owner.id:
            raise Refusal(403, "You are not authorized to modify this MediaList")
        return entry
    media_id = given.get("mediaId", 0)
    if not world.editors.has(media_id):
        raise invalid(mediaId="The selected media id is invalid.")
    known = world.lists.entry_for(owner.id, media_id)
    if known is None and media_id in LOCKED:
        raise invalid(mediaId="This media can not be added to lists.")
    now = world.now()
    return known or MediaList(
        id=world.lists.new_id(), user_id=owner.id, media_id=media_id, created_at=now, updated_at=now
    )


def _check(given: dict[str, Any]) -> None:
    wrong = {
        name: f"The {name} must be between 0 and {most}."
        for name, most in _MOST.items()
        if name in given and not 0 <= given[name] <= most
    }
    if len(given.get("notes", "")) > _LONGEST_NOTES:
        wrong["notes"] = f"The notes may not be greater than {_LONGEST_NOTES} characters."
    if wrong:
        raise invalid(**wrong)


def _lists_and_dates(own_lists: tuple[str, ...], given: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "customLists" in given:
        changes["custom_lists"] = tuple(name for name in own_lists if name in given["customLists"])
    if "advancedScores" in given:
        changes["advanced_scores"] = tuple(given["advancedScores"])
    if "startedAt" in given:
        changes["started_at"] = msgspec.convert(given["startedAt"], DateParts)
    if "completedAt" in given:
        changes["completed_at"] = msgspec.convert(given["completedAt"], DateParts)
    return changes


def _today(world: AniListWorld) -> DateParts:
    today = datetime.fromtimestamp(world.now(), UTC)
    return DateParts(today.year, today.month, today.day)
