"""A server with several linked people and their lists of invented titles; no request goes to AniList."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from store import Entry, Media
from tests.kit.home import a_link, a_token
from tests.kit.lists import told
from tests.kit.shelf import a_title, an_entry
from tests.kit.world import World, components, open_world

NAMES = ("aoi", "ren", "mio", "kai")
LOVED, OTHER, PLANNED, ADULT, MANGA = 101, 103, 105, 107, 110
SHARED = range(1, 24, 2)  # twelve anime
ONLY_REN = {LOVED: 95, OTHER: 30}
TASTE: dict[str, Mapping[int, int]] = {
    "aoi": {number: 30 + 3 * number for number in SHARED},
    "ren": {number: 31 + 3 * number for number in SHARED} | ONLY_REN,
    "mio": {number: 100 - 3 * number for number in SHARED} | {OTHER: 100},
    "kai": {1: 80, 3: 90, 5: 70},
}


class Town:
    """Its people are linked, in the server, and shown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = world.bot.store

    def id_of(self, name: str) -> int:
        return self.world.users[name].id

    async def move_in(self, name: str, number: int) -> None:
        if name not in self.world.users:
            self.world.users[name] = self.world.env.create_user(name)
            self.world.members[name] = self.world.guild.add_member(self.world.users[name])
        link = msgspec.structs.replace(a_link(number), discord_id=self.id_of(name), name=name.title())
        await self.store.links.save(link, a_token(number))
        await self.store.members.record_use(link.discord_id, self.world.guild.id, self.world.clock())
        await self.store.members.mark_told(link.discord_id, self.world.guild.id)
        for media_type in ("ANIME", "MANGA"):
            await self.store.entries.replace(link.discord_id, media_type, [], self.world.clock())

    async def know(self, *titles: Media) -> None:
        await self.world.bot.parts.titles.store(list(titles), is_public=True)

    async def put(self, name: str, *entries: Entry) -> None:
        await self.store.entries.merge(self.id_of(name), entries, self.world.clock())

    async def plan(self, name: str, *media_ids: int) -> None:
        await self.put(name, *(listed(media_id, status="PLANNING", score=0) for media_id in media_ids))

    async def leave_alone(self, *names: str) -> None:
        """Unlink everybody but `names`."""
        for name in set(NAMES) - set(names):
            await self.store.links.delete(self.id_of(name))

    async def run(self, name: str, command: str, **options: Any) -> Any:
        people = {key: self.world.users[value] if key.startswith("user") else value for key, value in options.items()}
        return await self.world.members[name].slash(self.world.general, command, **people)

    async def press(self, name: str, message: Any, custom_id: str) -> Any:
        return await self.world.members[name].click(message, custom_id=_one(message, custom_id))

    async def pick(self, name: str, message: Any, custom_id: str, value: object) -> Any:
        return await self.world.members[name].select(message, [str(value)], custom_id=_one(message, custom_id))


def listed(number: int, **changes: object) -> Entry:
    """A completed entry that others may see."""
    usual = {"private": False, "hidden": False, "status": "COMPLETED", "progress": 12, "repeat": 0, "notes": ""}
    return an_entry(number, **usual | changes)


def looks(result: Any) -> list[dict[str, Any]]:
    """The parts of a message that other people can tell apart; a picture by its description."""
    told_apart = ("type", "content", "label", "custom_id", "disabled", "options", "accent_color")
    shown = [{key: part.get(key) for key in told_apart} for part in components(told(result))]
    return [
        *shown,
        *({"picture": item["description"]} for part in components(told(result)) for item in part.get("items", [])),
    ]


def _one(message: Any, start: str) -> str:
    return next(str(one["custom_id"]) for one in components(message) if str(one.get("custom_id", "")).startswith(start))


@asynccontextmanager
async def open_town(folder: Path) -> AsyncGenerator[Town]:
    async with open_world(folder) as world:
        town = Town(world)
        others = (a_title(number) for number in (*SHARED, LOVED, OTHER, PLANNED, MANGA))
        await town.know(*others, a_title(ADULT, is_adult=True))
        for number, name in enumerate(NAMES, start=1):
            await town.move_in(name, number)
            await town.put(name, *(listed(media_id, score=score) for media_id, score in TASTE[name].items()))
        yield town
        asked = {seen.operation for seen in world.stand_in.requests}
        assert asked <= {"Activities"}, "nothing but the poll for all asks AniList"
