"""Rooms of episodes: who gets in, who never does, and what happens when Discord or an admin is in the way."""

from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType, OverwriteType

from cards.account import LET_IN_HERE
from cards.buttons import StartLink
from cards.card import plain
from cards.feed_buttons import ChangeFeed
from cards.feed_trouble import I_LACK, YOU_LACK
from cards.ids import Action
from cards.list_buttons import GiveScore, OpenTitle
from cards.rooms import (
    ENTERED,
    KEPT_PRIVATE,
    LEFT,
    LET_IN,
    LINK_TOO,
    REFUSALS,
    ROOMS_LACK,
    SEEN_LEADS,
    SURE,
    UP_TO,
    WHO_READS,
    BeGuest,
    EnterRoom,
    LeaveRoom,
    room_name,
)
from cards.rooms_panel import FAILED, ONLY_TEXT, REFUSED, WHAT_THEY_ARE, SwitchRooms
from library.notify.rooms import SECONDS_OPEN, RoomRefusal
from store import Entry, Room, RoomKey
from tests.kit.home import a_link, a_token
from tests.kit.lists import ADULT, DIGIMON, Club, airs, is_alone, told
from tests.kit.world import actions, says, words

MINUTE = 60
EPISODE = 44  # of Digimon, the next one that airs
SEND_IN_THREADS, CREATE = "send_messages_in_threads", "create_private_threads"
REFUSED_BY_DISCORD = [
    pytest.param(403, 50013, RoomRefusal.LACKING, id="no permission"),
    pytest.param(400, 160006, RoomRefusal.TOO_MANY, id="a thousand threads"),
    pytest.param(400, 30033, RoomRefusal.FULL, id="a thousand members"),
    pytest.param(404, 10013, RoomRefusal.REFUSED, id="nobody of that id"),
    pytest.param(429, 0, RoomRefusal.BUSY, id="too many requests"),
    pytest.param(503, 0, RoomRefusal.BUSY, id="Discord fails"),
]


@pytest.fixture
async def club(club: Club) -> Club:
    """Haru, an admin without a link, may do what Musubi does with rooms."""
    club.add_moderator("haru")
    club.asked()
    return club


async def opened(club: Club, **options: Any) -> Any:
    """A feed with rooms; returns its panel."""
    panel = (await club.run("haru", "feed", kind="New episodes", **options)).response
    await club.press("haru", panel, SwitchRooms, wanted=True)
    return panel


async def posted(club: Club, *titles: int) -> Any:
    """The post about the next episodes of `titles`, in a feed with rooms."""
    await airs(club, *(titles or (DIGIMON,)))
    await opened(club)
    await club.world.env.advance_time(20 * MINUTE)
    club.asked()  # by loops
    return posts(club)[-1]


def posts(club: Club, button: type[Action] = EnterRoom) -> list[Any]:
    return [one for one in club.world.general.history() if button in actions(one)]


def rooms(club: Club) -> list[simcord.ChannelHandle]:
    return [one for one in club.world.general.threads if one._channel.type == ChannelType.PRIVATE_THREAD]


def inside(club: Club, room: simcord.ChannelHandle) -> set[str]:
    """The names of the people in the room."""
    names = {user.id: name for name, user in club.world.users.items()}
    return {names[one] for one in room._channel.thread_members if one in names}


async def row(club: Club) -> Room | None:
    (feed,) = await club.world.bot.store.feeds.of_guild(club.world.guild.id)
    return await club.world.bot.store.rooms.of(RoomKey(feed.id, DIGIMON, EPISODE))


def may(club: Club, name: str, *, is_allowed: bool) -> None:
    """Let Musubi have a permission in the channel, or not."""
    assert club.world.bot.user
    flag = discord.Permissions(**{name: True}).value
    allow, deny = (flag, 0) if is_allowed else (0, flag)
    who = club.world.bot.user.id, OverwriteType.MEMBER
    club.world.env.backend.set_overwrite(club.world.general.id, Overwrite(*who, allow=allow, deny=deny))


async def has_seen(club: Club, name: str, progress: int = EPISODE, **kept: Any) -> None:
    """The person's list has the episode, and Musubi has read it."""
    club.put(club.people[name], DIGIMON, status="CURRENT", progress=progress, **kept)
    await club.world.settle_in(name, club.people[name])
    club.asked()


