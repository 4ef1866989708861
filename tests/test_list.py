"""/list: pages for their owner, and for those who may see them."""

import re
from typing import Any

from cards import bulk, lists
from cards.buttons import RefreshAccount
from cards.list_buttons import ApplyBulk, EditSeveral, LeaveBulk, UndoBulk
from cards.list_errors import NOT_SHOWN, SOMEBODY_NOT_SHOWN
from cards.list_selects import ShowPage
from cards.visible_members import NOT_IN_SERVER
from demo.anilist import TSUMUGI
from demo.anilist.media import all_media
from tests.kit.lists import BEBOP, DEATH_NOTE, HEROES, SLAM_DUNK, Club, ids, is_alone, options, told
from tests.kit.world import actions, components, labels, says, words

SECRET = "Cowboy Bebop"
ADULT_TITLE = "Angel Blade Punish"


async def test_pages_statuses_and_orders(club: Club) -> None:
    titles = [number for number, node in all_media().items() if node["type"] == "ANIME" and not node["isAdult"]]
    for number in titles[:33]:
        club.put(TSUMUGI, number, status="COMPLETED", progress=1, private=False)
    await club.world.env.advance_time(601)
    await club.run("aoi", "list")
    reply = await club.run("aoi", "list", status="Completed", sort="title")
    text = words(reply.response)
    assert "aoi" in text and "Completed" in text and lists.SORTED["title"] in text
    names = options(reply.response, "musubi:open")
    assert len(names) == 10 and names == sorted(names, key=str.casefold)
    await club.press("aoi", reply.response, ShowPage, number=2)
    assert options(reply.response, "musubi:open")[0].casefold() > names[-1].casefold()
    assert "2 / 4" in labels(reply.response)
    await club.pick("aoi", reply.response, "sort:score", "musubi:view")
    assert lists.SORTED["score"] in words(reply.response) and "1 / 4" in labels(reply.response)
    await club.pick("aoi", reply.response, "CURRENT", "musubi:status")
    assert "Watching" in words(reply.response).splitlines()[0] and "DIGIMON" in words(reply.response)
    assert len(ids(reply.response)) == len(set(ids(reply.response)))


async def test_memory_answers_and_refresh_asks(club: Club) -> None:
    reply = await club.run("aoi", "list", sort="behind")
    club.asked()
    text = words((await club.run("aoi", "list", sort="behind")).response)
    assert club.asked() == []
    assert text.index("DIGIMON") < text.index("DEATH NOTE") and "**41 behind**" in text
    club.put(TSUMUGI, DEATH_NOTE, progress=30)
    await club.press("aoi", reply.response, ShowPage, sort="behind")
    assert club.asked() == ["Collection"] and "30 / 37" in words(reply.response)
    club.stand_in.world.lists.remove(club.entry("aoi", DEATH_NOTE))
    await club.press("aoi", reply.response, ShowPage, sort="behind")
    assert club.asked() == ["Collection"]
    assert "DEATH NOTE" not in words(reply.response), "changes don't tell what was taken off"
    manga = await club.run("aoi", "list", type="Manga")
    assert "Reading" in words(manga.response).splitlines()[0] and "275 / 276" in words(manga.response)
    none = await club.run("aoi", "list", status="Dropped")
    assert "**Dropped**" in words(none.response)


async def test_who_counts_volumes_sees_volumes(club: Club) -> None:
    club.put(TSUMUGI, SLAM_DUNK, progress=0, progress_volumes=7)
    reply = await club.run("aoi", "list", type="Manga")
    await club.press("aoi", reply.response, ShowPage, sort="updated")
    assert "**SLAM DUNK**\n-# vol 7 / 31" in words(reply.response)


