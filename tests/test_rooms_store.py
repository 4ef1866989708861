"""What is remembered of rooms: claims, who was let in, and the guests whose lists say that they have seen it."""

from typing import Any

from store import ALL_SHARDS, Entry, GuildSettings, RoomKey, Shards, Store
from tests.kit.home import START, Home, discord_id, fill

GUILD, OTHER = 77 << 22, 78 << 22
ONE, TWO, THREE = (discord_id(number) for number in (1, 2, 3))
MEDIA, EPISODE, THREAD, DAY = 1, 3, 900, 86400
AIRED = START - 600
_POST = """
INSERT INTO notices (feed_id, media_id, episode, happened_at, due_at, state)
VALUES (:feed_id, :media_id, :episode, :at, :at, :state)
"""


async def settle(store: Store) -> RoomKey:
    """A feed with rooms has posted an episode, which three members and guests have not seen."""
    await fill(store, 3)
    for person in (ONE, TWO, THREE):
        await store.members.record_use(person, GUILD, START)
        assert await store.rooms.join(GUILD, person, START)
        await at(store, person, EPISODE - 1)
    feed = await store.feeds.open(GUILD, 5, "episodes", is_all=True, opened_by=ONE, at=START - DAY)
    await store.rooms.switch(feed.id, is_on=True)
    key = RoomKey(feed.id, MEDIA, EPISODE)
    await post(store, key)
    return key


async def post(store: Store, key: RoomKey, state: str = "sent") -> None:
    values = {"feed_id": key.feed_id, "media_id": key.media_id, "episode": key.episode}
    await store.database.execute(_POST, **values, at=AIRED, state=state)


async def at(store: Store, person: int, progress: int, **changes: Any) -> None:
    """Set the person's entry."""
    fields: dict[str, Any] = {"status": "CURRENT", "progress": progress, **changes}
    entry = Entry(media_id=MEDIA, entry_id=1, media_type="ANIME", **fields)
    await store.entries.replace(person, "ANIME", [entry], START)


async def waiting(store: Store, shards: Shards = ALL_SHARDS, *, since: int = AIRED - 1, limit: int = 20) -> list[int]:
    found = await store.rooms.waiting(since, shards, failed_before=START - 3600, limit=limit)
    assert {(one.media_id, one.episode, one.guild_id) for one in found} <= {(MEDIA, EPISODE, GUILD)}
    return [one.discord_id for one in found]


async def test_a_room_is_claimed_once_and_keeps_its_first_thread(home: Home) -> None:
    async with home.open() as store:
        key, rooms = await settle(store), store.rooms
        assert await rooms.posted_at(key) == AIRED
        assert await rooms.posted_at(RoomKey(key.feed_id, MEDIA, EPISODE + 1)) is None, "no such post"
        assert await rooms.claim(key, START + DAY) and not await rooms.claim(key, START + 2 * DAY)
        assert await rooms.created(key, THREAD) and not await rooms.created(key, THREAD + 1)
        await rooms.give_up(key)
        await rooms.greeted(key)
        room = await rooms.of(key)
        assert room and (room.key, room.thread_id, room.until) == (key, THREAD, START + DAY)
        assert room.is_greeted and not room.is_closed
        assert await rooms.threads(key.feed_id) == {THREAD}
    async with home.open() as store:
        rooms = store.rooms
        assert await rooms.over(START + DAY - 1, ALL_SHARDS, limit=5) == []
        number = (GUILD >> 22) % 2
        assert await rooms.over(START + DAY, Shards(2, (1 - number,)), limit=5) == [], "another process's"
        (over,) = await rooms.over(START + DAY, Shards(2, (number,)), limit=5)
        assert (over.key, over.guild_id) == (key, GUILD)
        await rooms.forget(over.key)
        assert await rooms.of(key) is None


