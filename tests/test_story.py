"""What the lists are for, from the link to the last smiley; AniList's log shows what it cost."""

from pathlib import Path
from typing import Any

from cards.watched import HOW_WAS_IT
from demo.anilist import PEOPLE, TSUMUGI
from demo.anilist.lists import DateParts, MediaList
from tests.kit.lists import ids, told
from tests.kit.world import World, open_world, says, words

SMILER = next(person for person in PEOPLE if person.score_format == "POINT_3")
TITLE = 21459  # Boku no Hero Academia, thirteen episodes, all out


async def press(world: World, shown: Any, start: str) -> Any:
    custom_id = next(one for one in ids(told(shown)) if one.startswith(start))
    return await world.members["aoi"].click(told(shown), custom_id=custom_id)


async def test_from_a_typo_to_a_smiley_and_back(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        aoi, lists = world.members["aoi"], world.stand_in.world.lists
        if lists.entry_for(TSUMUGI.id, TITLE) is None:
            lists.put(MediaList(id=lists.new_id(), user_id=TSUMUGI.id, media_id=TITLE, created_at=1, updated_at=1))
        if entry := lists.entry_for(SMILER.id, TITLE):
            lists.remove(entry)
        await world.link("ren", TSUMUGI)  # whose list makes the title known
        await world.link("aoi", SMILER)
        world.stand_in.requests.clear()
        choices = await aoi.autocomplete(world.general, "add", "title", "boku no hero acadmia")
        offered = next(one for one in choices if one["value"] == f"id:{TITLE}")
        shown = await aoi.slash(world.general, "add", title=offered["value"], status="Watching or reading")
        for episode in range(1, 14):
            shown = await press(world, shown, "musubi:plus")
            assert f"**{episode}**" in words(told(shown))
        assert says(told(shown), HOW_WAS_IT)
        form = await press(world, shown, "musubi:score")
        rated = await aoi.submit_modal(form, {"score": [":)"]})
        assert "**🙂**" in words(told(rated))
        await press(world, rated, "musubi:undo")
        entry = lists.entry_for(SMILER.id, TITLE)
        assert entry and (entry.status, entry.progress, entry.score) == ("COMPLETED", 13, 0)
        await aoi.slash(world.general, "edit", title=offered["value"], notes="seen with Ren", started="May 2025")
        entry = lists.entry_for(SMILER.id, TITLE)
        assert entry and (entry.notes, entry.started_at) == ("seen with Ren", DateParts(2025, 5))
        page = await aoi.slash(world.general, "list", status="Completed")
        assert "Hero Academia" in words(told(page)) and "13 / 13" in words(told(page))
        asked = [seen.operation for seen in world.stand_in.requests]
        assert asked.count("SaveEntry") == 17 and len(asked) <= 19, "each change is one request"