async def test_on_a_phone_numbers_stay_together_and_buttons_have_two_rows(club: Club) -> None:
    reply = await club.run("aoi", "list", sort="behind")
    parts = list(components(reply.response))
    lines = "\n".join(part["content"] for part in parts if "content" in part)
    assert "**DIGIMON BEATBREAK**\n-# 2\u00a0/\u00a043\u00a0out\u00a0/\u00a0? · **41\u00a0behind**" in lines
    assert re.search("\\*\\*DEATH NOTE\\*\\*\n-# 12\u00a0/\u00a037 · [^ ]+\u00a08 · ", lines), "a score is marked"
    buttons = [
        [one["label"] for one in part["components"]]
        for part in parts
        if part["type"] == 1 and "label" in part["components"][0]
    ]
    assert len(buttons) == 1 and len(buttons[0]) == 3, "none has a row to itself"


async def test_private_entries_and_adult_titles_are_for_the_right_eyes(club: Club) -> None:
    public = await club.run("aoi", "list")
    planned = await club.run("aoi", "list", status="Planning")
    assert (
        not is_alone(public)
        and SECRET not in words(public.response)
        and "Watching (2)" in str(options(public.response, "musubi:status"))
    )
    assert ADULT_TITLE not in words(planned.response)
    seen = await club.run("ren", "list", user=club.world.members["aoi"])
    assert (
        "aoi" in words(seen.response)
        and "DEATH NOTE" in words(seen.response).upper()
        and SECRET not in words(seen.response)
    )
    club.restrict(to_adults=True)
    planned = await club.run("aoi", "list", status="Planning")
    assert ADULT_TITLE in words(planned.response)
    club.restrict(to_adults=False)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "list")
    assert is_alone(alone) and SECRET in words(alone.response) and "🔒" in words(alone.response)
    assert ADULT_TITLE in words((await club.run("aoi", "list", status="Planning")).response)
    await club.press("aoi", public.response, ShowPage, sort="updated")
    assert SECRET not in words(public.response), "the setting does not make a public message private"
    direct = await club.world.users["aoi"].slash("list")
    assert SECRET in words(direct.response)
    assert SECRET not in club.public()


async def test_somebody_elses_press_answers_them_alone(club: Club) -> None:
    reply = await club.run("aoi", "list")
    before = words(reply.response)
    club.asked()
    pressed = await club.press("ren", reply.response, ShowPage, sort="updated")
    assert club.asked() == [], "the owner's requests are not ren's to spend"
    assert is_alone(pressed) and "aoi" in words(told(pressed)) and SECRET not in words(told(pressed))
    opened = await club.pick("ren", reply.response, DEATH_NOTE, "musubi:open")
    assert is_alone(opened) and "30 / 37" in words(told(opened)), "ren's own entry"
    opened = await club.pick("aoi", reply.response, DEATH_NOTE, "musubi:open")
    assert is_alone(opened) and "12 / 37" in words(told(opened))
    assert words(reply.response) == before
    await club.world.bot.store.visibility.hide(club.world.users["aoi"].id, club.world.guild.id)
    for refused in (
        await club.press("ren", reply.response, ShowPage, sort="updated"),
        await club.pick("ren", reply.response, "PLANNING", "musubi:status"),
        await club.run("ren", "list", user=club.world.members["aoi"]),
    ):
        assert is_alone(refused)
        assert says(told(refused), NOT_SHOWN) or says(told(refused), SOMEBODY_NOT_SHOWN)
    await club.pick("aoi", reply.response, "sort:title", "musubi:view")
    assert lists.SORTED["title"] in words(reply.response)
    assert club.forgive() == 1


