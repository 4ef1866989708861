"""What options suggest to somebody who types, for many of them at a time: SimCord settles once, not after each key.

Where AniList is asked, ask one after another: what is not ready in a moment and a half is left out.
"""

from collections.abc import Iterable
from typing import Any

from tests.kit.world import World


async def suggested(world: World, name: str, asked: Iterable[tuple[str, str, str]]) -> list[list[dict[str, Any]]]:
    """The choices for each command, option of it and text that are `asked`."""
    interactions: list[Any] = []
    world.env._dispatch_observers.append(interactions.append)
    with world.all_at_once():
        for command, option, typed in asked:
            await world.members[name].autocomplete(world.general, command, option, typed)
    world.env._dispatch_observers.pop()
    await world.env.settle()
    return [one.autocomplete_choices or [] for one in interactions]