async def has_rooms(club: Club) -> bool:
    (feed,) = await club.world.bot.store.feeds.of_guild(club.world.guild.id)
    return feed.has_rooms


async def next_episode(club: Club) -> None:
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await club.world.env.advance_time(20 * MINUTE)


def lacks(message: Any, said: str, permission: str) -> bool:
    return says(message, said) and f"**{plain(permission)}**" in words(message)


def archived(room: simcord.ChannelHandle) -> bool:
    assert room._channel.thread_metadata
    return room._channel.thread_metadata.archived


@pytest.mark.parametrize(
    ("kept", "progress", "answer"), [("private", EPISODE, "only"), ("hidden_from_status_lists", EPISODE - 1, "mark")]
)
async def test_who_keeps_a_title_private_is_asked_before_others_see_them_in_its_room(
    club: Club, kept: str, progress: int, answer: str
) -> None:
    await has_seen(club, "ren")
    of_hers = ("Rewatch some day",)  # only in a custom list does AniList tell of a hidden entry
    await has_seen(club, "aoi", progress, custom_lists=of_hers, **{kept: True})
    question = await club.press("aoi", await posted(club), EnterRoom)
    assert is_alone(question) and says(told(question), KEPT_PRIVATE.format(title="DIGIMON BEATBREAK"))
    assert rooms(club) == [] and "spoilers" not in words(told(question))
    await club.press("aoi", told(question), EnterRoom, how=answer)
    (room,) = rooms(club)
    assert inside(club, room) == {"aoi"} and club.entry("aoi", DIGIMON).progress == EPISODE


async def test_two_who_have_seen_it_meet_where_a_third_cannot_look(club: Club) -> None:
    await has_seen(club, "ren", EPISODE - 1)
    post = await posted(club)
    assert actions(post) == {EnterRoom, OpenTitle} and says(post, SEEN_LEADS) and rooms(club) == []
    question = await club.press("aoi", post, EnterRoom)
    assert is_alone(question) and says(told(question), SURE.format(episode=EPISODE, title="DIGIMON BEATBREAK"))
    assert rooms(club) == [] and club.entry("aoi", DIGIMON).progress == 2, "nobody has said that they have seen it"
    entered = await club.press("aoi", told(question), EnterRoom, how="mark")
    (room,) = rooms(club)
    assert is_alone(entered) and f"<#{room.id}>" in words(told(entered))
    assert club.entry("aoi", DIGIMON).progress == EPISODE and inside(club, room) == {"aoi"}
    assert actions(told(entered)) == {LeaveRoom, GiveScore, BeGuest}
    await club.press("ren", post, EnterRoom)
    assert club.entry("ren", DIGIMON).progress == EPISODE, "the next one needs no question"
    assert len(rooms(club)) == 1 and inside(club, room) == {"aoi", "ren"}
    (greeting,) = room.history()
    assert says(greeting, UP_TO.format(episode=EPISODE)) and says(greeting, WHO_READS)
    assert actions(greeting) == {OpenTitle} and "DIGIMON" in str(room.name) and str(EPISODE) in str(room.name)
    (made,) = [one for one in club.world.env.http_requests if one.method == "POST" and one.path.endswith("/threads")]
    wanted = {"type": 12, "invitable": False, "auto_archive_duration": 10080, "name": room.name}
    assert made.json and made.json.items() >= wanted.items()
    third = club.world.guild.add_member(club.world.env.create_user("kai"))
    with pytest.raises(simcord.SetupError):
        room.history(viewer=third)
    with pytest.raises(simcord.SetupError):
        await third.click(greeting, custom_id=OpenTitle(DIGIMON).custom_id)


async def test_whoever_is_not_linked_says_so_themselves_and_undo_leads_out_again(club: Club) -> None:
    post = await posted(club)
    entered = await club.press("haru", post, EnterRoom)
    (room,) = rooms(club)
    assert inside(club, room) == {"haru"} and says(told(entered), LINK_TOO)
    assert actions(told(entered)) == {LeaveRoom, StartLink} and club.asked() == []
    left = await club.press("haru", told(entered), LeaveRoom)
    assert inside(club, room) == set() and says(told(left), LEFT)
    question = await club.press("aoi", post, EnterRoom)
    alone = await club.press("aoi", told(question), EnterRoom, how="only")
    assert inside(club, room) == {"aoi"} and club.entry("aoi", DIGIMON).progress == 2 and club.asked() == []
    await club.press("aoi", told(alone), LeaveRoom)
    marked = await club.press("aoi", told(await club.press("aoi", post, EnterRoom)), EnterRoom, how="mark")
    assert club.entry("aoi", DIGIMON).progress == EPISODE and inside(club, room) == {"aoi"}
    await club.press("aoi", told(marked), LeaveRoom)
    assert club.entry("aoi", DIGIMON).progress == 2 and inside(club, room) == set()
    assert len(rooms(club)) == 1 and len(room.history()) == 1, "it is greeted once"


