"""/watched and /read, +1, Undo: for whoever asks, once, and back."""

from cards import watched
from cards.confirmation import WATCH_AGAIN
from cards.list_buttons import GiveScore, OpenEditor, Plus, UndoChange
from cards.list_errors import CHANGED_SINCE
from cards.say import SayIt
from chat.stepping import THERE_ALREADY
from cogs.watched import THEIRS_TO_UNDO
from demo.anilist import TSUMUGI
from tests.kit.lists import BEBOP, DEATH_NOTE, HEROES, NARUTO, SLAM_DUNK, Club, ids, is_alone, told
from tests.kit.world import actions, by, says, words


async def test_one_more_and_one_more_and_back(club: Club) -> None:
    reply = await club.run("aoi", "watched", title="DEATH NOTE")
    assert not is_alone(reply)
    assert "DEATH NOTE" in words(reply.response) and "**13**" in words(reply.response)
    assert ids(reply.response)[0] == Plus(DEATH_NOTE, 14).custom_id
    assert actions(reply.response) == {Plus, UndoChange, GiveScore, OpenEditor}
    club.asked()
    await club.press("aoi", reply.response, Plus)
    assert "**14**" in words(reply.response)
    assert club.asked() == ["SaveEntry"]
    await club.press("aoi", reply.response, UndoChange)
    assert says(reply.response, watched.UNDONE) and "13 / 37" in words(reply.response)
    assert ids(reply.response)[0] == Plus(DEATH_NOTE, 14).custom_id
    assert actions(reply.response) == {Plus, GiveScore, OpenEditor}, "from there it goes on"
    assert club.entry("aoi", DEATH_NOTE).progress == 13


async def test_the_first_and_the_last_episode(club: Club) -> None:
    reply = await club.run("aoi", "watched", title="NARUTO", episode=1)
    assert "**Watching**" in words(reply.response) and "2026" in words(reply.response)
    assert club.entry("aoi", NARUTO).started_at.year == 2026
    reply = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=37)
    assert says(reply.response, watched.HOW_WAS_IT)
    assert actions(reply.response) == {GiveScore, UndoChange, OpenEditor, SayIt}
    before = club.entry("aoi", HEROES)
    for options, sentence in (({}, WATCH_AGAIN), ({"episode": 99}, "only 13"), ({"episode": 2}, WATCH_AGAIN)):
        told_so = await club.run("aoi", "watched", title=f"id:{HEROES}", **options)
        assert says(told(told_so), sentence) and is_alone(told_so)
    assert club.entry("aoi", HEROES) == before
    assert club.forgive() == 3


async def test_chapters_and_volumes(club: Club) -> None:
    reply = await club.run("aoi", "read", title=f"id:{SLAM_DUNK}", volume=4)
    assert "**4**" in words(reply.response) and "vol 4 / 31" in words(reply.response)
    await club.press("aoi", reply.response, Plus)
    assert "**Completed**" in words(reply.response) and "**276**" in words(reply.response)
    assert club.entry("aoi", SLAM_DUNK).progress_volumes == 31


async def test_a_press_acts_for_the_presser_and_leaves_the_owners_message(club: Club) -> None:
    reply = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    before = words(reply.response)
    pressed = await club.press("ren", reply.response, Plus)
    assert is_alone(pressed) and "**31**" in words(told(pressed)), "one more of ren's own"
    pressed = await club.press("ren", told(pressed), Plus)
    assert club.entry("ren", DEATH_NOTE).progress == 32
    undone = await club.press("ren", reply.response, UndoChange)
    assert is_alone(undone) and says(told(undone), THEIRS_TO_UNDO)
    assert (club.entry("aoi", DEATH_NOTE).progress, words(reply.response)) == (13, before)


async def test_a_second_press_changes_nothing_and_keeps_undo(club: Club) -> None:
    reply = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    club.put(TSUMUGI, DEATH_NOTE, progress=14)
    await club.world.env.advance_time(601)
    again = await club.press("aoi", reply.response, Plus)
    assert is_alone(again) and Plus(DEATH_NOTE, 15).custom_id in ids(told(again)) and says(told(again), THERE_ALREADY)
    assert is_alone(again) and Plus(DEATH_NOTE, 15).custom_id in ids(told(again)) and says(told(again), THERE_ALREADY)
    assert UndoChange in actions(reply.response), "the message stays as it is"
    club.put(TSUMUGI, DEATH_NOTE, progress=25)
    await club.world.env.advance_time(601)
    again = await club.press("aoi", told(again), Plus)
    assert "25 / 37" in words(told(again)), "a phone went ahead"
    assert club.entry("aoi", DEATH_NOTE).progress == 25


async def test_what_is_private_is_answered_alone(club: Club) -> None:
    for title in ("Cowboy Bebop", f"id:{BEBOP}"):
        reply = await club.run("aoi", "watched", title=title)
        assert is_alone(reply) and "🔒" in words(told(reply))
    await club.press("aoi", told(reply), UndoChange)
    assert club.entry("aoi", BEBOP).progress == 6
    card = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    await club.world.env.advance_time(601)
    club.put(TSUMUGI, DEATH_NOTE, private=True)
    pressed = await club.press("aoi", card.response, Plus)
    assert is_alone(pressed) and "🔒" in words(told(pressed))
    assert "Bebop" not in club.public() and "14" not in club.public()


async def test_alone_by_the_persons_setting_and_in_direct_messages(club: Club) -> None:
    await club.answer_alone("aoi")
    assert is_alone(await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}"))
    assert club.public() == ""
    reply = await club.world.users["aoi"].slash("watched", title=f"id:{BEBOP}")
    assert "**6**" in words(reply.response) and not reply.ephemeral
    await club.world.users["aoi"].click(reply.response, **by(reply.response, Plus))
    assert "**7**" in words(reply.response)


async def test_old_buttons_work_after_a_restart(club: Club) -> None:
    first = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    second = await club.run("aoi", "watched", title=f"id:{NARUTO}")
    await club.world.restart()
    await club.press("aoi", first.response, UndoChange)
    await club.press("aoi", second.response, Plus)
    assert says(first.response, watched.UNDONE) and "**2**" in words(second.response)
    assert (club.entry("aoi", DEATH_NOTE).progress, club.entry("aoi", NARUTO).progress) == (12, 2)


async def test_undo_refuses_what_has_changed_since(club: Club) -> None:
    reply = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    await club.world.env.advance_time(601)
    club.put(TSUMUGI, DEATH_NOTE, progress=20)
    refused = await club.press("aoi", reply.response, UndoChange)
    assert is_alone(refused) and says(told(refused), CHANGED_SINCE)
    assert club.entry("aoi", DEATH_NOTE).progress == 20
