"""``UpdateUser`` and ``DeleteCustomList``: the options of a person's lists, and their custom lists."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from demo.anilist.media import Node
from demo.anilist.people import AniListUser, UserListOptions
from demo.anilist.refusals import Refusal
from demo.anilist.world import AniListWorld, Info

_ABOVE = re.compile("[\U00010000-\U0010ffff]")
_KINDS = {"animeListOptions": "ANIME", "mangaListOptions": "MANGA"}
_OPTIONS = {
    "sectionOrder": "section_order",
    "customLists": "custom_lists",
    "advancedScoring": "advanced_scoring",
    "advancedScoringEnabled": "advanced_scoring_enabled",
}
_LOST = {"splitCompletedSectionByFormat", "theme"}  # options that the stand-in takes and does not keep


def update_user(_root: None, info: Info, **arguments: Any) -> AniListUser:
    """Change the options that are given. A custom list that is not among the given ones is deleted."""
    owner, world = info.context.owner, info.context.world
    given = {name: value for name, value in arguments.items() if value is not None}
    if unknown := given.keys() - _KINDS:
        raise Refusal(501, f"The stand-in AniList does not know the argument {min(unknown)}.")
    if world.takes_lists:
        for name, options in given.items():
            _update(world, owner, _KINDS[name], options)
    return world.people[owner.id]


def _update(world: AniListWorld, owner: AniListUser, kind: str, given: Node) -> None:
    before = world.people[owner.id].options[kind]
    values: Node = {_OPTIONS[name]: value for name, value in given.items() if name not in _LOST}
    changes: Node = {name: value if isinstance(value, bool) else tuple(value) for name, value in values.items()}
    if "custom_lists" in changes:
        changes["custom_lists"] = _kept(changes["custom_lists"])
        for lost in set(before.custom_lists or ()) - set(changes["custom_lists"]):
            world.rename_list(owner.id, lost, None, kind)
    options: UserListOptions = msgspec.structs.replace(before, **changes)
    world.change_settings(owner.id, **{kind.lower(): options})


def _kept(names: Iterable[str | None]) -> tuple[str, ...]:
    """The names as AniList keeps them: each once, cut off before an emoji, without spaces around."""
    return tuple(dict.fromkeys(filter(None, (_ABOVE.split(name or "", maxsplit=1)[0].strip() for name in names))))


def delete_custom_list(_root: None, info: Info, **arguments: Any) -> Node:
    """Delete a list; its entries stay where they are otherwise."""
    owner, world = info.context.owner, info.context.world
    name, kind = arguments.get("customList") or "", arguments.get("type") or ""
    is_there = kind in _KINDS.values() and name in (owner.options[kind].custom_lists or ())
    if is_there and world.takes_lists:
        world.rename_list(owner.id, name, None, kind)
    return {"deleted": is_there and world.takes_lists}


RESOLVERS: dict[str, Callable[..., Any]] = {
    "Mutation.UpdateUser": update_user,
    "Mutation.DeleteCustomList": delete_custom_list,
}