async def test_a_list_that_has_it_is_left_alone_and_guests_need_no_press(club: Club) -> None:
    for name in ("aoi", "ren"):
        await has_seen(club, name)
    post = await posted(club)
    entered = await club.press("aoi", post, EnterRoom)
    (room,) = rooms(club)
    assert actions(told(entered)) == {LeaveRoom, BeGuest} and club.asked() == []
    agreed = await club.press("aoi", told(entered), BeGuest)
    assert is_alone(agreed) and says(told(agreed), LET_IN)
    account = told(await club.run("aoi", "account"))
    assert says(account, LET_IN_HERE) and BeGuest in actions(account)
    await club.press("aoi", told(entered), LeaveRoom)
    await club.world.env.advance_time(2 * MINUTE)
    assert inside(club, room) == set(), "aoi has left, and ren has not agreed"
    await club.press("ren", told(await club.press("ren", post, EnterRoom)), BeGuest)
    await next_episode(club)
    assert len(rooms(club)) == 1
    await has_seen(club, "ren", EPISODE + 1)
    await club.world.env.advance_time(2 * MINUTE)
    assert [inside(club, one) for one in rooms(club)] == [{"ren"}, {"ren"}], "aoi has not seen the next one"
    await club.press("aoi", told(agreed), BeGuest, wanted=False)
    for name in ("aoi", "ren"):
        club.put(club.people[name], DIGIMON, private=name == "ren")
        await has_seen(club, name, EPISODE + 2)
    await next_episode(club)
    await club.world.env.advance_time(2 * MINUTE)
    assert len(rooms(club)) == 2, "one has stopped it, the other keeps it private"


@pytest.mark.parametrize(
    ("status", "code"), [(404, 10013), (403, 50001)], ids=["nobody of that id", "may not see the channel"]
)
async def test_guests_come_a_few_at_a_time_and_none_who_has_left(club: Club, status: int, code: int) -> None:
    await posted(club)
    store, world = club.world.bot.store, club.world
    seen = Entry(media_id=DIGIMON, entry_id=1, media_type="ANIME", status="CURRENT", progress=EPISODE)
    for number in range(1, 26):
        member = world.guild.add_member(world.env.create_user(f"guest{number}"))
        world.users[f"guest{number}"] = member.user
        await store.links.save(a_link(number, discord_id=member.id), a_token(number))
        await store.members.record_use(member.id, world.guild.id, world.clock())
        await store.entries.replace(member.id, "ANIME", [seen], world.clock())
        await store.rooms.join(world.guild.id, member.id, world.clock())
        if number == 25:
            world.guild.remove_member(member)
    world.env.inject_error("PUT", "/channels/*/thread-members/*", status=status, code=code)
    with world.env.time_context():
        await world.bot.rooms.round()
        assert len(inside(club, rooms(club)[0])) == 19, "Discord has refused one, and the others wait"
        await world.bot.rooms.round()
        await world.bot.rooms.round()
    (room,) = rooms(club)
    assert len(inside(club, room)) == 23 and "guest25" not in inside(club, room)
    guest = world.users["guest2"].id
    world.env.backend.remove_thread_member(room.id, guest)
    world.env.inject_error("PUT", "/channels/*/thread-members/*", status=503, times=None)
    await store.database.execute("DELETE FROM room_members")
    asked = len(world.env.http_requests)
    with world.env.time_context():
        await world.bot.rooms.round()
    assert len(world.env.http_requests) == asked + 1, "while Discord fails it is asked once for a feed"


async def test_two_presses_at_once_and_a_restart_make_one_room(club: Club) -> None:
    post = await posted(club)
    with club.world.all_at_once():
        await club.press("haru", post, EnterRoom)
        await club.press("haru", post, EnterRoom)
    await club.world.env.settle()
    assert len(rooms(club)) == 1
    await club.world.restart()
    await club.press("haru", post, EnterRoom)
    (room,) = rooms(club)
    assert inside(club, room) == {"haru"} and len(room.history()) == 1


