"""The menu “Delete reply”: what it deletes, for whom, and what it says where it can't."""

from pathlib import Path
from typing import Any

import pytest

from cards import delete_reply as cards
from tests.kit.lists import DEATH_NOTE, Club, is_alone
from tests.kit.servers import COMMAND, MESSAGE, a_user, from_menu, in_messages
from tests.kit.services import AOI
from tests.kit.wired import open_wired, parts
from tests.kit.world import says, words

TITLE = f"id:{DEATH_NOTE}"


async def delete(club: Club, name: str, message: Any) -> Any:
    return await club.world.members[name].context_menu(club.world.general, "Delete reply", message)


def stands(club: Club, message: Any) -> bool:
    return message.id in {one.id for one in club.world.general.history(viewer=club.world.members["ren"])}


async def test_ones_own_reply_goes_also_after_a_restart(club: Club) -> None:
    club.asked()
    shown = (await club.run("aoi", "anime", title=TITLE)).response
    other = (await club.run("aoi", "anime", title=TITLE)).response
    await club.world.restart()
    told = await delete(club, "aoi", shown)
    assert is_alone(told) and says(told.response, cards.DELETED)
    assert not stands(club, shown) and stands(club, other)


async def test_anothers_reply_stays(club: Club) -> None:
    shown = (await club.run("aoi", "anime", title=TITLE)).response
    told = await delete(club, "ren", shown)
    assert is_alone(told) and says(told.response, cards.NOT_YOURS)
    assert f"<@{club.world.users['aoi'].id}>" in words(told.response)
    assert stands(club, shown)


async def test_a_member_s_message_stays(club: Club) -> None:
    message = await club.world.members["aoi"].send(club.world.general, "hello")
    told = await delete(club, "aoi", message)
    assert is_alone(told) and says(told.response, cards.NOT_MINE)
    assert stands(club, message)


async def test_a_post_stays(club: Club) -> None:
    """Nobody asked for it, so it is nobody's."""
    channel: Any = club.world.bot.get_channel(club.world.general.id)
    post = await channel.send("a post")
    told = await delete(club, "aoi", post)
    assert is_alone(told) and says(told.response, cards.A_POST)
    assert stands(club, post)


async def refused(club: Club, code: int) -> Any:
    """The answer where Discord refuses to delete a message with `code`."""
    shown = (await club.run("aoi", "anime", title=TITLE)).response
    path = f"/channels/{club.world.general.id}/messages/{shown.id}"
    club.world.env.inject_error("DELETE", path, status=403, code=code, message="no")
    told = await delete(club, "aoi", shown)
    assert is_alone(told)
    return told.response


async def test_what_discord_refuses_is_said(club: Club) -> None:
    for code in (50001, 10003):
        assert says(await refused(club, code), cards.NO_ACCESS)
    assert says(await refused(club, 50083), cards.ARCHIVED)
    assert says(await refused(club, 10008), cards.DELETED), "it was gone already"


async def test_in_direct_messages_all_of_musubis_messages_may_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reminder there answers no command."""
    async with open_wired(tmp_path, monkeypatch) as wired:
        data = from_menu(wired.discord.commands["Delete reply"], MESSAGE)
        await wired.discord.interact(COMMAND, data, in_messages(a_user(AOI)), token := wired.new_token())
        await wired.answered(token)
        assert wired.discord.deleted == [("6001", "7001")]
        assert parts(wired.discord.shown[token], "content") == [cards.DELETED]
