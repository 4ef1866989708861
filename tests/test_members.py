"""Where linked people use Musubi, who is shown there, and what a server's admins have chosen."""

import pytest

from store import GuildSettings, HiddenMembers, Store
from store.guilds import _TABLES
from tests.kit.home import START, Home, a_link, a_token, discord_id, everything, fill

GUILD, OTHER = 77, 78
ONE, TWO, THREE = (discord_id(number) for number in (1, 2, 3))


async def move_in(store: Store, people: int = 3) -> None:
    await fill(store, people)
    for number in range(1, people + 1):
        assert await store.members.record_use(discord_id(number), GUILD, START)


async def test_people_are_shown_where_they_were_seen(home: Home) -> None:
    async with home.open() as store:
        await move_in(store, 2)
        await store.members.record_use(ONE, OTHER, START)
        assert await store.members.shown(GUILD) == [ONE, TWO]
        assert await store.members.shown(OTHER) == [ONE]
    async with home.open() as store:
        assert await store.members.shown(GUILD) == [ONE, TWO], "after a restart"


async def test_who_is_not_linked_is_not_remembered(home: Home) -> None:
    async with home.open() as store:
        assert not await store.members.record_use(ONE, GUILD, START)
        await fill(store, 1)
        assert await store.members.shown(GUILD) == []


async def test_who_unlinks_or_leaves_is_gone(home: Home) -> None:
    async with home.open() as store:
        await move_in(store)
        await store.links.delete(ONE)
        await store.members.remove(GUILD, [TWO])
        assert await store.members.shown(GUILD) == [THREE]
        await store.links.save(a_link(1), a_token(1))
        assert await store.members.shown(GUILD) == [THREE], "linked again, and not seen yet"


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_each_way_of_hiding_and_back(home: Home, number: int) -> None:
    person = discord_id(number)
    async with home.open() as store:
        await move_in(store)
        others = [one for one in (ONE, TWO, THREE) if one != person]
        await store.visibility.hide(person, GUILD)
        assert await store.members.shown(GUILD) == others
        await store.visibility.hide_everywhere(person)
        await store.visibility.show(person, GUILD)
        assert await store.members.shown(GUILD) == others
        assert await store.visibility.hidden(person, GUILD) and await store.visibility.hidden(person, OTHER)
        await store.members.hide(person, GUILD, is_hidden=True)
        await store.visibility.show_again(person)
        assert await store.members.shown(GUILD) == others
        assert await store.members.hidden_by_admins(GUILD) == HiddenMembers((person,), 1)
        await store.members.hide(person, GUILD, is_hidden=False)
        assert await store.members.shown(GUILD) == [ONE, TWO, THREE]


async def test_hiding_somewhere_hides_nowhere_else(home: Home) -> None:
    async with home.open() as store:
        await move_in(store, 2)
        await store.members.record_use(ONE, OTHER, START)
        await store.visibility.hide(ONE, GUILD)
        await store.members.hide(ONE, GUILD, is_hidden=True)
        assert await store.members.shown(OTHER) == [ONE]
        assert not await store.visibility.hidden(TWO, GUILD)


async def test_whom_an_admin_hides_stays_hidden_whatever_they_do(home: Home) -> None:
    """Linked or not, here or not yet, back after they had left: until an admin shows them again."""
    async with home.open() as store:
        await store.members.hide(ONE, GUILD, is_hidden=True)
        await move_in(store, 2)
        assert await store.members.shown(GUILD) == [TWO]
        await store.members.remove(GUILD, [ONE])
        await store.members.record_use(ONE, GUILD, START)
        assert await store.members.shown(GUILD) == [TWO]
        await store.links.delete(ONE)
        await store.links.save(a_link(1), a_token(1))
        for guild in (GUILD, OTHER):
            await store.members.record_use(ONE, guild, START)
        assert await store.members.shown(GUILD) == [TWO] and await store.members.shown(OTHER) == [ONE]
    async with home.open() as store:
        assert await store.members.is_hidden_by_admin(ONE, GUILD) and not await store.members.is_hidden_by_admin(
            TWO, GUILD
        )
        await store.members.hide(ONE, GUILD, is_hidden=False)
        assert await store.members.shown(GUILD) == [ONE, TWO]
        assert await store.members.hidden_by_admins(GUILD) == HiddenMembers()