async def test_what_is_missing_is_said_when_it_is_switched_on_and_when_a_room_cannot_be_opened(club: Club) -> None:
    may(club, CREATE, is_allowed=False)
    panel = await opened(club)
    assert lacks(panel, I_LACK, "Create Private Threads") and not await has_rooms(club)
    may(club, CREATE, is_allowed=True)
    await club.press("haru", panel, SwitchRooms, wanted=True)
    assert says(panel, WHAT_THEY_ARE) and await has_rooms(club)
    may(club, SEND_IN_THREADS, is_allowed=False)
    await next_episode(club)
    (post,) = posts(club)
    for _ in range(3):
        refused = told(await club.press("haru", post, EnterRoom))
        assert "Send Messages in Threads" in words(refused) and says(refused, ROOMS_LACK)
    (notice,) = [one for one in club.world.dms("haru") if says(one, REFUSED)]
    assert "Send Messages in Threads" in words(notice) and rooms(club) == [] and await row(club) is None
    panel = (await club.run("haru", "feed", kind="New episodes")).response
    assert lacks(panel, I_LACK, "Send Messages in Threads")
    may(club, SEND_IN_THREADS, is_allowed=True)
    assert says(told(await club.press("haru", post, EnterRoom)), ENTERED)
    panel = (await club.run("haru", "feed", kind="New episodes")).response
    assert not says(panel, FAILED) and says(panel, WHAT_THEY_ARE)