async def test_nobody_is_shown_outside_their_server(club: Club) -> None:
    aoi = club.world.users["aoi"]
    elsewhere = club.world.env.create_guild("Elsewhere")
    channel, ren = elsewhere.create_text_channel("talk"), elsewhere.add_member(club.world.users["ren"])
    reply = await ren.slash(channel, "list", user=aoi)
    assert says(told(reply), NOT_SHOWN)
    reply = await club.world.users["ren"].slash("list", user=aoi)
    assert says(told(reply), NOT_IN_SERVER)
    await club.run("aoi", "list")
    page = await club.run("ren", "list", user=club.world.members["aoi"])
    await club.kill_token("aoi")
    await club.press("ren", page.response, ShowPage, sort="updated")
    assert "aoi" in words(page.response), "from memory"
    await club.world.bot.store.database.execute("DELETE FROM lists")
    reply = await club.run("ren", "list", user=club.world.members["aoi"])
    assert says(told(reply), NOT_SHOWN), "not ren's link has ended"
    assert club.forgive() == 3


async def test_pages_turn_after_a_restart(club: Club) -> None:
    reply = await club.run("aoi", "list")
    await club.world.restart()
    await club.pick("aoi", reply.response, "COMPLETED", "musubi:status")
    assert "Boku no Hero Academia" in words(reply.response)
    opened = await club.pick("aoi", reply.response, HEROES, "musubi:open")
    assert "13 / 13" in words(told(opened))


async def test_several_are_edited_at_once(club: Club) -> None:
    await club.answer_alone("aoi")
    page = await club.run("aoi", "list")
    form = await club.press("aoi", page.response, EditSeveral)
    names = [option["label"] for option in _select(form.modal, "titles")["options"]]
    assert len(names) == 4 and SECRET in names, "the page is for aoi alone"
    picked = [str(DEATH_NOTE), str(BEBOP)]
    preview = await club.fill("aoi", form, titles=picked, status=["DROPPED"], score="9.5")
    said = words(told(preview))
    assert is_alone(preview) and " 2 " in said.splitlines()[0] and "Watching → **Dropped**" in said
    assert club.entry("aoi", DEATH_NOTE).status == "CURRENT", "nothing is done yet"
    club.asked()
    await club.world.restart()
    await club.press("aoi", told(preview), ApplyBulk)
    assert club.asked() == ["SaveEntries"]
    assert [club.entry("aoi", one).status for one in (DEATH_NOTE, BEBOP)] == ["DROPPED"] * 2
    await club.world.restart()
    await club.press("aoi", told(preview), UndoBulk)
    assert [club.entry("aoi", one).score for one in (DEATH_NOTE, BEBOP)] == [80, 0]
    assert SECRET not in club.public()


async def test_who_presses_edit_several_edits_their_own(club: Club) -> None:
    page = await club.run("aoi", "list")
    form = await club.press("ren", page.response, EditSeveral)
    assert [option["value"] for option in _select(form.modal, "titles")["options"]] == [str(DEATH_NOTE)]
    preview = await club.fill("ren", form, titles=[str(DEATH_NOTE)], hidden=["yes"])
    await club.press("ren", told(preview), LeaveBulk)
    assert says(told(preview), bulk.NOTHING_DONE) and not club.entry("ren", DEATH_NOTE).hidden_from_status_lists
    seen = await club.run("ren", "list", user=club.world.members["aoi"])
    assert EditSeveral not in actions(seen.response)
    paused = await club.run("ren", "list", status="Paused")
    nothing = await club.press("aoi", paused.response, EditSeveral)
    assert is_alone(nothing) and says(told(nothing), bulk.NOTHING_HERE)


def _select(modal: Any, name: str) -> dict[str, Any]:
    fields = [part["component"] for part in modal["components"]]
    return next(field for field in fields if field["custom_id"] == name)


async def test_what_was_made_private_on_anilist_is_private_here_after_a_refresh_of_the_account(club: Club) -> None:
    assert "DEATH NOTE" in words((await club.run("aoi", "list")).response)
    club.put(TSUMUGI, DEATH_NOTE, private=True)
    await club.press("aoi", (await club.run("aoi", "account")).response, RefreshAccount)
    await club.world.env.advance_time(1)
    assert "DEATH NOTE" not in words((await club.run("aoi", "list")).response)