async def test_who_would_not_be_shown_anyway_is_counted_and_not_named(home: Home) -> None:
    """Or admins would learn who has linked."""
    async with home.open() as store:
        await move_in(store)
        await store.visibility.hide(TWO, GUILD)
        await store.visibility.hide_everywhere(THREE)
        for number in (1, 2, 3, 4, 4):
            await store.members.hide(discord_id(number), GUILD, is_hidden=True)
        assert await store.members.hidden_by_admins(GUILD) == HiddenMembers((ONE,), 4)
        assert await store.members.hidden_by_admins(OTHER) == HiddenMembers()


async def test_fingerprints_of_one_person_are_all_different(home: Home) -> None:
    async with home.open() as store:
        for guild in (GUILD, OTHER):
            await store.members.hide(ONE, guild, is_hidden=True)
        await store.members.hide(TWO, GUILD, is_hidden=True)
        rows = await store.database.all("SELECT fingerprint FROM barred")
        assert len({row["fingerprint"] for row in rows}) == 3


async def test_people_are_told_once_in_each_server(home: Home) -> None:
    async with home.open() as store:
        assert not await store.members.mark_told(ONE, GUILD)
        await move_in(store, 1)
        await store.members.record_use(ONE, OTHER, START)
        assert [await store.members.mark_told(ONE, guild) for guild in (GUILD, GUILD, OTHER)] == [True, False, True]


async def test_what_admins_choose_is_kept_until_the_bot_leaves(home: Home) -> None:
    chosen = GuildSettings(is_social=False, allows_adult=False, title_language="NATIVE")
    async with home.open() as store:
        empty = await everything(store.database)
        assert await store.guilds.of(GUILD) == GuildSettings()
        await store.guilds.put(GUILD, chosen)
        await store.guilds.put(OTHER, GuildSettings())
        assert await store.guilds.of(GUILD) == chosen
        assert not store.guilds.allows_adult(GUILD) and store.guilds.allows_adult(OTHER)
        assert await store.guilds.known() == {GUILD, OTHER}
        for guild in (GUILD, OTHER):
            await store.guilds.forget(guild)
        assert store.guilds.allows_adult(GUILD)
        assert await everything(store.database) == empty


async def test_everything_held_for_a_server_goes_with_it(home: Home) -> None:
    async with home.open() as store:
        await move_in(store, 2)
        kept = await everything(store.database)
        await store.members.record_use(ONE, OTHER, START)
        await store.visibility.hide(TWO, OTHER)
        await store.members.hide(TWO, OTHER, is_hidden=True)
        await store.guilds.put(OTHER, GuildSettings())
        assert await store.guilds.known() == {GUILD, OTHER}
        await store.guilds.forget(OTHER)
        assert await everything(store.database) == kept


async def test_every_table_about_servers_is_forgotten(home: Home) -> None:
    """A new table with a guild_id has to join the list, or say here why not."""
    own_end = {"attempts", "welcomes"}  # an hour after they run out; never, so that nobody is welcomed twice
    async with home.open() as store:
        tables = await store.database.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        about_servers = {
            row["name"]
            for row in tables
            if await store.database.one(
                "SELECT 1 FROM pragma_table_info(:name) WHERE name = 'guild_id'", name=row["name"]
            )
        }
    assert about_servers - own_end == set(_TABLES)


async def test_pictures_are_dark_until_the_person_chooses(home: Home) -> None:
    async with home.open() as store:
        await store.preferences.set_light_pictures(ONE, light=True)
        assert not await store.preferences.light_pictures(ONE), "not linked: nothing is remembered"
        await fill(store, 1)
        for light in (True, True, False, True):
            await store.preferences.set_light_pictures(ONE, light=light)
            assert await store.preferences.light_pictures(ONE) is light
        await store.preferences.set_public_replies(ONE, public=False)
        assert await store.preferences.light_pictures(ONE), "the one choice leaves the other alone"
        assert not await store.preferences.public_replies(ONE)