async def test_an_admin_opens_rooms_only_where_they_may_and_where_discord_has_them(club: Club) -> None:
    role = club.world.guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
    kai = club.world.guild.add_member(club.world.env.create_user("kai"), roles=[role])
    club.world.members["kai"] = kai
    panel = (await club.run("kai", "feed", kind="New episodes")).response
    await club.press("kai", panel, SwitchRooms, wanted=True)
    assert lacks(panel, YOU_LACK, "Create Private Threads") and not await has_rooms(club)
    channel = club.world.bot.get_channel(club.world.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
    (thread,) = club.world.general.threads
    panel = (await club.world.members["haru"].slash(thread, "feed", kind="New episodes")).response
    assert says(panel, ONLY_TEXT) and SwitchRooms not in actions(panel)


@pytest.mark.parametrize(("status", "code", "refusal"), REFUSED_BY_DISCORD)
async def test_a_refusal_is_said_and_the_next_press_makes_one_room(
    club: Club, status: int, code: int, refusal: RoomRefusal
) -> None:
    post = await posted(club)
    for path in ("/channels/*/threads", "/channels/*/thread-members/*"):
        method = "POST" if path.endswith("threads") else "PUT"
        club.world.env.inject_error(method, path, status=status, code=code, times=None)
        # whom Musubi may let in, Discord refuses for their own sake
        is_theirs = method == "PUT" and refusal is RoomRefusal.LACKING
        said = REFUSALS[RoomRefusal.REFUSED if is_theirs else refusal]
        assert says(told(await club.press("haru", post, EnterRoom)), said)
        club.world.env.backend.faults.clear()
    assert says(told(await club.press("haru", post, EnterRoom)), ENTERED)
    assert [inside(club, room) for room in rooms(club)] == [{"haru"}]


async def test_killed_before_it_is_written_down_the_thread_is_found_again(club: Club) -> None:
    post, store = await posted(club), club.world.bot.store
    (feed,) = await store.feeds.of_guild(club.world.guild.id)
    key = RoomKey(feed.id, DIGIMON, EPISODE)
    await store.rooms.claim(key, club.world.clock() + SECONDS_OPEN)
    media = (await store.media.of([DIGIMON]))[DIGIMON]
    backend, me = club.world.env.backend, club.world.bot.user
    assert me
    names = room_name(media, EPISODE, "ROMAJI"), "somebody’s own"
    for owner, name in ((me.id, names[0]), (club.world.users["haru"].id, names[0]), (me.id, names[1])):
        backend.create_thread(club.world.general.id, name, owner, type=ChannelType.PRIVATE_THREAD)
    await club.press("aoi", told(await club.press("aoi", post, EnterRoom)), EnterRoom, how="only")
    assert [inside(club, room) for room in rooms(club)] == [{"aoi"}, {"haru"}, set()]
    assert len(rooms(club)[0].history()) == 1, "it is greeted"


async def test_what_an_admin_deletes_or_locks_stays_so_and_after_a_week_it_is_archived(club: Club) -> None:
    post, store, env = await posted(club), club.world.bot.store, club.world.env
    await club.press("haru", post, EnterRoom)
    (room,) = rooms(club)
    env.backend.edit_channel(room.id, {}, thread_metadata={"archived": True})
    assert says(told(await club.press("haru", post, EnterRoom)), ENTERED) and not archived(room), "it is opened again"
    env.backend.edit_channel(room.id, {}, thread_metadata={"archived": True, "locked": True})
    assert says(told(await club.press("haru", post, EnterRoom)), REFUSALS[RoomRefusal.ENDED])
    env.backend.edit_channel(room.id, {}, thread_metadata={"archived": False, "locked": False})
    await store.database.execute("UPDATE rooms SET until = :now", now=club.world.clock())
    assert says(told(await club.press("haru", post, EnterRoom)), REFUSALS[RoomRefusal.CLOSED])
    await env.advance_time(2 * MINUTE)
    assert archived(room) and await row(club) is None
    await store.database.execute("UPDATE notices SET happened_at = happened_at - :week", week=SECONDS_OPEN)
    assert says(told(await club.press("haru", post, EnterRoom)), REFUSALS[RoomRefusal.CLOSED]), (
        "nor is another one opened"
    )
    await store.database.execute("UPDATE notices SET happened_at = happened_at + :week", week=SECONDS_OPEN)
    await club.press("haru", post, EnterRoom)
    env.backend.delete_channel(rooms(club)[-1].id)
    for _ in range(2):
        assert says(told(await club.press("haru", post, EnterRoom)), REFUSALS[RoomRefusal.ENDED])
    assert len(rooms(club)) == 1


async def test_an_old_post_of_a_feed_that_is_off_or_anothers_lets_nobody_in(club: Club) -> None:
    post, haru = await posted(club), club.world.users["haru"].id
    panel = (await club.run("haru", "feed", kind="New episodes")).response
    await club.press("haru", panel, SwitchRooms, wanted=False)
    marked = await club.press("aoi", told(await club.press("aoi", post, EnterRoom)), EnterRoom, how="mark")
    assert says(told(marked), REFUSALS[RoomRefusal.OFF]) and club.entry("aoi", DIGIMON).progress == EPISODE
    await club.press("haru", panel, SwitchRooms, wanted=True)
    (feed,) = await club.world.bot.store.feeds.of_guild(club.world.guild.id)
    elsewhere = club.world.bot.get_guild(club.world.env.create_guild("Elsewhere").id)
    here = club.world.bot.get_guild(club.world.guild.id)
    assert elsewhere and here
    keeper, key = club.world.bot.rooms, RoomKey(feed.id, DIGIMON, EPISODE)
    with club.world.env.time_context():
        assert (await keeper.enter(elsewhere, key, haru)).refusal is RoomRefusal.OFF, "another server's"
        made_up = RoomKey(feed.id, DIGIMON, EPISODE + 1)
        assert (await keeper.enter(here, made_up, haru)).refusal is RoomRefusal.CLOSED, "there is no such post"
    await club.press("haru", panel, ChangeFeed, what="off")
    assert says(told(await club.press("haru", post, EnterRoom)), REFUSALS[RoomRefusal.OFF]) and rooms(club) == []


async def test_adult_titles_have_rooms_only_where_adults_are(club: Club) -> None:
    club.restrict(to_adults=True)
    await opened(club)
    (feed,) = await club.world.bot.store.feeds.of_guild(club.world.guild.id)
    await club.world.bot.store.database.execute(
        "INSERT INTO notices (feed_id, media_id, episode, happened_at, due_at, state) "
        "VALUES (:feed_id, :media_id, 1, :at, :at, 'sent')",
        feed_id=feed.id,
        media_id=ADULT,
        at=club.world.clock(),
    )
    guild = club.world.bot.get_guild(club.world.guild.id)
    assert guild
    for to_adults, refusal in ((False, RoomRefusal.ADULT), (True, None)):
        club.restrict(to_adults=to_adults)
        with club.world.env.time_context():
            entrance = await club.world.bot.rooms.enter(guild, RoomKey(feed.id, ADULT, 1), club.world.users["aoi"].id)
        assert entrance.refusal is refusal