async def test_a_claim_without_a_thread_is_given_up(home: Home) -> None:
    async with home.open() as store:
        key = await settle(store)
        await store.rooms.claim(key, START + DAY)
        await store.rooms.give_up(key)
        assert await store.rooms.of(key) is None
        await store.rooms.claim(key, START + DAY)
        await store.feeds.close(key.feed_id)
        assert await store.rooms.of(key) is None, "it goes with its feed"


async def test_guests_wait_whose_lists_say_that_they_have_seen_it(home: Home) -> None:
    async with home.open() as store:
        key, rooms = await settle(store), store.rooms
        assert await waiting(store) == []
        await at(store, ONE, EPISODE)
        await at(store, TWO, 0, status="REPEATING")
        await at(store, THREE, EPISODE + 5)
        assert await waiting(store) == [ONE, TWO, THREE]
        assert await waiting(store, limit=2) == [ONE, TWO]
        assert await waiting(store, since=AIRED) == [], "an old post"
        assert await waiting(store, Shards(2, (1 - (GUILD >> 22) % 2,))) == [], "another process's"
        await rooms.stay_out(GUILD, TWO)
        assert await waiting(store) == [ONE, THREE]
        await rooms.claim(key, START + DAY)
        await rooms.let_in(key, ONE)
        await rooms.let_in(key, discord_id(9))  # somebody who is not linked
        assert await waiting(store) == [THREE], "who has left a room is not let in again"
        assert [row["discord_id"] for row in await store.database.all("SELECT * FROM room_members")] == [ONE]
        await rooms.close(key)
        assert await waiting(store) == []


async def test_a_guest_whom_others_may_not_see_does_not_wait(home: Home) -> None:
    async with home.open() as store:
        key = await settle(store)
        await at(store, ONE, EPISODE)
        assert await waiting(store) == [ONE]
        for secret in ({"private": True}, {"hidden": True}):
            await at(store, ONE, EPISODE, **secret)
            assert await waiting(store) == []
        await at(store, ONE, EPISODE)
        await store.visibility.hide(ONE, GUILD)
        assert await waiting(store) == []
        await store.visibility.show(ONE, GUILD)
        await store.members.hide(ONE, GUILD, is_hidden=True)
        assert await waiting(store) == [], "hidden by an admin"
        await store.members.hide(ONE, GUILD, is_hidden=False)
        await store.guilds.put(GUILD, GuildSettings(is_social=False))
        assert await waiting(store) == []
        await store.guilds.put(GUILD, GuildSettings())
        await store.rooms.switch(key.feed_id, is_on=False)
        assert await waiting(store) == [], "the feed has no rooms any more"


async def test_a_refused_room_is_tried_again_after_an_hour(home: Home) -> None:
    async with home.open() as store:
        key, rooms = await settle(store), store.rooms
        await at(store, ONE, EPISODE)
        assert await rooms.failed(key.feed_id, START) and not await rooms.failed(key.feed_id, START)
        assert await waiting(store) == []
        found = await rooms.waiting(AIRED - 1, ALL_SHARDS, failed_before=START + 1, limit=5)
        assert [one.key for one in found] == [key]
        await rooms.works(key.feed_id)
        assert await rooms.failed(key.feed_id, START), "it is told anew"
        await rooms.switch(key.feed_id, is_on=True)
        assert await waiting(store) == [ONE]


async def test_who_unlinks_or_leaves_is_no_guest(home: Home) -> None:
    async with home.open() as store:
        key, rooms = await settle(store), store.rooms
        assert not await rooms.join(OTHER, ONE, START), "they don't use Musubi there"
        await rooms.claim(key, START + DAY)
        await rooms.let_in(key, ONE)
        await store.links.delete(ONE)
        await store.members.remove(GUILD, [TWO])
        assert [await rooms.is_guest(GUILD, person) for person in (ONE, TWO, THREE)] == [False, False, True]
        assert await store.database.all("SELECT * FROM room_members") == []
        await store.guilds.forget(GUILD)
        assert not await rooms.is_guest(GUILD, THREE) and await rooms.of(key) is None
