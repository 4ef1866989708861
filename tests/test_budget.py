"""What people do, and what it costs at AniList: counted here, cold and warm, and written down in ``docs/budget.md``."""

from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from demo.anilist import JUNO, TSUMUGI
from demo.anilist.lists import total
from demo.anilist.media import all_media
from tests.world import World, open_world

DOCUMENT = Path(__file__).parent.parent / "docs" / "budget.md"
REWRITE = "make budget"
TEN_MINUTES = 601

LISTS = ("Collection", "Collection")  # 500 entries of a type at once: these people have fewer
HEAD = """# What everything costs at AniList

AniList takes 30 requests a minute, from all of a Musubi's people together. `tests/test_budget.py` counts what each
action asks, and holds this table; after a change of it, `{rewrite}` writes this page anew.

*Cold* is with nothing remembered that would help, *warm* is as usual. What is asked “meanwhile” is asked in the
background: nobody waits for it. `Collection` is 500 entries of a list, anime or manga.

| what | cold | warm | cold is |
|---|---|---|---|
"""


class Cost(NamedTuple):
    """The questions to AniList, in their order; for those of `meanwhile` nobody waits."""

    cold: tuple[str, ...]
    warm: tuple[str, ...] | None
    cold_is: str
    meanwhile: tuple[str, ...] = ()


FINDING = {
    "finish a link": Cost(("Viewer",), None, "the first time", meanwhile=LISTS),
    "autocomplete of own titles": Cost((), (), "right after the link"),
    "autocomplete of any title": Cost(("Search",), (), "too few known titles begin so, and nobody has typed it before"),
    "`/anime`, `/manga`, picked": Cost(("Media",), (), "the title was never heard of"),
    "`/anime`, `/manga`, typed": Cost(("Search",), (), "no known title is called so"),
}
LOOKING = {
    "`/list`": Cost(LISTS, (), "the list was never read"),
    "`/list`, after ten minutes": Cost((), None, "the list was read longer ago", meanwhile=("Changes",)),
    "Refresh": Cost(("Changes",), ("Changes",), "always"),
    "`/behind`": Cost(LISTS, (), "the list was never read"),
    "`/random`": Cost((*LISTS, "Media"), (), "the list was never read, the card never shown"),
}
CHANGING = {
    "`/watched`, `/read`": Cost(("Media", "SaveEntry"), ("SaveEntry",), "the entry was looked at ten minutes ago"),
    "+1": Cost(("Media", "SaveEntry"), ("SaveEntry",), "the entry was looked at ten minutes ago"),
    "`/rate`, Score": Cost(("Media", "SaveEntry"), ("SaveEntry",), "the title was never heard of"),
    "`/edit`": Cost(("Media", "SaveEntry"), ("SaveEntry",), "progress, looked at ten minutes ago"),
    "`/edit`, the editor": Cost(("Media",), (), "the entry was looked at ten minutes ago"),
}
LISTING = {
    "`/add`": Cost(("Media", "SaveEntry"), ("SaveEntry",), "the title was never heard of"),
    "`/remove`": Cost(("Media", "DeleteEntry"), ("DeleteEntry",), "the entry was looked at ten minutes ago"),
    "Undo": Cost(("Media", "SaveEntry"), ("SaveEntry",), "the entry was looked at ten minutes ago"),
    "`/favourite`": Cost(("Media", "ToggleFavourite"), ("Media", "ToggleFavourite"), "always"),
}
BUDGET = FINDING | LOOKING | CHANGING | LISTING


class Account:
    """Aoi, who has linked, and what was asked for what she did."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: dict[tuple[str, str], tuple[str, ...]] = {}

    async def counts(self, what: str, when: str, doing: Coroutine[Any, Any, Any]) -> Any:
        before = len(self.world.stand_in.requests)
        result = await doing
        self.asked[what, when] = tuple(seen.operation for seen in list(self.world.stand_in.requests)[before:])
        return result

    async def slash(self, command: str, name: str = "aoi", **options: Any) -> Any:
        result = await self.world.members[name].slash(self.world.general, command, **options)
        assert not self.world.env.errors
        return result

    async def complete(self, command: str, typed: str, name: str = "aoi") -> list[str]:
        found = await self.world.members[name].autocomplete(self.world.general, command, "title", typed)
        return [choice["value"] for choice in found]

    async def press(self, reply: Any, label: str) -> Any:
        return await self.world.press("aoi", reply, label)

    async def wait(self) -> None:
        """Until what is remembered is too old to build on."""
        await self.world.env.advance_time(TEN_MINUTES)

    async def forget(self) -> None:
        """As if no list had ever been read, and no title heard of."""
        await self.world.bot.store.entries.expire(self.world.clock() + 1)
        await self.world.bot.store.media.expire(self.world.clock() + 1)

    def strangers(self) -> list[str]:
        """Anime that are on neither person's list, as they are when picked."""
        known = {entry.media_id for person in (TSUMUGI, JUNO) for entry in self.of(person.id)}
        return [f"id:{number}" for number, node in all_media().items() if number not in known and _is_plain(node)]

    def of(self, user_id: int) -> list[Any]:
        return self.world.stand_in.world.lists.of(user_id, "ANIME")

    def watched_now(self) -> list[str]:
        """What has some episodes left."""
        mine = [entry for entry in self.of(TSUMUGI.id) if entry.status == "CURRENT" and not entry.private]
        return [f"id:{one.media_id}" for one in mine if one.progress + 9 < (total(all_media()[one.media_id]) or 0)]


def _is_plain(node: Any) -> bool:
    return node["type"] == "ANIME" and not node["isAdult"] and node["status"] == "FINISHED"


@asynccontextmanager
async def an_account(folder: Path) -> AsyncGenerator[Account]:
    async with open_world(folder) as world:
        account = Account(world)
        await account.counts("finish a link", "cold", world.link("aoi"))
        yield account


async def test_finding(tmp_path: Path) -> None:
    async with an_account(tmp_path) as aoi:
        picked, typed = aoi.strangers()[:2]
        await aoi.counts("autocomplete of own titles", "cold", aoi.complete("watched", "d"))
        await aoi.counts("autocomplete of own titles", "warm", aoi.complete("watched", "de"))
        await aoi.counts("autocomplete of any title", "cold", aoi.complete("anime", aoi.name(typed)[:6]))
        await aoi.counts("autocomplete of any title", "warm", aoi.complete("anime", aoi.name(typed)[:6], name="ren"))
        await aoi.counts("`/anime`, `/manga`, picked", "cold", aoi.slash("anime", title=picked))
        await aoi.counts("`/anime`, `/manga`, picked", "warm", aoi.slash("anime", title=picked))
        typed = aoi.strangers()[2]
        await aoi.counts("`/anime`, `/manga`, typed", "cold", aoi.slash("anime", title=aoi.name(typed)))
        await aoi.counts("`/anime`, `/manga`, typed", "warm", aoi.slash("anime", title=aoi.name(typed)))
        assert aoi.asked == expected(FINDING)
