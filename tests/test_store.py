"""What the store remembers of links, of who hides, and of the commands."""

import msgspec

from store import ReplacedLinks, ToldCommands
from tests.kit.home import DAY, LIMIT, START, TABLES, Clock, Home, a_link, a_token, an_attempt, everything, fill


async def test_a_link_is_kept_with_its_token_across_a_restart(home: Home) -> None:
    async with home.open() as store:
        assert await store.links.save(a_link(), a_token()) == ReplacedLinks(previous=None, displaced=None)
    async with home.open() as store:
        assert await store.links.of(a_link().discord_id) == a_link()
        assert await store.links.token(a_link().discord_id) == a_token()
        assert await store.links.count() == 1


async def test_who_is_not_linked_has_nothing(home: Home) -> None:
    async with home.open() as store:
        assert await store.links.of(1) is None
        assert await store.links.token(1) is None
        assert await store.links.delete(1) is None
        assert not await store.links.reject(1)
        assert not await store.links.mark_warned(1, 14)


async def test_relinking_replaces_and_says_what(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.links.reject(a_link().discord_id)
        await store.links.mark_warned(a_link().discord_id, 14)
        other = a_link(anilist_id=9, name="other", expires_at=START + DAY)
        saved = await store.links.save(other, a_token(2))
        assert saved == ReplacedLinks(previous=a_link(rejected_at=START), displaced=None)
        assert await store.links.of(other.discord_id) == other, "no longer rejected"
        assert await store.links.token(other.discord_id) == a_token(2)
        assert await store.links.due_warnings(14) == [other], "no longer warned"


async def test_an_anilist_account_moves_to_whoever_links_it_last(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        taken = a_link(2, anilist_id=a_link(1).anilist_id)
        saved = await store.links.save(taken, a_token(3))
        assert saved == ReplacedLinks(previous=a_link(2), displaced=a_link(1))
        assert await store.links.of(a_link(1).discord_id) is None
        assert await store.links.token(a_link(1).discord_id) is None
        assert await store.links.count() == 1


async def test_refreshing_takes_over_all_but_the_link_itself(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.links.reject(a_link().discord_id)
        fresh = a_link(name="renamed", adult=False, anime_count=5, refreshed_at=START + 9, timezone=None)
        await store.links.refresh(msgspec.structs.replace(fresh, linked_at=1, expires_at=2))
        assert await store.links.of(fresh.discord_id) == msgspec.structs.replace(fresh, rejected_at=START)
        assert await store.links.token(fresh.discord_id) == a_token()


async def test_refreshing_someone_else_by_now_changes_nothing(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.links.refresh(a_link(anilist_id=9, name="renamed"))
        assert await store.links.of(a_link().discord_id) == a_link()


async def test_a_link_is_rejected_once(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        assert [await store.links.reject(a_link().discord_id) for _ in range(3)] == [True, False, False]
        assert await store.links.of(a_link().discord_id) == a_link(rejected_at=START)


async def test_warnings_come_once_each(home: Home) -> None:
    clock = Clock()
    async with home.open(clock) as store:
        await store.links.save(a_link(1, expires_at=START + 14 * DAY), a_token(1))
        await store.links.save(a_link(2, expires_at=START + 14 * DAY + 1), a_token(2))
        await store.links.save(a_link(3, expires_at=START + 2 * DAY), a_token(3))
        await store.links.save(a_link(4, expires_at=START + 2 * DAY), a_token(4))
        await store.links.reject(a_link(4).discord_id)

        async def warned(days: int) -> list[int]:
            due = [link.discord_id for link in await store.links.due_warnings(days)]
            assert all([await store.links.mark_warned(person, days) for person in due])
            assert not any([await store.links.mark_warned(person, days) for person in due])
            return [person - a_link(0).discord_id for person in due]

        assert await warned(3) == [3]
        assert await warned(14) == [1], "the last warning spares the first"
        clock.now += 11 * DAY
        assert await warned(14) == [2]
        assert await warned(3) == [1]


async def test_unlinking_forgets_the_person_alone(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.attempts.begin(an_attempt(1, person=1), **LIMIT)
        await store.visibility.hide(a_link(1).discord_id, 77)
        others = await everything(store.database)
        await store.links.save(a_link(2), a_token(2))
        await store.attempts.begin(an_attempt(2, person=2), **LIMIT)
        await store.visibility.hide(a_link(2).discord_id, 77)
        assert await store.links.delete(a_link(2).discord_id) == a_link(2)
        await store.scrubs.round()
        left = await everything(store.database)
        assert left | {"link_starts": others["link_starts"]} == others


async def test_people_can_hide_in_a_server_while_they_are_linked(home: Home) -> None:
    person = a_link().discord_id
    async with home.open() as store:
        await store.visibility.hide(person, 77)
        assert not await store.visibility.hidden(person, 77), "nobody to hide"
        await fill(store, 1)
        for guild in (77, 77, 78, 79):
            await store.visibility.hide(person, guild)
        await store.links.save(a_link(), a_token(2))
        await store.visibility.show(person, 78)
        await store.guilds.forget(79)
        assert [await store.visibility.hidden(person, guild) for guild in (77, 78, 79)] == [True, False, False]


async def test_the_commands_digest_is_remembered(home: Home) -> None:
    async with home.open() as store:
        assert await store.commands.told() == ToldCommands()
        for told in (ToldCommands("one", {"list": 1}), ToldCommands("two", {"list": 1, "link": 2}, "0.4.0")):
            await store.commands.remember(told)
            assert await store.commands.told() == told


async def test_tests_see_every_table(home: Home) -> None:
    async with home.open() as store:
        rows = await store.database.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
    own = {"migrations", "sqlite_sequence"}
    assert {row["name"] for row in rows} - own == set(TABLES)
